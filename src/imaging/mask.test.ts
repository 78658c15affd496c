import fc from 'fast-check'
import sharp from 'sharp'
import { expect, suite, test } from 'vitest'
import { masks, pixels } from './__fixtures__/masks.ts'
import { encodePng, type Raster } from './decode.ts'
import { box, boxArea, boxFits, point } from './geometry.ts'
import { boundingBox, centroid, emptyMask, maskArea, maskFromBox, readMask } from './mask.ts'

const raster = (channels: 1 | 3 | 4, samples: Uint8Array | Uint16Array): Raster => ({
  width: samples.length / channels,
  height: 1,
  channels,
  samples,
})
const read = async (picture: Raster, threshold?: number) => [
  ...(await readMask(await encodePng(picture), threshold)).data,
]

suite('reading a mask', () => {
  test('takes grey above the threshold, not at it', async () => {
    expect(await read(raster(1, new Uint8Array([0, 1, 127, 128, 255])))).toEqual([0, 0, 0, 1, 1])
    expect(await read(raster(1, new Uint8Array([0, 1, 127, 128, 255])), 0)).toEqual([0, 1, 1, 1, 1])
  })

  test('scales 16 bits to 8: 127 is 32639', async () => {
    expect(await read(raster(1, new Uint16Array([0, 255, 32639, 32640, 65535])))).toEqual([0, 0, 0, 1, 1])
  })

  test('weighs colours by luminance: pure green is 149.7, red 76.2, blue 29.1', async () => {
    const colours = new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
    expect(await read(raster(3, colours))).toEqual([0, 1, 0, 1])
    expect(await read(raster(3, colours), 76)).toEqual([1, 1, 0, 1])
  })

  test('ignores transparency', async () => {
    expect(await read(raster(4, new Uint8Array([255, 255, 255, 0, 0, 0, 0, 255])))).toEqual([1, 0])
  })

  test('restores a mask that was stored as JPEG', async () => {
    const square = maskFromBox(box(8, 12, 40, 33), 64, 48)
    const jpeg = await sharp(
      Uint8Array.from(square.data, v => v * 255),
      {
        raw: { width: 64, height: 48, channels: 1 },
      },
    )
      .jpeg({ quality: 80 })
      .toBuffer()
    expect(await readMask(jpeg)).toEqual(square)
  })

  test('refuses what is no picture', async () => {
    await expect(readMask(new Uint8Array(9))).rejects.toMatchObject({ code: 'media-undecodable' })
  })
})

suite('figures of a mask', () => {
  test('of an L of four pixels', () => {
    const mask = pixels('....', '.#..', '.#..', '.##.')
    expect(maskArea(mask)).toBe(4)
    expect(boundingBox(mask)).toEqual(box(1, 1, 3, 4))
    // Centres: (1.5, 1.5), (1.5, 2.5), (1.5, 3.5), (2.5, 3.5).
    expect(centroid(mask)).toEqual(point(1.75, 2.75))
  })

  test('of an empty mask are absent', () => {
    expect(maskArea(emptyMask(3, 2))).toBe(0)
    expect(boundingBox(emptyMask(3, 2))).toBeUndefined()
    expect(centroid(emptyMask(3, 2))).toBeUndefined()
    expect(boundingBox(emptyMask(0, 0))).toBeUndefined()
  })

  test('agree with pixels counted one by one', () => {
    fc.assert(
      fc.property(masks, mask => {
        const inside = [...mask.data.keys()].filter(i => mask.data[i] === 1)
        const xs = inside.map(i => i % mask.width)
        const ys = inside.map(i => Math.floor(i / mask.width))
        expect(maskArea(mask)).toBe(inside.length)
        expect(boundingBox(mask)).toEqual(
          inside.length === 0
            ? undefined
            : box(Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1),
        )
      }),
    )
  })
})

suite('a mask from a box', () => {
  test('holds the pixels whose centre lies in the box', () => {
    expect(maskFromBox(box(1, 0, 3, 1), 4, 2)).toEqual(pixels('.##.', '....'))
    expect(maskFromBox(box(0.5, 0.4, 2.5, 1.6), 4, 2)).toEqual(pixels('##..', '##..'))
    expect(maskFromBox(box(-9, 1, 99, 99), 4, 2)).toEqual(pixels('....', '####'))
    expect(maskFromBox(box(3, 0, 1, 2), 4, 2)).toEqual(emptyMask(4, 2))
  })

  test('gives the box back', () => {
    const edge = fc.integer({ min: 0, max: 12 })
    fc.assert(
      fc.property(edge, edge, edge, edge, (x0, y0, x1, y1) => {
        const drawn = box(x0, y0, x1, y1)
        const mask = maskFromBox(drawn, 12, 12)
        expect(maskArea(mask)).toBe(boxArea(drawn))
        expect(boundingBox(mask)).toEqual(boxFits(drawn, 12, 12) ? drawn : undefined)
      }),
    )
  })
})
