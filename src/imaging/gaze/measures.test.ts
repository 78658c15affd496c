import { expect, suite, test } from 'vitest'
import { box, point } from '../geometry.ts'
import { aoiAt, regionArea, regionBox, regionHolds } from './aoi.ts'
import { fixationsOn, gazeMedia, mirrorGaze, readGazeMedia } from './gaze-record.ts'
import { aoiMeasures, gazeEntropy, type NamedFixation, transitionsOf, visitsOf } from './measures.ts'
import { salienceMap } from './salience.ts'

const path: NamedFixation[] = [
  ['a', 0, 100],
  ['a', 120, 300],
  ['b', 320, 400],
  [undefined, 420, 500],
  ['b', 520, 600],
  ['a', 620, 720],
].map(([aoi, startMs, endMs]) => ({
  startMs: Number(startMs),
  endMs: Number(endMs),
  at: point(0, 0),
  ...(typeof aoi === 'string' && { aoi }),
}))

suite('a scan path over areas', () => {
  test('falls into visits, which looking elsewhere ends', () => {
    expect(visitsOf(path)).toEqual([
      { aoi: 'a', startMs: 0, endMs: 300, fixations: 2 },
      { aoi: 'b', startMs: 320, endMs: 400, fixations: 1 },
      { aoi: 'b', startMs: 520, endMs: 600, fixations: 1 },
      { aoi: 'a', startMs: 620, endMs: 720, fixations: 1 },
    ])
  })

  test('has dwell times, visits and first looks', () => {
    expect(Object.fromEntries(aoiMeasures(path))).toEqual({
      a: { visits: 2, fixations: 3, dwellMs: 400, firstFixationMs: 0 },
      b: { visits: 2, fixations: 2, dwellMs: 160, firstFixationMs: 320 },
    })
  })

  test('has transitions and their entropies', () => {
    const visits = visitsOf(path)
    expect(transitionsOf(visits)).toEqual({
      aois: ['a', 'b'],
      counts: [
        [0, 1],
        [1, 1],
      ],
    })
    // Two visits each: 1 bit. From a always to b: 0 bits, one third; from b evenly: 1 bit, two thirds.
    expect(gazeEntropy(visits).stationary).toBeCloseTo(1)
    expect(gazeEntropy(visits).transition).toBeCloseTo(2 / 3)
    expect(gazeEntropy([])).toEqual({ stationary: 0, transition: 0 })
  })
})

suite('areas of interest', () => {
  const triangle = { kind: 'polygon', points: [point(0, 0), point(10, 0), point(0, 10)] } as const
  const mask = { width: 4, height: 2, data: Uint8Array.from([1, 1, 0, 0, 1, 1, 0, 1]) }

  test('hold points: half-open boxes, polygons, pixels of masks and their parts', () => {
    const square = { kind: 'box', box: box(0, 0, 2, 2) } as const
    expect([point(0, 0), point(1.9, 1.9), point(2, 1)].map(at => regionHolds(square, at))).toEqual([
      true,
      true,
      false,
    ])
    const region = { ...triangle, points: [...triangle.points] }
    expect([point(2, 2), point(6, 6), point(-1, 1)].map(at => regionHolds(region, at))).toEqual([
      true,
      false,
      false,
    ])
    const part = { kind: 'mask', mask, within: box(0, 1, 4, 2) } as const
    expect(
      [point(0.5, 1.5), point(0.5, 0.5), point(2.5, 1.5), point(9, 9)].map(at => regionHolds(part, at)),
    ).toEqual([true, false, false, false])
    expect(regionArea(part)).toBe(3)
    expect(regionBox(part)).toEqual(box(0, 1, 4, 2))
    expect(regionArea(region)).toBe(50)
    expect(regionBox({ kind: 'mask', mask, within: box(2, 0, 3, 2) })).toBeUndefined()
  })

  test('of those that overlap the smallest is meant', () => {
    const aois = [
      { name: 'large', region: { kind: 'box', box: box(0, 0, 10, 10) } as const },
      { name: 'small', region: { kind: 'box', box: box(2, 2, 4, 4) } as const },
    ]
    expect([point(3, 3), point(8, 8), point(11, 0)].map(at => aoiAt(aois, at)?.name)).toEqual([
      'small',
      'large',
      undefined,
    ])
  })
})

test('a salience map peaks where the gaze rested longest, and is 0 without gaze', () => {
  const rests = [
    { startMs: 0, endMs: 100, at: point(10, 10) },
    { startMs: 100, endMs: 400, at: point(50, 30) },
  ]
  const { width, height, values } = salienceMap(rests, { width: 64, height: 48 }, { x: 2, y: 2 })
  const at = (x: number, y: number) => values[y * width + x] ?? 0
  expect([width, height]).toEqual([64, 48])
  // Pixel centres lie half a pixel off the fixations, the same for both: a third of the weight remains.
  expect(Math.max(...values)).toBe(1)
  expect(at(50, 30)).toBeCloseTo(1)
  expect(at(10, 10)).toBeCloseTo(1 / 3)
  expect(at(30, 45)).toBeCloseTo(0)
  expect(salienceMap([], { width: 300, height: 3 }).values.every(value => value === 0)).toBe(true)
})

suite('a gaze record', () => {
  const record = {
    picture: { width: 200, height: 100 },
    kind: 'real' as const,
    fixations: [{ startMs: 0, endMs: 5, x: 150, y: 10 }],
  }

  test('goes through bytes unchanged, and is refused where the bytes are none', async () => {
    expect(await readGazeMedia(gazeMedia(record))).toEqual(record)
    expect(gazeMedia(record)).toMatchObject({ kind: 'gaze', mediaType: 'application/json' })
  })

  test('is mirrored with its picture, and twice is the same', () => {
    expect(mirrorGaze(record).fixations[0]).toMatchObject({ x: 50, y: 10 })
    expect(mirrorGaze(mirrorGaze(record))).toEqual(record)
  })

  test('is scaled to a picture of another size', () => {
    expect(fixationsOn(record, { width: 100, height: 300 })[0]?.at).toEqual(point(75, 30))
  })
})
