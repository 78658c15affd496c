import { expect, suite, test } from 'vitest'
import { decode, maskFromBox, type Raster } from '../../imaging/index.ts'
import { showView, viewOf } from './picture.ts'

const grey = (width: number, height: number, value: number): Raster => ({
  width,
  height,
  channels: 1,
  samples: new Uint8Array(width * height).fill(value),
})
const all = { frame: 'pixel', x0: 0, y0: 0, x1: 1e6, y1: 1e6 } as const

suite('what the model is shown', () => {
  test('a large picture keeps its proportions and a small one its size', async () => {
    expect(await viewOf(grey(1000, 500, 9))).toMatchObject({ width: 512, height: 256, channels: 3 })
    expect(await viewOf(grey(30, 20, 9))).toMatchObject({ width: 30, height: 20 })
    expect(await viewOf(grey(3000, 1, 9))).toMatchObject({ width: 512, height: 1 })
  })

  test('16-bit samples are spread from the darkest to the brightest', async () => {
    const samples = Uint16Array.of(1000, 2000, 3000, 3000)
    const { samples: shown } = await viewOf({ width: 2, height: 2, channels: 1, samples })
    expect([...shown]).toEqual([0, 0, 0, 127, 127, 127, 255, 255, 255, 255, 255, 255])
  })

  test('the mask is half green, half picture, and the rest is left alone', async () => {
    const view = await viewOf(grey(64, 64, 100))
    const mask = maskFromBox({ ...all, x1: 32 }, 64, 64)
    const { channels, samples } = await decode(await showView(view, mask))
    const at = (x: number, y: number) => [
      ...samples.slice((y * 64 + x) * channels, (y * 64 + x) * channels + 3),
    ]
    const off = (a: number[], b: number[]) => Math.max(...a.map((v, i) => Math.abs(v - (b[i] ?? 0))))
    expect(off(at(10, 30), [50, 178, 50])).toBeLessThan(8)
    expect(off(at(50, 30), [100, 100, 100])).toBeLessThan(8)
  })

  test('a mask of full size lands on its place in the smaller view', async () => {
    const view = await viewOf(grey(1024, 1024, 0))
    const mask = maskFromBox({ ...all, x0: 512, y0: 512 }, 1024, 1024)
    const { channels, samples } = await decode(await showView(view, mask))
    const green = (x: number, y: number) => samples[(y * 512 + x) * channels + 1] ?? 0
    expect([green(250, 250), green(300, 200), green(262, 262)].map(value => value > 100)).toEqual([
      false,
      false,
      true,
    ])
  })
})
