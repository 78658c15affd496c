import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import {
  box,
  emptyMask,
  type Mask,
  maskArea,
  maskFromBox,
  point,
  type Raster,
} from '../../../imaging/index.ts'
import { type Graph, onnxFile } from '../../onnx/__fixtures__/write-onnx.ts'
import { createSegmenter } from '../create-segmenter.ts'
import type { Segmenter } from '../segmenter.ts'
import { encoder, pictureDecoder, promptDecoder, radius, sam2Features } from './__fixtures__/networks.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'praxis-segmenter-'))
})
afterAll(() => rm(root, { recursive: true }))

let folders = 0
async function folderOf(files: Record<string, Graph | object>): Promise<string> {
  const folder = join(root, String(++folders))
  await mkdir(folder)
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), 'nodes' in content ? onnxFile(content) : JSON.stringify(content))
  return folder
}

async function segmenterOf(files: Record<string, Graph | object>): Promise<Segmenter> {
  return createSegmenter(`onnx:${await folderOf(files)}`)
}

function grey(width: number, height: number, value = (_x: number, _y: number) => 0): Raster {
  const samples = Uint8Array.from({ length: width * height }, (_, i) =>
    value(i % width, Math.floor(i / width)),
  )
  return { width, height, channels: 1, samples }
}

const positive = (x: number, y: number) => ({ kind: 'point', at: point(x, y), positive: true }) as const
const negative = (x: number, y: number) => ({ kind: 'point', at: point(x, y), positive: false }) as const
const boxed = (x0: number, y0: number, x1: number, y1: number) =>
  ({ kind: 'box', box: box(x0, y0, x1, y1) }) as const

/** Pixels for which a distance, positive inside, and the mask disagree, but for those within `slack` of the border. */
function disagreement(
  { width, data }: Mask,
  distance: (x: number, y: number) => number,
  slack: number,
): number {
  let wrong = 0
  for (const [i, value] of data.entries()) {
    const inside = distance((i % width) + 0.5, Math.floor(i / width) + 0.5)
    if (Math.abs(inside) > slack && inside > 0 !== (value === 1)) wrong++
  }
  return wrong
}

suite('SAM as ONNX', () => {
  let sam: Segmenter
  beforeAll(async () => {
    sam = await segmenterOf({
      'a.onnx': encoder({ side: 256 }),
      'b.onnx': promptDecoder({ side: 256, grid: 64 }),
    })
  })

  test('a box comes back as its pixels, on a picture of any shape', async () => {
    // Two points of the decoder's grid to a pixel: with fewer, an edge of the box can fall between them.
    const side = fc.integer({ min: 1, max: 32 })
    await fc.assert(
      fc.asyncProperty(side, side, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), async (w, h, at) => {
        const [a = 0, b = 0, c = 0, d = 0] = at
        const [x0, y0] = [a % w, b % h]
        const [x1, y1] = [x0 + 1 + (c % (w - x0)), y0 + 1 + (d % (h - y0))]
        const session = await sam.open(grey(w, h))
        const mask = await session.add(boxed(x0, y0, x1, y1))
        expect(mask).toEqual(maskFromBox(box(x0, y0, x1, y1), w, h))
      }),
      { numRuns: 25 },
    )
  })

  test('a click gives a disc around the middle of its pixel, at the same scale in both directions', async () => {
    // 128 pixels fill the square of 256, so a radius of 40 there is 20 pixels.
    const session = await sam.open(grey(128, 50))
    const mask = await session.add(positive(30.5, 20.5))
    const disc = (x: number, y: number) => radius / 2 - Math.hypot(x - 30.5, y - 20.5)
    expect(disagreement(mask, disc, 0.5)).toBe(0)
    expect(maskArea(mask)).toBeGreaterThan(1200)
    const corner = await (await sam.open(grey(50, 128))).add(positive(49.5, 127.5))
    expect(disagreement(corner, (x, y) => radius / 2 - Math.hypot(x - 49.5, y - 127.5), 0.5)).toBe(0)
    expect(corner.data.at(-1)).toBe(1)
  })

  test('all prompts are sent together with the mask they gave before', async () => {
    const session = await sam.open(grey(128, 128))
    const distance = (x: number, y: number) => (px: number, py: number) => 2 * Math.hypot(px - x, py - y)
    const [toA, toB, toC] = [distance(40.5, 64.5), distance(90.5, 64.5), distance(40.5, 40.5)]
    const first = (x: number, y: number) => radius - toA(x, y)
    const second = (x: number, y: number) => radius - Math.min(toA(x, y), toB(x, y)) + first(x, y)
    const third = (x: number, y: number) =>
      Math.min(radius - Math.min(toA(x, y), toB(x, y)), toC(x, y) - radius) + second(x, y)
    expect(disagreement(await session.add(positive(40.5, 64.5)), first, 2)).toBe(0)
    expect(disagreement(await session.add(positive(90.5, 64.5)), second, 4)).toBe(0)
    expect(disagreement(await session.add(negative(40.5, 40.5)), third, 6)).toBe(0)
    expect(session.prompts()).toHaveLength(3)
  })

  test('a box starts anew, and takes the place of the box before', async () => {
    const session = await sam.open(grey(60, 40))
    await session.add(positive(50.5, 30.5))
    await session.add(boxed(0, 0, 30, 30))
    const alone = await (await sam.open(grey(60, 40))).add(positive(50.5, 30.5))
    const mask = await session.add(boxed(5, 6, 20, 21))
    const expected = maskFromBox(box(5, 6, 20, 21), 60, 40)
    expect(mask.data).toEqual(expected.data.map((inside, i) => inside | (alone.data[i] ?? 0)))
  })

  test('a prompt taken back leaves no trace, not even in the mask that is sent along', async () => {
    const [straight, wandering] = [await sam.open(grey(128, 128)), await sam.open(grey(128, 128))]
    const first = await straight.add(positive(40.5, 64.5))
    await wandering.add(positive(40.5, 64.5))
    await wandering.add(negative(60.5, 64.5))
    wandering.undo?.()
    expect(wandering.mask()).toEqual(first)
    expect(wandering.prompts()).toHaveLength(1)
    expect(await wandering.add(positive(90.5, 64.5))).toEqual(await straight.add(positive(90.5, 64.5)))
    for (let i = 0; i < 3; i++) wandering.undo?.()
    expect(wandering.mask()).toEqual(emptyMask(128, 128))
  })

  test('a picture of one pixel can be segmented', async () => {
    const session = await sam.open(grey(1, 1))
    expect(session.mask()).toEqual(emptyMask(1, 1))
    expect((await session.add(positive(0.5, 0.5))).data).toEqual(Uint8Array.of(1))
    expect((await session.add(negative(0.5, 0.5))).data).toEqual(Uint8Array.of(0))
  })

  test('prompts that cannot be taken leave the session as it was', async () => {
    const session = await sam.open(grey(60, 40))
    const mask = await session.add(boxed(5, 6, 20, 21))
    const off = [positive(60, 10), negative(-1, 0), boxed(20, 6, 5, 21), boxed(0, 0, 61, 10)]
    for (const one of off) await expect(session.add(one)).rejects.toMatchObject({ code: 'bad-usage' })
    await expect(session.add(positive(1, 1), AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
    const stop = new AbortController()
    const stopped = session.add(positive(1, 1), stop.signal)
    stop.abort(new Error('halfway'))
    await expect(stopped).rejects.toThrow('halfway')
    expect(session.mask()).toBe(mask)
    expect(session.prompts()).toEqual([boxed(5, 6, 20, 21)])
    expect(maskArea(await session.add(negative(8.5, 8.5)))).toBeLessThan(maskArea(mask))
    session.close()
    await expect(session.add(positive(1, 1))).rejects.toMatchObject({ code: 'bad-usage' })
  })

  test('the full-sized signature, 1024 with masks of 256 and four candidates, follows the single-click rule', async () => {
    const lifts = [0, 20, -20, 10].map((lift, i) => ({ lift, score: [0.99, 0.2, 0.9, 0.5][i] ?? 0 }))
    const four = await segmenterOf({
      'encoder.onnx': encoder({ side: 1024 }),
      'decoder.onnx': promptDecoder({ side: 1024, grid: 256, candidates: lifts }),
    })
    const session = await four.open(grey(512, 384))
    const click = (lift: number) => (x: number, y: number) =>
      radius + lift - 2 * Math.hypot(x - 256.5, y - 192.5)
    // One click may mean several things: the third candidate has the highest score of the three for that.
    expect(disagreement(await session.add(positive(256.5, 192.5)), click(-20), 2)).toBe(0)
    const other = await four.open(grey(512, 384))
    expect(await other.add(boxed(100, 100, 200, 200))).toEqual(maskFromBox(box(100, 100, 200, 200), 512, 384))
  })
})

suite('SAM 2 as ONNX', () => {
  test('stretches the picture over the square, and takes the highest score of three', async () => {
    const sam2 = await segmenterOf({
      'encoder.onnx': encoder({ side: 512, features: sam2Features }),
      'decoder.onnx': promptDecoder({
        side: 512,
        grid: 128,
        features: sam2Features,
        candidates: [-20, 20, 0].map((lift, i) => ({ lift, score: i })),
        labelType: 'int32',
        names: { mask: 'input_masks', hasMask: 'has_input_masks', imageSize: 'original_image_size' },
      }),
    })
    const session = await sam2.open(grey(128, 64))
    const disc = await session.add(positive(100.5, 30.5))
    // 4 units of the square to a pixel across, 8 down.
    const distance = (x: number, y: number) => radius - Math.hypot(4 * (x - 100.5), 8 * (y - 30.5))
    expect(disagreement(disc, distance, 2)).toBe(0)
    const both = await session.add(boxed(3, 5, 90, 44))
    const rectangle = maskFromBox(box(3, 5, 90, 44), 128, 64)
    expect(both.data).toEqual(rectangle.data.map((inside, i) => inside | (disc.data[i] ?? 0)))
  })
})

suite('the picture in the square', () => {
  // Blocks of one pixel of the square: the mask is the part of the picture above the threshold.
  const fine = { image_embeddings: 1 }
  const bright = box(7, 3, 16, 12)
  const picture = (width: number, height: number) =>
    grey(width, height, (x, y) => (x >= 7 && x < 16 && y >= 3 && y < 12 ? 200 : 50))
  const seen = async (segmenter: Segmenter, image: Raster) =>
    (await segmenter.open(image)).add(positive(0.5, 0.5))

  test.each([
    ['padded', 'sam', 0],
    ['stretched', 'medsam', 0.5],
  ])('%s, it comes back in its place', async (_, family, threshold) => {
    const segmenter = await segmenterOf({
      'e.onnx': encoder({ side: 64, features: fine }),
      'd.onnx': pictureDecoder(64, threshold, fine),
      'segmenter.json': { family },
    })
    for (const [width, height] of [
      [32, 16],
      [16, 32],
      [64, 64],
    ] as const)
      expect(await seen(segmenter, picture(width, height))).toEqual(maskFromBox(bright, width, height))
  })

  test('as half-precision bytes without batch axis it is the same', async () => {
    const segmenter = await segmenterOf({
      'e.onnx': encoder({ side: 64, features: fine, layout: 'hwc', open: true, type: 'float16' }),
      'd.onnx': pictureDecoder(64, 125, fine),
      'segmenter.json': { size: 64 },
    })
    expect(await seen(segmenter, picture(32, 16))).toEqual(maskFromBox(bright, 32, 16))
  })

  test('is encoded once, however often it is opened', async () => {
    // Random features: only kept ones give the same mask twice.
    const segmenter = await segmenterOf({
      'e.onnx': encoder({ side: 64, features: fine, last: 'RandomNormalLike' }),
      'd.onnx': pictureDecoder(64, 0, fine),
    })
    const mask = await seen(segmenter, grey(64, 64))
    expect(await seen(segmenter, grey(64, 64))).toEqual(mask)
    expect(
      await seen(
        segmenter,
        grey(64, 64, () => 1),
      ),
    ).not.toEqual(mask)
  })

  test('features that are not numbers are refused', async () => {
    const segmenter = await segmenterOf({
      'e.onnx': encoder({ side: 64, last: 'Log' }),
      'd.onnx': pictureDecoder(64, 0),
    })
    await expect(segmenter.open(grey(9, 9))).rejects.toMatchObject({ code: 'provider-malformed' })
  })
})

suite('a folder that cannot be used', () => {
  test('is refused in one line that names it', async () => {
    const wrong: [Record<string, Graph | object>, string, RegExp][] = [
      [{}, 'data-missing', /no \.onnx files/],
      [{ 'a.onnx': { not: 'a network' } }, 'data-malformed', /a\.onnx: onnxruntime cannot load it/],
      [{ 'segmenter.json': { fit: 'crop' } }, 'data-malformed', /segmenter\.json, field fit: /],
      [{ 'segmenter.json': { encoder: 'x.onnx', decoder: 'y.onnx' } }, 'data-missing', /x\.onnx: /],
      [
        Object.fromEntries([...'123456789'].map(i => [`${i}.onnx`, {}])),
        'data-malformed',
        /has 9 \.onnx files/,
      ],
    ]
    for (const [files, code, message] of wrong) {
      const opening = segmenterOf(files)
      await expect(opening).rejects.toMatchObject({ code })
      await expect(opening).rejects.toThrow(message)
      await expect(opening).rejects.toThrow(/^[^\n]+$/)
    }
    await expect(createSegmenter(`onnx:${join(root, 'none')}`)).rejects.toMatchObject({
      code: 'data-missing',
    })
  })
})
