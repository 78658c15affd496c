import { expect, suite, test } from 'vitest'
import { buildDicom, type Elements } from './__fixtures__/build-dicom.ts'
import { type DicomImage, readDicom } from './read-dicom.ts'
import { assembleSeries } from './series.ts'

/** A slice at a height, all of its samples the same. */
function slice(z: number, sample: number, rest: Elements = {}): Promise<DicomImage> {
  return readDicom(
    buildDicom({
      Modality: 'CT',
      PixelSpacing: [2, 1],
      ImagePositionPatient: [0, 0, z],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelData: new Uint8Array(4).fill(sample),
      ...rest,
    }),
  )
}

const series = async (...slices: Promise<DicomImage>[]) => assembleSeries(await Promise.all(slices))

/** The first sample of each slice. */
const firsts = ({ volume }: { volume: DicomImage['volume'] }) =>
  Array.from({ length: volume.samples.length / 4 }, (_, n) => volume.samples[4 * n])

suite('a series', () => {
  test('is put in the order in which its slices lie, whatever their numbers', async () => {
    const found = await series(
      slice(6, 3, { InstanceNumber: 1 }),
      slice(0, 1, { InstanceNumber: 2 }),
      slice(3, 2, { InstanceNumber: 3 }),
    )
    expect(firsts(found)).toEqual([1, 2, 3])
    expect(found.volume.size).toEqual({ x: 2, y: 2, z: 3, t: 1 })
    expect(found.volume.spacing).toEqual({ x: 1, y: 2, z: 3 })
    expect(found.volume.affine).toEqual([1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1])
    expect(found.images.map(({ facts }) => facts.instanceNumber)).toEqual([2, 3, 1])
    expect(found.notes).toEqual([])
  })

  test('of slices with a rescale of their own holds values', async () => {
    const pet = (slope: number): Elements => ({
      Modality: 'PT',
      Units: 'BQML',
      RescaleSlope: slope,
      RescaleIntercept: 1,
    })
    const { volume } = await series(slice(0, 10, pet(2)), slice(1, 10, pet(0.5)))
    expect(volume).toMatchObject({ unit: 'Bq/ml', rescale: { slope: 1, intercept: 0 } })
    expect([...volume.samples]).toEqual([21, 21, 21, 21, 6, 6, 6, 6])
  })

  test('with as many images at every place runs in time, by their numbers', async () => {
    const found = await series(
      slice(0, 1, { InstanceNumber: 1 }),
      slice(0, 3, { InstanceNumber: 3 }),
      slice(5, 2, { InstanceNumber: 2 }),
      slice(5, 4, { InstanceNumber: 4 }),
    )
    expect(found.volume.size).toEqual({ x: 2, y: 2, z: 2, t: 2 })
    expect(firsts(found)).toEqual([1, 2, 3, 4])
    expect(found.planes).toHaveLength(2)
    expect(found.notes).toEqual(['2 images at each place; they are in the order of their numbers'])
  })

  test('with a missing slice is a volume without an affine, and a note says so', async () => {
    const { volume, notes } = await series(slice(0, 1), slice(2, 2), slice(6, 4), slice(8, 5))
    expect(volume.spacing?.z).toBe(2)
    expect(volume.affine).toBeUndefined()
    expect(notes).toEqual(['1 of 3 steps between slices differ from 2.00 mm'])
  })

  test('without places is in the order of its numbers', async () => {
    const nowhere = (number: number) => ({ ImagePositionPatient: undefined, InstanceNumber: number })
    const found = await series(slice(0, 2, nowhere(10)), slice(0, 1, nowhere(9)))
    expect(firsts(found)).toEqual([1, 2])
    expect(found.notes).toEqual(['2 images without a place; they are in the order of their numbers'])
  })

  test('is shown with the window of its middle', async () => {
    const window = (centre: number) => ({ WindowCenter: centre, WindowWidth: 10 })
    const { volume } = await series(slice(0, 1, window(1)), slice(1, 1, window(2)), slice(2, 1, window(3)))
    expect(volume.window).toEqual({ centre: 2, width: 10 })
  })

  test('that does not go together is refused', async () => {
    await expect(series()).rejects.toThrow(/^there is no image in it/)
    await expect(series(slice(0, 1), slice(1, 1, { SeriesInstanceUID: '9' }))).rejects.toThrow(
      /^it holds 2 series/,
    )
    await expect(series(slice(0, 1), slice(1, 1, { Rows: 1 }))).rejects.toThrow(
      /differ in size \(2 × 2 and 2 × 1\)/,
    )
    await expect(series(slice(0, 1), slice(0, 1), slice(1, 1))).rejects.toThrow(
      /^some of its images lie at one place/,
    )
    const sagittal = { ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }
    await expect(series(slice(0, 1), slice(1, 1, sagittal))).rejects.toThrow(
      /^its images lie in different directions/,
    )
    const clip = { NumberOfFrames: 2, PixelData: new Uint8Array(8) }
    await expect(series(slice(0, 1, clip), slice(1, 1, clip))).rejects.toThrow(/holds several frames/)
  })

  test('of one multi-frame file is that file, with notes on its slices', async () => {
    const frame = (z: number): Elements => ({ PlanePositionSequence: [{ ImagePositionPatient: [0, 0, z] }] })
    const { volume, notes, images } = await series(
      slice(0, 1, {
        NumberOfFrames: 4,
        PixelData: new Uint8Array(16),
        PerFrameFunctionalGroups: [0, 1, 2, 5].map(frame),
      }),
    )
    expect(volume.size.z).toBe(4)
    expect(images).toHaveLength(1)
    expect(notes).toEqual(['1 of 3 steps between slices differ from 1.00 mm'])
  })
})
