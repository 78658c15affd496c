import { expect, suite, test } from 'vitest'
import { curvature, curvatureSide, curvatureValues } from './curvature.ts'
import { type Prepared, side } from './prepare.ts'
import { gridSide, nearPerToken, windowShape, windowsOf } from './windows.ts'

const planeOf = (at: (x: number, y: number) => number) =>
  Float32Array.from({ length: side * side }, (_, i) => at(i % side, Math.floor(i / side)))
const preparedOf = (local: Float32Array, global: Float32Array): Prepared => ({
  local,
  global,
  placement: { scale: 1, left: 0, top: 0 },
})
const flat = planeOf(() => 0)

suite('windows', () => {
  test('of tokens go by rows and hold what lies around each', () => {
    const [places, values] = windowShape.far
    const windows = windowsOf(
      preparedOf(
        planeOf(x => x),
        planeOf((_, y) => y),
      ),
      'far',
    )
    expect(windows.length).toBe(places * values)
    const token = 3 * gridSide + 5
    // The token's middle is x 88 and y 56; its window runs from 72 to 103, averaged in pairs.
    expect([...windows.subarray(token * values, token * values + 3)]).toEqual([72.5, 74.5, 76.5])
    expect(windows[token * values + 256]).toBe(40.5)
  })

  test('near by come token by token, with what bends and where they lie', () => {
    const [places, values] = windowShape.near
    const windows = windowsOf(
      preparedOf(
        planeOf((x, y) => 1000 * y + x),
        flat,
      ),
      'near',
    )
    expect(windows.length).toBe(places * values)
    // The second place of the first token lies 4 pixels to the right of the first, the fifth 4 below it.
    const first = (place: number) => windows[place * values + 4 * 8 + 4]
    expect([first(0), first(1), first(nearPerToken)]).toEqual([2002, 2006, 6002])
    expect(first(nearPerToken ** 2)).toBe(2018)
    const where = (place: number) => [...windows.subarray((place + 1) * values - 2, (place + 1) * values)]
    expect(where(0)[0]).toBeCloseTo(4 / side - 1, 6)
    expect(where(places - 1)[1]).toBeCloseTo(1 - 4 / side, 6)
  })

  test('of both sides hold near ones, and beside them what lies across the midline', () => {
    // The midline is the middle: both sides are as bright in `local`, and `global` rises to the right.
    const prepared = preparedOf(
      planeOf(x => Math.abs(x + 0.5 - side / 2)),
      planeOf(x => x),
    )
    const [near, sides] = [windowsOf(prepared, 'near'), windowsOf(prepared, 'sides')]
    const [places, values] = windowShape.sides
    expect(sides.length).toBe(places * values)
    const [, ofNear] = windowShape.near
    const at = 700
    expect(sides.subarray(at * values, at * values + 192)).toEqual(
      near.subarray(at * ofNear, at * ofNear + 192),
    )
    // Two cells of the coarsest scale that are as far from the midline add up to the last column.
    const own = sides[at * values + 128 + 3 * 8 + 3] ?? 0
    const across = sides[at * values + 256 + 3 * 8 + 3] ?? 0
    expect(own + across).toBeCloseTo(side - 1, 3)
  })
})

suite('curvature', () => {
  const halve = (plane: Float32Array, width: number) => {
    const half = width / 2
    return Float32Array.from(
      { length: half * half },
      (_, i) => plane[2 * Math.floor(i / half) * width + 2 * (i % half)] ?? 0,
    )
  }
  const at = (values: Float32Array, x: number, y: number) => {
    const start = (Math.floor(y / 4) * curvatureSide + Math.floor(x / 4)) * curvatureValues
    return [...values.subarray(start, start + 4)] as [number, number, number, number]
  }

  test('is 0 on a slope', () => {
    const [low, high] = at(
      curvature(
        planeOf((x, y) => x + 2 * y),
        halve,
      ),
      100,
      100,
    )
    expect([low, high].map(Math.abs).every(value => value < 1e-2)).toBe(true)
  })

  test('along a bright line is low across it and near 0 along it', () => {
    const [low, along] = at(
      curvature(
        planeOf(x => Number(x === 101)),
        halve,
      ),
      101,
      100,
    )
    expect(low).toBeLessThan(-2)
    expect(Math.abs(along)).toBeLessThan(1e-3)
  })

  test('on a bright spot is low both ways, on a dark one high', () => {
    const spot = planeOf((x, y) => Math.exp(-((x - 101) ** 2 + (y - 101) ** 2) / 8))
    const [low, along] = at(curvature(spot, halve), 101, 101)
    expect(low).toBeLessThan(-1)
    expect(along).toBeLessThan(-1)
    const dark = at(
      curvature(
        spot.map(value => -value),
        halve,
      ),
      101,
      101,
    )
    expect(dark[3]).toBeCloseTo(-low, 4)
  })
})
