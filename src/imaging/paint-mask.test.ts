import { expect, suite, test } from 'vitest'
import { decode, type Raster } from './decode.ts'
import { maskFromBox } from './mask.ts'
import { letterbox, maskPng, paintMask } from './paint-mask.ts'

const grey = (width: number, height: number, value: number): Raster => ({
  width,
  height,
  channels: 1,
  samples: new Uint8Array(width * height).fill(value),
})
const inside = (x0: number, x1: number) => ({ frame: 'pixel', x0, y0: 0, x1, y1: 99 }) as const

suite('a mask on a picture', () => {
  test('is half green, and what it leaves out keeps its value', () => {
    const { channels, samples } = paintMask(grey(2, 1, 100), maskFromBox(inside(0, 1), 2, 1))
    expect(channels).toBe(3)
    expect([...samples]).toEqual([50, 178, 50, 100, 100, 100])
  })

  test('of full size on a small view is as green as it covers a pixel', () => {
    // Columns 0..2 of 4 over 2 pixels: the first is covered whole, the second half.
    const { samples } = paintMask(grey(2, 1, 0), maskFromBox(inside(0, 3), 4, 2))
    expect([...samples]).toEqual([0, 128, 0, 0, 64, 0])
  })

  test('on a view whose size does not divide its own leaves no pixel out', () => {
    const { samples } = paintMask(grey(7, 3, 0), maskFromBox(inside(0, 10), 10, 10))
    expect(samples.filter((_, i) => i % 3 === 1).every(green => green === 128)).toBe(true)
  })

  test('as PNG has 0 and 255 at its own size', async () => {
    const { width, height, channels, samples } = await decode(await maskPng(maskFromBox(inside(0, 1), 2, 2)))
    expect([width, height, channels, ...samples]).toEqual([2, 2, 1, 255, 0, 255, 0])
  })

  test('in a letterbox is centred on white', async () => {
    const { width, height, samples } = await decode(await letterbox(grey(4, 2, 0), 8))
    const at = (x: number, y: number) => samples[(y * 8 + x) * 3]
    expect([width, height, at(4, 0), at(4, 4), at(4, 7)]).toEqual([8, 8, 255, 0, 255])
  })
})
