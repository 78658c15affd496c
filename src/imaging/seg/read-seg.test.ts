import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { isPraxisError } from '../../cases/index.ts'
import type { DataSet } from '../dicom/data-set.ts'
import { parseDicom } from '../dicom/parse.ts'
import { explicitLittleEndian, transferSyntaxOf } from '../dicom/transfer-syntax.ts'
import { writeDicom } from '../dicom/write-dicom.ts'
import { dataSet, itemsOf, merged } from './attributes.ts'
import type { SegGeometry, Vector } from './geometry.ts'
import {
  ontoPlanes,
  readSeg,
  type SegInput,
  segLabels,
  segmentMask,
  segmentNamed,
  writeSeg,
} from './index.ts'

const planes: SegGeometry = {
  frame: '1.2.3',
  row: [1, 0, 0],
  column: [0, 1, 0],
  spacing: { x: 0.5, y: 0.75 },
  origins: [
    [0, 0, 0],
    [0, 0, 5],
  ],
}

/** Two segments on 2 × 2 pixels and two slices: the first on the upper row, the second at the last pixel. */
const input: SegInput = {
  kind: 'binary',
  size: { x: 2, y: 2, z: 2 },
  labels: Uint8Array.from([1, 1, 0, 2, 1, 1, 0, 2]),
  segments: [segmentNamed(1, 'liver', 'builtin'), segmentNamed(2, 'kidney', 'builtin')],
  geometry: planes,
  at: new Date('2026-03-01T12:34:56Z'),
}

/** The file of `input`, with other attributes. */
function fileWith(
  change: Parameters<typeof dataSet>[0] | ((set: DataSet) => DataSet),
  from = input,
): Uint8Array {
  const { set } = parseDicom(writeSeg(from))
  return writeDicom(
    typeof change === 'function' ? change(set) : merged(set, dataSet(change)),
    explicitLittleEndian,
  )
}

function frameAt(segment: number, position: Vector): DataSet {
  return dataSet({
    PlanePositionSequence: dataSet({ ImagePositionPatient: position }),
    SegmentIdentificationSequence: dataSet({ ReferencedSegmentNumber: segment }),
  })
}

suite('segmentations of others', () => {
  test('may overlap: each segment keeps its voxels, and those of several are counted', async () => {
    // Eight bits a frame pair: segment 1 everywhere on slice 1, segment 2 on its last two pixels.
    const seg = await readSeg(
      fileWith({
        NumberOfFrames: 2,
        PerFrameFunctionalGroups: [frameAt(1, [0, 0, 0]), frameAt(2, [0, 0, 0])],
        PixelData: Uint8Array.from([0b1100_1111, 0]),
      }),
    )
    expect(seg.size.z).toBe(1)
    expect([...segmentMask(seg, 1).data]).toEqual([1, 1, 1, 1])
    expect([...segmentMask(seg, 2).data]).toEqual([0, 0, 1, 1])
    expect(segLabels(seg)).toMatchObject({ labels: Uint8Array.from([1, 1, 2, 2]), overlapping: 2 })
  })

  test('of fractions count a voxel from half of the maximum on', async () => {
    const seg = await readSeg(
      fileWith({
        SegmentationType: 'FRACTIONAL',
        MaximumFractionalValue: 100,
        BitsAllocated: 8,
        BitsStored: 8,
        HighBit: 7,
        NumberOfFrames: 1,
        PerFrameFunctionalGroups: frameAt(1, [0, 0, 0]),
        PixelData: Uint8Array.from([0, 49, 50, 100]),
      }),
    )
    expect([...segmentMask(seg, 1).data]).toEqual([0, 0, 1, 1])
  })

  test('list frames in any order; slices follow along the normal', async () => {
    const seg = await readSeg(
      fileWith({
        NumberOfFrames: 3,
        PerFrameFunctionalGroups: [9, 1, 5].map(z => frameAt(1, [0, 0, z])),
        // The frame at 9 mm is full, the others are empty.
        PixelData: Uint8Array.from([0b1111, 0]),
      }),
    )
    expect(seg.geometry?.origins.map(origin => origin[2])).toEqual([1, 5, 9])
    expect([...segmentMask(seg, 1).data]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
  })

  test('may share what is the same for all frames, the segment included', async () => {
    const seg = await readSeg(
      fileWith(set =>
        merged(
          set,
          dataSet({
            NumberOfFrames: 1,
            PerFrameFunctionalGroups: dataSet({
              PlanePositionSequence: dataSet({ ImagePositionPatient: [0, 0, 0] }),
            }),
            SharedFunctionalGroups: merged(
              ...itemsOf(set, 'SharedFunctionalGroups'),
              dataSet({ SegmentIdentificationSequence: dataSet({ ReferencedSegmentNumber: 2 }) }),
            ),
          }),
        ),
      ),
    )
    expect(seg.frames).toEqual([{ slice: 0, segment: 2 }])
  })

  test('are read in implicit little endian and deflated as well', async () => {
    const { set } = parseDicom(writeSeg(input))
    for (const uid of ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1.99'])
      expect(await readSeg(writeDicom(set, transferSyntaxOf(uid)))).toEqual(await readSeg(writeSeg(input)))
  })

  test('are read where their frames are compressed, here with RLE', async () => {
    const labelmap: SegInput = { ...input, kind: 'labelmap' }
    const { set } = parseDicom(writeSeg(labelmap))
    // One segment of literal bytes: a header of 64 bytes, then 3 for four bytes to come.
    const header = new Uint8Array(64)
    header[0] = 1
    header[4] = 64
    const rle = (values: number[]) => Uint8Array.from([...header, 3, ...values, 0])
    const elements = new Map(set.elements)
    elements.set(0x7fe00010, {
      kind: 'fragments',
      vr: 'OB',
      offsets: new Uint8Array(),
      fragments: [rle([1, 1, 0, 2]), rle([1, 1, 0, 2])],
    })
    const seg = await readSeg(writeDicom({ ...set, elements }, transferSyntaxOf('1.2.840.10008.1.2.5')))
    expect([...segLabels(seg).labels]).toEqual([...input.labels])
  })
})

suite('onto the planes of its images', () => {
  test('empty slices are added where no frame lies', async () => {
    const origins: Vector[] = [-5, 0, 5, 10].map(z => [0, 0, z])
    const whole = ontoPlanes(await readSeg(writeSeg(input)), { ...planes, origins }, { x: 2, y: 2, z: 4 })
    expect([...segLabels(whole).labels]).toEqual([0, 0, 0, 0, ...input.labels, 0, 0, 0, 0])
  })

  test('another grid, direction or place is refused', async () => {
    const seg = await readSeg(writeSeg(input))
    const size = { x: 2, y: 2, z: 2 }
    expect(() => ontoPlanes(seg, planes, { ...size, x: 3 })).toThrow(/2 × 2 pixels and the images 3 × 2/)
    expect(() => ontoPlanes(seg, { ...planes, row: [0, 1, 0], column: [-1, 0, 0] }, size)).toThrow(/turned/)
    expect(() => ontoPlanes(seg, { ...planes, origins: [[0, 0, 0]] }, size)).toThrow(/no image lies at/)
  })
})

suite('what is no sound segmentation is refused', () => {
  const frames = [frameAt(1, [0, 0, 0]), frameAt(2, [0, 0, 5])]
  test.each([
    ['another kind of object', { Modality: 'MR' }, /not a segmentation/],
    ['a type that nobody defined', { SegmentationType: 'VAGUE' }, /type vague is unknown/],
    ['a tiled one', { DimensionOrganizationType: 'TILED_FULL' }, /tiled/],
    ['a matrix of a whole slide', { TotalPixelMatrixRows: 2 }, /tiled/],
    ['more frames than are described', { NumberOfFrames: 5 }, /5 frames are announced and 4 described/],
    ['no frame', { NumberOfFrames: 0 }, /0 frames/],
    ['pixels that are cut off', { Rows: 60_000, Columns: 60_000 }, /bytes of pixels are announced and 2/],
    ['a grid without columns', { Columns: 0 }, /Columns is 0/],
    ['bits that do not fit the type', { BitsAllocated: 16 }, /16 bits a voxel/],
    [
      'a frame without a segment',
      { PerFrameFunctionalGroups: frames.map(() => dataSet({})), NumberOfFrames: 2 },
      /which segment/,
    ],
    [
      'a segment that is not described',
      { PerFrameFunctionalGroups: frameAt(7, [0, 0, 0]), NumberOfFrames: 1 },
      /segment 7/,
    ],
    ['another background', { PixelPaddingValue: 3 }, /background has the value 3/],
  ] as [string, Parameters<typeof dataSet>[0], RegExp][])('%s', async (_, change, message) => {
    await expect(readSeg(fileWith(change))).rejects.toThrow(message)
  })

  test('frames in different directions', async () => {
    const aside = merged(
      frameAt(2, [0, 0, 5]),
      dataSet({ PlaneOrientationSequence: dataSet({ ImageOrientationPatient: [0, 1, 0, 0, 0, 1] }) }),
    )
    const change = { NumberOfFrames: 2, PerFrameFunctionalGroups: [frameAt(1, [0, 0, 0]), aside] }
    await expect(readSeg(fileWith(change))).rejects.toThrow(/frames 1 and 2 lie in different directions/)
  })

  test.each([
    ['spacing', { PixelMeasuresSequence: dataSet({ PixelSpacing: [0, 1] }) }, /pixel spacing is 0 × 1 mm/],
    [
      'directions',
      { PlaneOrientationSequence: dataSet({ ImageOrientationPatient: [1, 0, 0, 1, 0, 0] }) },
      /right angles/,
    ],
  ])('%s that make no sense', async (_, change, message) => {
    const file = fileWith(set =>
      merged(
        set,
        dataSet({
          SharedFunctionalGroups: merged(...itemsOf(set, 'SharedFunctionalGroups'), dataSet(change)),
        }),
      ),
    )
    await expect(readSeg(file)).rejects.toThrow(message)
  })
})

suite('hostile bytes', () => {
  const files = (['binary', 'labelmap'] as const).map(kind => writeSeg({ ...input, kind }))

  /** A segmentation within the size of its file, or a refusal in words. */
  async function readSafely(bytes: Uint8Array): Promise<void> {
    try {
      const seg = await readSeg(bytes)
      const { labels } = segLabels(seg)
      expect(labels.length).toBeLessThanOrEqual(8 * bytes.length)
    } catch (error) {
      if (!isPraxisError(error)) throw error
      expect(error.code).toBe('media-undecodable')
    }
  }

  test('never crash the reader, whatever is changed, cut off or repeated', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        changes,
        fc.nat(),
        fc.nat(),
        async (file, all, cut, twice) => {
          const bytes = Uint8Array.from(file)
          for (const [place, value] of all) bytes[132 + (place % (bytes.length - 132))] = value
          await readSafely(bytes)
          await readSafely(bytes.subarray(0, cut % bytes.length))
          const at = twice % bytes.length
          await readSafely(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at >> 1)]))
        },
      ),
      { numRuns: 80 },
    )
  })

  test('never crash it where the file is sound and its values are not', async () => {
    const numbers = fc.oneof(fc.integer({ min: 0, max: 65535 }), fc.constantFrom(0, 1, 2, 4, 65535))
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            Rows: numbers,
            Columns: numbers,
            NumberOfFrames: fc.oneof(numbers, fc.constantFrom('-1', '1e9', 'many', '')),
            BitsAllocated: fc.constantFrom(0, 1, 8, 16, 32),
            SegmentationType: fc.constantFrom('BINARY', 'FRACTIONAL', 'LABELMAP', ''),
            MaximumFractionalValue: numbers,
            PixelData: fc.uint8Array({ maxLength: 40 }),
          },
          { requiredKeys: [] },
        ),
        fc.constantFrom('binary' as const, 'labelmap' as const),
        async (change, kind) => readSafely(fileWith(change, { ...input, kind })),
      ),
      { numRuns: 80 },
    )
  })
})
