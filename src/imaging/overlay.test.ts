import fc from 'fast-check'
import sharp from 'sharp'
import { expect, suite, test } from 'vitest'
import { decode, encodePng, type Raster } from './decode.ts'
import { box, point } from './geometry.ts'
import { drawOverlay, type Shape } from './overlay.ts'

const [width, height] = [60, 50]
const colours: Raster = {
  width,
  height,
  channels: 3,
  samples: Uint8Array.from({ length: width * height * 3 }, (_, i) => Math.imul(i, 2654435761) >>> 24),
}
const flat = (value: number): Raster => ({
  width,
  height,
  channels: 1,
  samples: new Uint8Array(width * height).fill(value),
})
const drawn = async (picture: Raster, ...shapes: Shape[]) =>
  decode(await drawOverlay(await encodePng(picture), shapes))
const pixel = ({ channels, samples }: Raster, x: number, y: number) => [
  ...samples.subarray((y * width + x) * channels, (y * width + x) * channels + channels),
]
/** The pixels that differ from the picture below. */
const changed = (before: Raster, after: Raster) =>
  Array.from({ length: width * height }, (_, i) => ({ x: i % width, y: Math.floor(i / width) })).filter(
    ({ x, y }) => pixel(before, x, y).join() !== pixel(after, x, y).join(),
  )
const red = '#ff0000'

suite('an overlay', () => {
  test('without shapes is the picture', async () => {
    expect(await drawn(colours)).toEqual(colours)
    const grey = await drawn(flat(40))
    expect(grey.channels).toBe(3)
    expect(new Set(grey.samples)).toEqual(new Set([40]))
  })

  test('draws a box exactly: a line of two pixels, one on each side of its edge', async () => {
    const picture = flat(9)
    const after = await drawn(picture, { kind: 'box', box: box(10, 20, 30, 40), colour: red, width: 2 })
    const onLine = (x: number, y: number) =>
      x >= 9 && x < 31 && y >= 19 && y < 41 && !(x >= 11 && x < 29 && y >= 21 && y < 39)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        expect(pixel(after, x, y), `${x},${y}`).toEqual(onLine(x, y) ? [255, 0, 0] : [9, 9, 9])
  })

  test('draws a polygon like the box with its corners', async () => {
    const corners = [point(10, 20), point(30, 20), point(30, 40), point(10, 40)]
    expect(await drawn(colours, { kind: 'polygon', points: corners, colour: '#0af', width: 2 })).toEqual(
      await drawn(colours, { kind: 'box', box: box(10, 20, 30, 40), colour: '#00aaff', width: 2 }),
    )
  })

  test('closes a polygon of many corners', async () => {
    // A staircase of 600 corners or so, and the straight way back.
    const stairs = Array.from({ length: 300 }, (_, i) => [
      point(i / 6, 40 - i / 8),
      point((i + 1) / 6, 40 - i / 8),
    ])
    const points = [...stairs.flat(), point(50, 45), point(0, 45)]
    const after = await drawn(flat(0), { kind: 'polygon', points, colour: red, width: 2 })
    expect(pixel(after, 25, 44)).toEqual([255, 0, 0])
    expect(pixel(after, 0, 42)).toEqual([255, 0, 0])
    expect(pixel(after, 49, 20)).toEqual([255, 0, 0])
    expect(pixel(after, 25, 35)).toEqual([0, 0, 0])
  })

  test('draws a path of many points without a gap', async () => {
    for (const before of [255, 256, 257]) {
      const points = Array.from({ length: 400 }, (_, i) => point(i < before ? 5 : 55, 25))
      const after = await drawn(flat(0), { kind: 'path', points, colour: red })
      expect(pixel(after, 30, 25)).toEqual([255, 0, 0])
    }
  })

  test('changes nothing off its lines, wherever they are', async () => {
    const coordinate = fc.double({ min: -30, max: 90, noNaN: true })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 5 }),
        fc.constantFrom<('polygon' | 'path')[]>('polygon', 'path'),
        fc.integer({ min: 1, max: 4 }),
        async (pairs, kind, thick) => {
          const points = pairs.map(([x, y]) => point(x, y))
          const after = await drawn(colours, { kind, points, colour: red, width: thick })
          // Half a miter of a sharp corner (limit 4), a dot with its halo, and half a pixel's diagonal.
          const reach = kind === 'polygon' ? thick * 2 + 1 : thick * 1.5 + 3 + 1
          const ends = kind === 'polygon' ? [...points, ...points.slice(0, 1)] : points
          for (const { x, y } of changed(colours, after))
            expect(distanceTo(ends, x + 0.5, y + 0.5), `${x},${y}`).toBeLessThanOrEqual(reach)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('shows a marker on black, on white and on its own colour, its middle left free', async () => {
    const marker: Shape = { kind: 'marker', at: point(30, 25), radius: 10, colour: '#ffffff' }
    for (const ground of [0, 255]) {
      const picture = flat(ground)
      const after = await drawn(picture, marker)
      expect(changed(await drawn(picture), after).length).toBeGreaterThan(60)
      for (let d = -3; d < 3; d++) expect(pixel(after, 30 + d, 25 + d)).toEqual([ground, ground, ground])
    }
    expect(pixel(await drawn(flat(0), marker), 42, 24)).toEqual([255, 255, 255])
    expect(
      changed(colours, await drawn(colours, marker)).every(({ x, y }) => Math.hypot(x - 29.5, y - 24.5) < 18),
    ).toBe(true)
  })

  test('keeps a label within the picture', async () => {
    for (const at of [point(30, 25), point(-50, -50), point(900, 900)]) {
      const after = await drawn(flat(0), { kind: 'label', at, text: 'A1', colour: '#ffff00', size: 12 })
      const touched = changed(await drawn(flat(0)), after)
      const xs = touched.map(p => p.x)
      const ys = touched.map(p => p.y)
      // Two letters on a grid of 4 and 6 units of 2 pixels: 20 wide, 12 high, and the line around them.
      expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThanOrEqual(20)
      expect(Math.max(...xs) - Math.min(...xs)).toBeLessThanOrEqual(23)
      expect(Math.max(...ys) - Math.min(...ys)).toBeGreaterThanOrEqual(12)
      expect(Math.max(...ys) - Math.min(...ys)).toBeLessThanOrEqual(15)
    }
  })

  test('draws every letter differently, and small ones as capitals', async () => {
    const characters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:-+=/%()?!#'é"]
    const label = async (text: string) =>
      Buffer.from(
        (await drawn(flat(0), { kind: 'label', at: point(9, 40), text, colour: '#fff', size: 30 })).samples,
      ).toString('base64')
    const seen = new Set(await Promise.all(characters.map(label)))
    expect(seen.size).toBe(characters.length)
    expect(await label('a')).toBe(await label('A'))
    expect(await label('ж')).toBe(await label('é'))
  })

  test('spreads heat bilinearly between the centres of its cells', async () => {
    const heat: Shape = {
      kind: 'heat',
      width: 2,
      height: 1,
      values: new Float32Array([0, 1]),
      colour: '#ffffff',
      opacity: 1,
    }
    const after = await drawn(flat(0), heat)
    // Cell centres lie at x = 15 and 45; the centre of pixel 29 is at 29.5: (29.5 - 15) / 30 = 0.483.
    expect(pixel(after, 3, 0)).toEqual([0, 0, 0])
    expect(pixel(after, 29, 49)).toEqual([123, 123, 123])
    expect(pixel(after, 58, 20)).toEqual([255, 255, 255])
    const half = await drawn(flat(0), { ...heat, opacity: 0.5 })
    expect(pixel(half, 58, 20)).toEqual([128, 128, 128])
  })

  test('colours heat from violet over green to yellow, and leaves cold pixels alone', async () => {
    const values = new Float32Array([0, 0, 1, Number.NaN, 0, 2])
    const after = await drawn(colours, { kind: 'heat', width: 6, height: 1, values, opacity: 1 })
    expect(pixel(after, 5, 7)).toEqual(pixel(colours, 5, 7))
    expect(pixel(after, 35, 7)).toEqual(pixel(colours, 35, 7))
    expect(pixel(after, 59, 7)).toEqual([253, 231, 37])
    const even = async (value: number) =>
      pixel(
        await drawn(flat(0), {
          kind: 'heat',
          width: 1,
          height: 1,
          values: new Float32Array([value]),
          opacity: 1,
        }),
        9,
        9,
      )
    // On black the colour shows multiplied by the value. 0.75 lies half way from green to yellow: (143, 188, 88.5).
    expect(await even(0.5)).toEqual([17, 73, 70])
    expect(await even(0.75)).toEqual([107, 141, 66])
  })

  test('draws in the order given', async () => {
    const heat: Shape = {
      kind: 'heat',
      width: 1,
      height: 1,
      values: new Float32Array([1]),
      opacity: 1,
      colour: '#00f',
    }
    const frame: Shape = { kind: 'box', box: box(10, 10, 20, 20), colour: red, width: 4 }
    expect(pixel(await drawn(flat(0), heat, frame), 10, 15)).toEqual([255, 0, 0])
    expect(pixel(await drawn(flat(0), frame, heat), 10, 15)).toEqual([0, 0, 255])
  })

  test('shows the high byte of 16 bits, and keeps transparency where nothing is drawn', async () => {
    const deep = { ...flat(0), samples: new Uint16Array(width * height).fill(0x1234) }
    expect(pixel(await drawn(deep), 3, 3)).toEqual([0x12, 0x12, 0x12])
    const deepColours = { ...colours, samples: Uint16Array.from(colours.samples, value => value * 256 + 77) }
    expect(await drawn(deepColours)).toEqual(colours)
    const samples = new Uint8Array(width * height * 4).fill(50)
    const after = await drawn(
      { width, height, channels: 4, samples },
      { kind: 'box', box: box(10, 10, 20, 20), colour: red, width: 2 },
    )
    expect(pixel(after, 0, 0)).toEqual([50, 50, 50, 50])
    expect(pixel(after, 10, 15)).toEqual([255, 0, 0, 255])
    const clear: Raster = { width, height, channels: 4, samples: new Uint8Array(width * height * 4) }
    const values = new Float32Array([1])
    const glow = await drawn(clear, { kind: 'heat', width: 1, height: 1, values, colour: red, opacity: 0.4 })
    expect(pixel(glow, 10, 15)).toEqual([255, 0, 0, 102])
  })

  test('lies on the picture as displayed', async () => {
    const { samples, ...raw } = colours
    const turned = await sharp(samples, { raw }).png().withMetadata({ orientation: 6 }).toBuffer()
    expect(await decode(await drawOverlay(turned, []))).toMatchObject({ width: height, height: width })
  })

  test('ignores what lies far off, and draws outlines of many corners', async () => {
    const far: Shape = { kind: 'box', box: box(1e8, 1e8, 2e8, 2e8), colour: red }
    expect(await drawn(colours, far)).toEqual(colours)
    const away: Shape = { kind: 'path', points: [point(30, 25), point(1e9, 25)], colour: red }
    expect(pixel(await drawn(colours, away), 59, 25)).toEqual([255, 0, 0])
    const points = Array.from({ length: 2000 }, (_, i) => point((i * 7) % 50, 20 + ((i * 3) % 23)))
    const kinds = ['polygon', 'path'] as const
    for (const kind of kinds) {
      const after = await drawn(colours, { kind, points, colour: red })
      expect(changed(colours, after).length).toBeGreaterThan(900)
      expect(changed(colours, after).every(({ y }) => y > 13)).toBe(true)
    }
  })

  test.for<[string, Shape]>([
    ['colour', { kind: 'box', box: box(1, 1, 2, 2), colour: 'red"/><image href="x' }],
    ['NaN', { kind: 'box', box: box(1, Number.NaN, 2, 2), colour: red }],
    ['Infinity', { kind: 'label', at: point(Number.POSITIVE_INFINITY, 1), text: 'a', colour: red }],
    ['0 pixels wide', { kind: 'box', box: box(1, 1, 2, 2), colour: red, width: 0 }],
    ['radius', { kind: 'marker', at: point(1, 1), radius: -1, colour: red }],
    ['no points', { kind: 'path', points: [], colour: red }],
    ['3 values', { kind: 'heat', width: 2, height: 2, values: new Float32Array(3) }],
    ['opacity', { kind: 'heat', width: 1, height: 1, values: new Float32Array(1), opacity: 2 }],
  ])('refuses a shape that cannot be drawn: %s', async ([what, shape]) => {
    await expect(drawn(colours, shape)).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining(what),
    })
  })

  test('refuses a picture that does not decode', async () => {
    await expect(drawOverlay(new Uint8Array(5), [])).rejects.toMatchObject({ code: 'media-undecodable' })
  })
})

function distanceTo(points: readonly { x: number; y: number }[], x: number, y: number): number {
  return Math.min(
    ...points.map((a, i) => {
      const b = points[i + 1] ?? a
      const [dx, dy] = [b.x - a.x, b.y - a.y]
      const length = dx * dx + dy * dy
      const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / length))
      return Math.hypot(x - a.x - t * dx, y - a.y - t * dy)
    }),
  )
}
