import * as fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { box, dice, gridOf, type Mask, maskArea, point, type Raster } from '../../../imaging/index.ts'
import { builtinSegmenter } from './index.ts'

const size = { width: 96, height: 80 }

/** A disc of radius 20 at (50, 40), with repeatable noise. */
function discPicture(kind: 'grey' | 'deep' | 'colour', contrast: number, noise = 0): Raster {
  const channels = kind === 'colour' ? 3 : 1
  const pixels = size.width * size.height
  const samples = kind === 'deep' ? new Uint16Array(pixels) : new Uint8Array(pixels * channels)
  let state = 1
  for (let i = 0; i < pixels; i++) {
    state = (state * 1103515245 + 12345) % 2147483648
    const wobble = (state / 2147483648 - 0.5) * noise
    const inside = disc.data[i] === 1
    if (kind === 'deep') samples[i] = 1000 + (inside ? contrast : 0) + wobble
    else if (kind === 'grey') samples[i] = 100 + (inside ? contrast : 0) + wobble
    else {
      samples[3 * i] = 120 + (inside ? contrast : 0)
      samples[3 * i + 1] = 120 - (inside ? contrast : 0)
      samples[3 * i + 2] = 120 + wobble
    }
  }
  return { ...size, channels, samples }
}

const disc: Mask = { ...size, data: new Uint8Array(size.width * size.height) }
for (let y = 0; y < size.height; y++)
  for (let x = 0; x < size.width; x++)
    if ((x + 0.5 - 50) ** 2 + (y + 0.5 - 40) ** 2 <= 400) disc.data[y * size.width + x] = 1

const around = box(30, 20, 70, 60)

const agreement = (mask: Mask) => dice(gridOf(mask), gridOf(disc))

suite('the built-in segmenter', () => {
  test.each([
    ['a clear grey disc', discPicture('grey', 80), 0.97],
    ['a noisy disc', discPicture('grey', 60, 60), 0.95],
    ['a disc of low contrast', discPicture('grey', 12, 8), 0.93],
    ['a disc in a narrow part of the 16-bit range', discPicture('deep', 300, 100), 0.95],
    ['a disc that differs in colour alone', discPicture('colour', 40, 20), 0.95],
  ] as const)('finds %s from a box', async (_, picture, least) => {
    const session = await builtinSegmenter().open(picture)
    expect(agreement(await session.add({ kind: 'box', box: around }))).toBeGreaterThan(least)
  })

  test('finds a clear disc from one positive point in it', async () => {
    const session = await builtinSegmenter().open(discPicture('grey', 80))
    const mask = await session.add({ kind: 'point', at: point(50.5, 40.5), positive: true })
    expect(agreement(mask)).toBeGreaterThan(0.9)
  })

  test('a negative click takes away what lies there and leaves the far side as it was', async () => {
    const session = await builtinSegmenter().open(discPicture('grey', 80))
    const before = await session.add({ kind: 'box', box: around })
    const after = await session.add({ kind: 'point', at: point(35.5, 40.5), positive: false })
    expect(maskArea(after)).toBeLessThan(maskArea(before))
    for (let y = 0; y < size.height; y++)
      for (let x = 60; x < size.width; x++)
        expect(after.data[y * size.width + x]).toBe(before.data[y * size.width + x])
  })

  test('a clicked pixel is as it was clicked last, whatever the picture shows', async () => {
    const picture = discPicture('grey', 40, 40)
    const click = fc.record({
      x: fc.integer({ min: 0, max: size.width - 1 }),
      y: fc.integer({ min: 0, max: size.height - 1 }),
      positive: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.uniqueArray(click, { maxLength: 5, selector: ({ x, y }) => `${x},${y}` }),
        async (boxed, clicks) => {
          const session = await builtinSegmenter().open(picture)
          if (boxed) await session.add({ kind: 'box', box: around })
          for (const { x, y, positive } of clicks)
            await session.add({ kind: 'point', at: point(x + 0.5, y + 0.5), positive })
          for (const { x, y, positive } of clicks)
            expect(session.mask().data[y * size.width + x]).toBe(positive ? 1 : 0)
        },
      ),
      { numRuns: 15 },
    )
  })

  test('the same prompts give the same mask', async () => {
    const draw = async () => {
      const session = await builtinSegmenter().open(discPicture('grey', 30, 30))
      await session.add({ kind: 'box', box: around })
      return session.add({ kind: 'point', at: point(60, 50), positive: true })
    }
    expect(await draw()).toEqual(await draw())
  })

  test('a prompt taken back leaves no trace: what follows is as if it had never been', async () => {
    const box_ = { kind: 'box', box: around } as const
    const click = { kind: 'point', at: point(60, 50), positive: false } as const
    const far = { kind: 'point', at: point(2.5, 2.5), positive: true } as const
    const straight = await builtinSegmenter().open(discPicture('grey', 30, 30))
    const wandering = await builtinSegmenter().open(discPicture('grey', 30, 30))
    const boxed = await straight.add(box_)
    await wandering.add(box_)
    await wandering.add(far)
    wandering.undo?.()
    expect(wandering.mask()).toEqual(boxed)
    expect(wandering.prompts()).toEqual([box_])
    expect(await wandering.add(click)).toEqual(await straight.add(click))
    for (let i = 0; i < 3; i++) wandering.undo?.()
    expect(wandering.prompts()).toEqual([])
    expect(maskArea(wandering.mask())).toBe(0)
    expect(await wandering.add(box_)).toEqual(boxed)
  })

  test('a small box is worked on closely: a disc of 12 pixels in a picture of 1,000 is found', async () => {
    const width = 1000
    const samples = new Uint8Array(width * width).fill(50)
    const truth: Mask = { width, height: width, data: new Uint8Array(width * width) }
    for (let y = 490; y < 510; y++)
      for (let x = 490; x < 510; x++)
        if ((x + 0.5 - 500) ** 2 + (y + 0.5 - 500) ** 2 <= 36) {
          samples[y * width + x] = 120
          truth.data[y * width + x] = 1
        }
    const session = await builtinSegmenter().open({ width, height: width, channels: 1, samples })
    const mask = await session.add({ kind: 'box', box: box(494, 494, 506, 506) })
    expect(dice(gridOf(mask), gridOf(truth))).toBeGreaterThan(0.9)
  })

  test.each([4, 6, 8])('a disc of radius %i is not smoothed away beside something brighter', async radius => {
    const side = 128
    const samples = new Uint8Array(side * side)
    const truth: Mask = { width: side, height: side, data: new Uint8Array(side * side) }
    const within = (x: number, y: number, cx: number, r: number) =>
      (x + 0.5 - cx) ** 2 + (y + 0.5 - 64) ** 2 <= r * r
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const i = y * side + x
        truth.data[i] = within(x, y, 40, radius) ? 1 : 0
        samples[i] = truth.data[i] ? 90 : within(x, y, 42 + 4 * radius, 3 * radius) ? 250 : 60
      }
    const session = await builtinSegmenter().open({ width: side, height: side, channels: 1, samples })
    const tight = box(40 - radius, 64 - radius, 40 + radius, 64 + radius)
    const mask = await session.add({ kind: 'box', box: tight })
    expect(dice(gridOf(mask), gridOf(truth))).toBeGreaterThan(0.95)
  })

  test('a box that shows nothing still gives a mask inside it', async () => {
    const flat = { ...size, channels: 1, samples: new Uint8Array(size.width * size.height).fill(7) } as const
    const session = await builtinSegmenter().open(flat)
    const mask = await session.add({ kind: 'box', box: around })
    expect(maskArea(mask)).toBeGreaterThan(0.15 * 1600)
    expect(maskArea(mask)).toBeLessThanOrEqual(1600)
  })

  test('a click far from the box widens the window and keeps what was drawn', async () => {
    const session = await builtinSegmenter().open(discPicture('grey', 80))
    await session.add({ kind: 'box', box: box(40, 30, 60, 50) })
    const mask = await session.add({ kind: 'point', at: point(2.5, 2.5), positive: true })
    expect(mask.data[2 * size.width + 2]).toBe(1)
    expect(mask.data[40 * size.width + 50]).toBe(1)
  })

  test('a picture of one pixel can be segmented', async () => {
    const session = await builtinSegmenter().open({
      width: 1,
      height: 1,
      channels: 1,
      samples: new Uint8Array(1),
    })
    expect((await session.add({ kind: 'box', box: box(0, 0, 1, 1) })).data).toHaveLength(1)
  })

  test('prompts are taken back one by one, however many, and the mask is that of the ones before', async () => {
    const session = await builtinSegmenter().open(discPicture('grey', 80))
    const masks = [session.mask()]
    masks.push(await session.add({ kind: 'box', box: box(40, 30, 60, 50) }))
    for (let i = 0; i < 12; i++)
      masks.push(
        await session.add({ kind: 'point', at: point(30.5 + 3 * i, 20.5 + 2 * i), positive: i % 3 > 0 }),
      )
    const last = masks.pop()
    expect(session.mask()).toBe(last)
    while (masks.length > 0) {
      session.undo?.()
      expect(session.prompts()).toHaveLength(masks.length - 1)
      expect(session.mask().data).toEqual(masks.pop()?.data)
    }
    session.undo?.()
    expect(session.prompts()).toEqual([])
  })

  test('after steps back past what is kept, the next prompt goes on from there', async () => {
    const [session, fresh] = await Promise.all(
      [0, 1].map(() => builtinSegmenter().open(discPicture('grey', 80))),
    )
    const clicks = Array.from({ length: 14 }, (_, i) => point(30.5 + 2 * i, 40.5))
    for (const at of clicks) await session?.add({ kind: 'point', at, positive: true })
    for (let i = 0; i < 11; i++) session?.undo?.()
    for (const at of clicks.slice(0, 3)) await fresh?.add({ kind: 'point', at, positive: true })
    const off = { kind: 'point', at: point(5.5, 5.5), positive: false } as const
    expect((await session?.add(off))?.data).toEqual((await fresh?.add(off))?.data)
  })

  test('prompts off the image are refused and change nothing', async () => {
    const session = await builtinSegmenter().open(discPicture('grey', 80))
    const before = await session.add({ kind: 'box', box: around })
    const wrong = [
      session.add({ kind: 'box', box: box(70, 20, 30, 60) }),
      session.add({ kind: 'box', box: box(0, 0, 97, 10) }),
      session.add({ kind: 'point', at: point(96, 10), positive: true }),
      session.add({ kind: 'point', at: point(Number.NaN, 10), positive: true }),
    ]
    for (const one of wrong) await expect(one).rejects.toMatchObject({ code: 'bad-usage' })
    expect(session.prompts()).toHaveLength(1)
    expect(session.mask()).toBe(before)
  })

  test('an aborted or closed session takes no prompt', async () => {
    const session = await builtinSegmenter().open(discPicture('grey', 80))
    await expect(
      session.add({ kind: 'box', box: around }, AbortSignal.abort(new Error('stop'))),
    ).rejects.toThrow('stop')
    session.close()
    await expect(session.add({ kind: 'box', box: around })).rejects.toMatchObject({ code: 'bad-usage' })
  })
})
