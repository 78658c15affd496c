import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { dicomImage } from '../__fixtures__/dicom-image.ts'
import { readDicom } from '../dicom/index.ts'
import type { OpenedVolume } from '../open/index.ts'
import { openedDicom } from '../open/opened.ts'
import { labelVolume, volumeOfRaster } from '../picture-volume.ts'
import { readSeg, segLabels } from '../seg/index.ts'
import type { Volume } from '../volume.ts'
import { labelsOf } from './labels-of.ts'
import { ontoGrid } from './onto-grid.ts'
import { segOfLabels } from './seg-of-labels.ts'

const at = new Date(0)
const software = 'test'

function gridOf(x: number, y: number, z: number, affine?: number[]): Volume {
  return {
    size: { x, y, z, t: 1 },
    channels: 1,
    samples: new Int16Array(x * y * z),
    rescale: { slope: 1, intercept: 0 },
    unit: 'stored',
    ...(affine && { affine }),
  }
}

const facts = {
  format: 'NIfTI-1',
  littleEndian: true,
  freeText: false,
  gzipped: false,
  datatype: 'float64',
  units: { space: 'mm', time: 'unknown' },
  affineFrom: 'none',
} as const

function nifti(samples: Volume['samples'], more: Partial<Volume> = {}): OpenedVolume {
  return { kind: 'nifti', facts, notes: [], volume: { ...gridOf(samples.length, 1, 1), samples, ...more } }
}

function picture(samples: Uint8Array | Uint16Array): OpenedVolume {
  const volume = volumeOfRaster({ width: samples.length, height: 1, channels: 1, samples })
  return { kind: 'picture', mediaType: 'image/png', notes: [], volume }
}

/** Slices of 3 × 2 pixels, each 5 mm above the other. */
async function series(slices: number): Promise<OpenedVolume> {
  const images = Array.from({ length: slices }, (_, n) =>
    readDicom(dicomImage(n + 1, { columns: 3, rows: 2, samples: new Int16Array(6) })),
  )
  return openedDicom(await Promise.all(images), 'folder')
}

suite('labels', () => {
  test('of a mask picture are what is brighter than half', () => {
    expect([...labelsOf(picture(Uint8Array.of(0, 127, 128, 255))).labels]).toEqual([0, 0, 1, 1])
    expect([...labelsOf(picture(Uint16Array.of(32639, 32896))).labels]).toEqual([0, 1])
  })

  test('of a picture with small numbers are not guessed', () => {
    expect(() => labelsOf(picture(Uint8Array.of(0, 1, 2)))).toThrow(
      'no pixel of the mask is brighter than half',
    )
  })

  test('in NIfTI are whole numbers, however they are stored', () => {
    expect(labelsOf(nifti(Float64Array.of(0, 3, 255))).labels).toEqual(Uint8Array.of(0, 3, 255))
    const rescale = { slope: 100, intercept: 0 }
    expect(labelsOf(nifti(Uint8Array.of(0, 3), { rescale })).labels).toEqual(Uint16Array.of(0, 300))
  })

  test.each([
    [Float32Array.of(0, 0.5), 'one of its values is 0.5'],
    [Int16Array.of(-1), 'one of its values is -1'],
    [Float32Array.of(Number.NaN), 'one of its values is NaN'],
    [Int32Array.of(65536), 'one of its values is 65536'],
  ])('are not what was measured: %o', (samples, said) => {
    expect(() => labelsOf(nifti(samples))).toThrow(said)
  })

  test('are not an image', async () => {
    expect(() =>
      labelsOf({ ...nifti(Uint8Array.of(1)), volume: { ...gridOf(1, 1, 1), channels: 3 } }),
    ).toThrow('colours')
    const image = await series(1)
    expect(() => labelsOf(image)).toThrow('it is a DICOM CT Image, which are no labels')
  })
})

/** The same voxels with their axes exchanged and turned, by hand: `order[n]` is the old axis of the new axis n. */
function turned(labels: Volume, order: readonly number[], flips: readonly boolean[]): Volume {
  const old = [labels.size.x, labels.size.y, labels.size.z]
  const [x = 1, y = 1, z = 1] = order.map(axis => old[axis] ?? 1)
  const samples = new Uint8Array(labels.samples.length)
  const oldIndex = (index: readonly number[]) => {
    const out = [0, 0, 0]
    for (const [n, axis] of order.entries())
      out[axis] = flips[n] ? (old[axis] ?? 1) - 1 - (index[n] ?? 0) : (index[n] ?? 0)
    return out
  }
  for (let k = 0, to = 0; k < z; k++)
    for (let j = 0; j < y; j++)
      for (let i = 0; i < x; i++) {
        const [u = 0, v = 0, w = 0] = oldIndex([i, j, k])
        samples[to++] = labels.samples[(w * labels.size.y + v) * labels.size.x + u] ?? 0
      }
  const place = (index: readonly number[]) => {
    const [u = 0, v = 0, w = 0] = oldIndex(index)
    const a = labels.affine ?? []
    return [0, 4, 8].map(r => (a[r] ?? 0) * u + (a[r + 1] ?? 0) * v + (a[r + 2] ?? 0) * w + (a[r + 3] ?? 0))
  }
  const start = place([0, 0, 0])
  const columns = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ].map(step => place(step).map((value, r) => value - (start[r] ?? 0)))
  const affine = [0, 1, 2].flatMap(r => [...columns, start].map(column => column[r] ?? 0)).concat(0, 0, 0, 1)
  return labelVolume({ ...gridOf(x, y, z), affine }, samples)
}

const oblique = [2, 0.3, 0, -7, -0.2, 3, 0, 11, 0, 0, 5, 4, 0, 0, 0, 1]

suite('labels on the grid of their images', () => {
  test('come back from any exchange and turn of the axes', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        fc.uint8Array({ minLength: 24, maxLength: 24 }),
        (order, flips, samples) => {
          const grid = gridOf(2, 3, 4, oblique)
          const moved = turned(labelVolume(grid, samples), order, flips)
          const map = { labels: Uint8Array.from(moved.samples), grid: moved }
          expect(ontoGrid(map, grid)).toEqual({ labels: samples, notes: [] })
        },
      ),
    )
  })

  test('of a part of the images lie where they belong', () => {
    const part = gridOf(1, 1, 1, [2, 0.3, 0, -7 + 2 + 0.3, -0.2, 3, 0, 11 - 0.2 + 3, 0, 0, 5, 4, 0, 0, 0, 1])
    const { labels } = ontoGrid({ labels: Uint8Array.of(7), grid: part }, gridOf(2, 2, 1, oblique))
    expect([...labels]).toEqual([0, 0, 0, 7])
  })

  test('outside the images are refused, and so are those between their voxels', () => {
    const unit = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    const map = { labels: Uint8Array.of(1, 1, 0), grid: gridOf(3, 1, 1, unit) }
    const shifted = (by: number) => gridOf(3, 1, 1, unit.with(3, by))
    expect(() => ontoGrid(map, shifted(1))).toThrow('1 of 2 labelled voxels lie outside the source')
    expect(() => ontoGrid(map, shifted(0.5))).toThrow('the labels lie on other voxel centres')
    expect(() => ontoGrid(map, gridOf(3, 1, 1, unit.with(0, 1.1)))).toThrow('other voxel centres')
    // A hundredth of a voxel, which adds up to a fifth over the grid.
    const long = { labels: new Uint8Array(20), grid: gridOf(20, 1, 1, unit) }
    expect(() => ontoGrid(long, gridOf(20, 1, 1, unit.with(0, 1.01)))).toThrow('other voxel centres')
  })

  test('are matched one by one where a place is not told, and only on the same size', () => {
    const map = { labels: Uint8Array.of(1, 2), grid: gridOf(2, 1, 1) }
    const { labels, notes } = ontoGrid(map, gridOf(2, 1, 1, oblique))
    expect([[...labels], notes.length]).toEqual([[1, 2], 1])
    expect(() => ontoGrid(map, gridOf(1, 2, 1))).toThrow('the labels have 2 × 1 voxels and the source 1 × 2')
    expect(() => ontoGrid(map, gridOf(2, 1, 3))).toThrow('name the slice of the source, 1 to 3')
  })

  test('of one slice go to the one that is named', () => {
    const map = { labels: Uint8Array.of(1, 2), grid: gridOf(2, 1, 1) }
    expect([...ontoGrid(map, gridOf(2, 1, 3), 1).labels]).toEqual([0, 0, 1, 2, 0, 0])
    expect(() => ontoGrid(map, gridOf(2, 1, 3), 3)).toThrow('the source has no slice 4')
    expect(() => ontoGrid(map, gridOf(3, 1, 3), 0)).toThrow('the labels have 2 × 1 pixels')
    expect(() => ontoGrid({ ...map, grid: gridOf(1, 1, 2) }, gridOf(2, 1, 3), 0)).toThrow('several slices')
  })
})

suite('a segmentation of labels', () => {
  test('is read back with the same labels, and refers to the image of each slice', async () => {
    const source = await series(2)
    const labels = Uint8Array.of(0, 3, 0, 0, 0, 0, 7, 7, 0, 0, 0, 0)
    const map = { labels, grid: source.volume }
    const { bytes, segments } = segOfLabels(map, source, { kind: 'labelmap', software, at })
    expect(segments).toEqual([
      { number: 3, label: 'label 3', voxels: 1 },
      { number: 7, label: 'label 7', voxels: 2 },
    ])
    const seg = await readSeg(bytes)
    expect(segLabels(seg).labels).toEqual(labels)
    expect(seg.source?.images.map(image => image?.sopInstance)).toEqual(['1.2.3.4.1', '1.2.3.4.2'])
  })

  test('in bits counts its segments from 1 and keeps their names', async () => {
    const source = await series(1)
    const map = { labels: Uint8Array.of(9, 0, 4, 4, 0, 0), grid: source.volume }
    const { bytes } = segOfLabels(map, source, { kind: 'binary', names: ['liver', 'cyst'], software, at })
    const seg = await readSeg(bytes)
    expect(seg.segments.map(({ number, label }) => [number, label])).toEqual([
      [1, 'liver'],
      [2, 'cyst'],
    ])
    expect([...segLabels(seg).labels]).toEqual([2, 0, 1, 1, 0, 0])
  })

  test('is refused without labels, with names too few, or without DICOM images', async () => {
    const source = await series(1)
    const none = { labels: new Uint8Array(6), grid: source.volume }
    expect(() => segOfLabels(none, source, { kind: 'binary', software, at })).toThrow('no voxel is labelled')
    const two = { labels: Uint8Array.of(1, 2, 0, 0, 0, 0), grid: source.volume }
    expect(() => segOfLabels(two, source, { kind: 'binary', names: ['a'], software, at })).toThrow(
      '2 labels (1, 2) have 1 names; give one name for each',
    )
    expect(() => segOfLabels(two, picture(Uint8Array.of(1)), { kind: 'binary', software, at })).toThrow(
      'no DICOM image',
    )
  })
})
