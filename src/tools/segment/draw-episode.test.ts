import { expect, suite, test } from 'vitest'
import { box, decode, maskFromBox, type Raster } from '../../imaging/index.ts'
import { painterOf } from './draw-episode.ts'

const [width, height] = [60, 40]
const truth = maskFromBox(box(10, 10, 40, 30), width, height)
const grey: Raster = { width, height, channels: 1, samples: new Uint8Array(width * height).fill(90) }

suite('a picture of an episode', () => {
  const pixelsOf = async (png: Uint8Array) => {
    const { width: columns, channels, samples } = await decode(png)
    return (x: number, y: number) => {
      const at = (Math.round(y) * columns + Math.round(x)) * channels
      return { red: samples[at] ?? 0, green: samples[at + 1] ?? 0, blue: samples[at + 2] ?? 0 }
    }
  }

  test('is enlarged, with the mask green where it is, the outline amber, the box blue', async () => {
    // 60 pixels become 300: every place is five times as far.
    const paint = await painterOf(grey, 300)
    const mask = maskFromBox(box(10, 10, 25, 30), width, height)
    const drawn = { kind: 'box', box: box(5, 5, 50, 35) } as const
    const at = await pixelsOf(await paint({ mask, reference: truth, drawn: [drawn] }))
    const [inside, outside] = [at(80, 100), at(170, 100)]
    expect(inside.green - inside.red).toBeGreaterThan(60)
    expect(Math.abs(outside.green - outside.red)).toBeLessThan(12)
    expect(at(200, 100).red - at(200, 100).blue).toBeGreaterThan(60)
    expect(at(25, 100).blue - at(25, 100).red).toBeGreaterThan(60)
  })

  test('has a dot where the click was, red for a negative one', async () => {
    const paint = await painterOf(grey, 300)
    const drawn = { kind: 'point', at: { frame: 'pixel', x: 30, y: 20 }, positive: false } as const
    const at = await pixelsOf(await paint({ drawn: [drawn] }))
    expect(at(150, 100).red - at(150, 100).green).toBeGreaterThan(60)
    expect(Math.abs(at(200, 150).red - at(200, 150).green)).toBeLessThan(12)
  })
})
