/**
 * The expected values are those of scikit-image 0.26: `resize(x, (1, n, n), mode='constant', preserve_range=True)` of
 * the cropped and normalised picture, as `XRayResizer` calls it.
 */
import { expect, suite, test } from 'vitest'
import type { Raster } from '../../../imaging/index.ts'
import { centreCrop, prepareRadiograph } from './prepare-radiograph.ts'

function grey(width: number, height: number, at: (x: number, y: number) => number): Raster {
  const samples = Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)))
  return { width, height, channels: 1, samples }
}

const pattern = (x: number, y: number) => (37 * x + 59 * y) % 256
const wide = grey(8, 5, pattern)

function rows(image: Raster, size: number): number[][] {
  const { data } = prepareRadiograph(image, size)
  return Array.from({ length: size }, (_, y) => [...data.subarray(y * size, (y + 1) * size)])
}

const near = (expected: number[][]) => expected.map(row => row.map(value => expect.closeTo(value, 2)))

/** 5 × 5 pixels of the pattern from column 2 on, made smaller and larger. */
const smaller = [
  [-162.814, 317.467, 350.906],
  [600.662, -899.484, -440.511],
  [-184.709, -157.316, 329.011],
]
const firstOfLarger = [-315.682, -222.748, -40.812, 141.123, 323.058, 504.993, 557.607]

suite('a picture as TorchXRayVision prepares it', () => {
  test('is the square in the middle, cut where the published code cuts odd sizes', () => {
    expect(centreCrop({ width: 8, height: 5 })).toEqual({ left: 2, top: 0, side: 5 })
    expect(centreCrop({ width: 5, height: 8 })).toEqual({ left: 0, top: 2, side: 5 })
    expect(centreCrop({ width: 9, height: 4 })).toEqual({ left: 2, top: 0, side: 4 })
  })

  test('reaches from -1024 to 1024 and is not resampled where its size fits', () => {
    const { dims, data } = prepareRadiograph(
      grey(2, 2, (x, y) => 255 * x + 51 * y - 51 * x * y),
      2,
    )
    expect(dims).toEqual([1, 1, 2, 2])
    expect([...data]).toEqual([-1024, 1024, expect.closeTo(-614.4, 3), 1024])
  })

  test('is smoothed by a Gaussian where it is made smaller', () => {
    expect(rows(wide, 3)).toEqual(near(smaller))
    // A quarter of the size, which takes six pixels to each side.
    const slope = grey(16, 16, x => x * x)
    expect(rows(slope, 4)[1]).toEqual(near([[-885.727, -760.897, -279.128, 348.559]])[0])
  })

  test('is darkened towards mid grey at its edges where it is enlarged, as scikit-image does', () => {
    expect(rows(wide, 7)[0]).toEqual(near([firstOfLarger])[0])
  })

  test('never leaves the values of the picture, also where those are all brighter than mid grey', () => {
    const bright = grey(8, 5, (x, y) => 200 + ((37 * x + 59 * y) % 56))
    const expected = [590.306, 768.553, 840.344, 746.918, 653.492, 725.282, 746.426]
    expect(rows(bright, 7)[0]).toEqual(near([expected])[0])
  })

  test('is the same from 16 bits, and from three equal colours with any transparency', () => {
    const deep: Raster = { ...wide, samples: Uint16Array.from(wide.samples, value => value * 257) }
    expect(rows(deep, 3)).toEqual(near(smaller))
    const colour: Raster = {
      ...wide,
      channels: 4,
      samples: Uint8Array.from([...wide.samples].flatMap((value, i) => [value, value, value, i])),
    }
    expect(rows(colour, 3)).toEqual(near(smaller))
  })

  test('takes the mean of colours, not their luminance', () => {
    const green: Raster = { width: 1, height: 1, channels: 3, samples: Uint8Array.of(0, 255, 0) }
    expect(rows(green, 1)[0]?.[0]).toBeCloseTo(2048 / 3 - 1024, 3)
  })
})
