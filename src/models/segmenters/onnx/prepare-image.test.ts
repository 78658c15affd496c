import { expect, suite, test } from 'vitest'
import type { Raster } from '../../../imaging/index.ts'
import { type Fit, frameOf } from './frame.ts'
import { prepareImage } from './prepare-image.ts'
import type { Pixels } from './settings.ts'
import type { Layout } from './signature.ts'

const dims: Record<Layout, (number | null)[]> = {
  nchw: [1, 3, 2, 2],
  nhwc: [1, 2, 2, 3],
  hwc: [2, 2, 3],
  chw: [3, 2, 2],
}

/** On a square of 2 × 2. */
function prepared(
  image: Raster,
  pixels: Pixels,
  layout: Layout = 'nchw',
  fit: Fit = 'pad',
  sizes = dims[layout],
) {
  const input = { name: 'image', type: 'float32', dims: sizes }
  return prepareImage(image, frameOf(image, 2, fit), { input, layout }, pixels)
}

function raster(width: number, height: number, channels: Raster['channels'], ...samples: number[]): Raster {
  return { width, height, channels, samples: Uint8Array.from(samples) }
}

const rounded = (values: Float32Array) => [...values].map(value => Number(value.toFixed(3)))

suite('a picture prepared for an encoder', () => {
  const colour = raster(2, 1, 3, 10, 20, 30, 40, 50, 60)

  test('lies in the upper left of the square, in the order of the axes', () => {
    const byPlane = [10, 40, 0, 0, 20, 50, 0, 0, 30, 60, 0, 0]
    const byPixel = [10, 20, 30, 40, 50, 60, 0, 0, 0, 0, 0, 0]
    const plain = { mean: [0, 0, 0], std: [1, 1, 1] } satisfies Pixels
    expect(prepared(colour, plain)).toEqual({ dims: [1, 3, 2, 2], data: Float32Array.from(byPlane) })
    expect(prepared(colour, plain, 'chw')).toEqual({ dims: [3, 2, 2], data: Float32Array.from(byPlane) })
    expect(prepared(colour, plain, 'nhwc')).toEqual({ dims: [1, 2, 2, 3], data: Float32Array.from(byPixel) })
    expect(prepared(colour, plain, 'hwc')).toEqual({ dims: [2, 2, 3], data: Float32Array.from(byPixel) })
  })

  test('is scaled by mean and deviation, and the rest is 0 after that', () => {
    const { data } = prepared(raster(2, 1, 3, 0, 0, 0, 255, 255, 255), 'imagenet')
    // (0 − 123.675) / 58.395 and (255 − 123.675) / 58.395, and so on for green and blue.
    expect(rounded(data)).toEqual([-2.118, 2.249, 0, 0, -2.036, 2.429, 0, 0, -1.804, 2.64, 0, 0])
  })

  test('by extremes goes from 0 to 1 over all colours; a flat one is 0', () => {
    expect(rounded(prepared(colour, 'min-max').data)).toEqual([0, 0.6, 0, 0, 0.2, 0.8, 0, 0, 0.4, 1, 0, 0])
    expect(rounded(prepared(raster(1, 1, 1, 77), 'min-max').data)).toEqual(new Array(12).fill(0))
  })

  test('as bytes is left as it is, and the rest is what becomes 0 inside the network', () => {
    const { data } = prepared(colour, 'bytes', 'hwc')
    expect(rounded(data.slice(0, 9))).toEqual([10, 20, 30, 40, 50, 60, 123.675, 116.28, 103.53])
  })

  test('for an encoder of bare pictures of any size is not filled up', () => {
    const open = prepared(colour, 'bytes', 'hwc', 'pad', [null, null, 3])
    expect(open).toEqual({ dims: [1, 2, 3], data: Float32Array.of(10, 20, 30, 40, 50, 60) })
  })

  test('is stretched over the square where the family says so', () => {
    expect(rounded(prepared(raster(2, 1, 1, 10, 40), 'bytes', 'chw', 'squash').data.slice(0, 4))).toEqual([
      10, 40, 10, 40,
    ])
  })

  test('made smaller is made of all its pixels', () => {
    // The right half is ¼, ¾ and ¾ of the last three pixels, over 1¾.
    const image = raster(4, 1, 1, 0, 0, 0, 224)
    const { data } = prepared(image, 'bytes', 'chw')
    expect(rounded(data.slice(0, 2))).toEqual([0, 96])
  })

  test('without colour has three equal ones, and transparency is left out', () => {
    const same = prepared(raster(1, 1, 3, 9, 9, 9), 'imagenet')
    expect(prepared(raster(1, 1, 1, 9), 'imagenet')).toEqual(same)
    expect(prepared(raster(1, 1, 4, 9, 9, 9, 255), 'imagenet')).toEqual(same)
  })

  test('of 16 bits is cut at the 0.5th and 99.5th percentile of what is above 0', () => {
    // 0 and a few of 65,000 stand beside 1,001 values from 1,000 to 2,000.
    const values = Array.from({ length: 1001 }, (_, i) => 1000 + i)
    const samples = Uint16Array.from([...new Array(500).fill(0), ...values, 65_000, 65_000])
    const image: Raster = { width: samples.length, height: 1, channels: 1, samples }
    const input = { name: 'image', type: 'float32', dims: [3, null, null] }
    const frame = frameOf(image, samples.length, 'pad')
    const { data } = prepareImage(image, frame, { input, layout: 'chw' }, 'bytes')
    // Ranks 5.015 and 997.985 of 1,003: the values 1,005 and 1,997.
    const of = (value: number) => Math.min(255, Math.max(0, (255 * (value - 1005)) / (1997 - 1005)))
    expect(rounded(data.slice(0, samples.length))).toEqual(
      rounded(Float32Array.from(samples, value => (value === 0 ? 0 : of(value)))),
    )
  })
})
