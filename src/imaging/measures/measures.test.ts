import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { squaredDistances } from './distance-transform.ts'
import type { MaskGrid } from './grid.ts'
import { dice, iou, overlapOf } from './overlap.ts'
import {
  averageSurfaceDistance,
  hausdorff,
  hd95,
  surfaceDice,
  surfaceDistances,
  surfaceOf,
} from './surface.ts'

/** A grid from rows of # and ., slices parted by an empty line. */
function drawn(text: string, spacing?: MaskGrid['spacing']): MaskGrid {
  const slices = text.split('\n\n').map(slice => slice.trim().split(/\s+/))
  const rows = slices[0] ?? []
  return {
    size: { x: rows[0]?.length ?? 0, y: rows.length, z: slices.length },
    ...(spacing && { spacing }),
    data: Uint8Array.from(slices.flat().join(''), sign => Number(sign === '#')),
  }
}

const anyGrids = fc
  .record({
    size: fc.record({
      x: fc.integer({ min: 1, max: 7 }),
      y: fc.integer({ min: 1, max: 6 }),
      z: fc.integer({ min: 1, max: 4 }),
    }),
    spacing: fc.record({
      x: fc.constantFrom(1, 0.5, 2),
      y: fc.constantFrom(1, 0.7),
      z: fc.constantFrom(1, 3),
    }),
    seed: fc.array(fc.boolean(), { minLength: 2 * 7 * 6 * 4, maxLength: 2 * 7 * 6 * 4 }),
  })
  .map(({ size, spacing, seed }): [MaskGrid, MaskGrid] => {
    const voxels = size.x * size.y * size.z
    const grid = (from: number): MaskGrid => ({
      size,
      spacing,
      data: Uint8Array.from(seed.slice(from, from + voxels), Number),
    })
    return [grid(0), grid(voxels)]
  })

function positions({ size, spacing = { x: 1, y: 1, z: 1 }, data }: MaskGrid): [number, number, number][] {
  return [...data.keys()]
    .filter(i => data[i] === 1)
    .map(i => [
      (i % size.x) * spacing.x,
      (Math.floor(i / size.x) % size.y) * spacing.y,
      Math.floor(i / (size.x * size.y)) * spacing.z,
    ])
}

const apart = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))
const nearest = (from: readonly number[], to: readonly (readonly number[])[]) =>
  Math.min(...to.map(other => apart(from, other)))

suite('overlap', () => {
  test('of hand-drawn masks', () => {
    const truth = drawn('##.. ##..')
    const prediction = drawn('.##. .##.')
    expect(overlapOf(truth, prediction)).toEqual({ both: 2, onlyTruth: 2, onlyPrediction: 2 })
    expect(dice(truth, prediction)).toBe(0.5)
    expect(iou(truth, prediction)).toBeCloseTo(1 / 3)
  })

  test('is what counting one voxel after the other gives, at any length and place in memory', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 7 }), (length, offset) => {
        const mask = (every: number): MaskGrid => {
          const data = new Uint8Array(new ArrayBuffer(length + offset), offset)
          for (let i = 0; i < length; i += every) data[i] = 1
          return { size: { x: length, y: 1, z: 1 }, data }
        }
        const [a, b] = [mask(1), mask(3)]
        const shared = Math.ceil(length / 3)
        expect(overlapOf(a, b)).toEqual({ both: shared, onlyTruth: length - shared, onlyPrediction: 0 })
      }),
      { numRuns: 50 },
    )
  })

  test('follows the declared policy for empty masks', () => {
    const [empty, full] = [drawn('.. ..'), drawn('## ##')]
    expect([dice(empty, empty), iou(empty, empty)]).toEqual([1, 1])
    expect([dice(empty, full), iou(full, empty)]).toEqual([0, 0])
  })

  test('refuses masks of different sizes or spacings', () => {
    expect(() => dice(drawn('##'), drawn('###'))).toThrow(/2×1×1 and 3×1×1/)
    expect(() => dice(drawn('##', { x: 1, y: 1, z: 1 }), drawn('##'))).toThrow(/spacing/)
  })
})

suite('the distance transform', () => {
  test('gives hand-computed squared distances, in the shape of the voxels', () => {
    expect([...squaredDistances(drawn('#... ....'))]).toEqual([0, 1, 4, 9, 1, 2, 5, 10])
    const wide = drawn('#... ....', { x: 2, y: 0.5, z: 1 })
    expect([...squaredDistances(wide)]).toEqual([0, 4, 16, 36, 0.25, 4.25, 16.25, 36.25])
    expect([...squaredDistances(drawn('.. ..'))]).toEqual(Array(4).fill(Number.POSITIVE_INFINITY))
  })

  test('is the distance to the nearest set voxel, found by looking at all of them', () => {
    fc.assert(
      fc.property(anyGrids, ([grid]) => {
        const set = positions(grid)
        const everywhere = positions({ ...grid, data: new Uint8Array(grid.data.length).fill(1) })
        const field = squaredDistances(grid)
        return everywhere.every((at, i) => {
          const wanted = set.length === 0 ? Number.POSITIVE_INFINITY : nearest(at, set) ** 2
          return wanted === field[i] || Math.abs(wanted - (field[i] ?? 0)) < 1e-3
        })
      }),
      { numRuns: 150 },
    )
  })
})

suite('surface distances', () => {
  const truth = drawn('....... .#####. .#####. .#####. .......')
  const shifted = drawn('....... ..##### ..##### ..##### .......')

  test('of a rectangle moved by one pixel', () => {
    // 12 border pixels each. Of either, only the three on the far side and none else lie off the other's border
    // by one: the inner column of the truth's border is one from the other's first column, and so on.
    const distances = surfaceDistances(truth, shifted)
    expect(distances.fromTruth).toHaveLength(12)
    expect(hausdorff(distances)).toBe(1)
    expect(hd95(distances)).toBe(1)
    expect(averageSurfaceDistance(distances)).toBeCloseTo(8 / 24)
    expect(surfaceDice(distances, 0)).toBeCloseTo(16 / 24)
    expect(surfaceDice(distances, 1)).toBe(1)
  })

  test('are in millimetres where the spacing is known', () => {
    const at = (grid: MaskGrid): MaskGrid => ({ ...grid, spacing: { x: 3, y: 1, z: 1 } })
    // Moving sideways is 3 mm, but the row above or below is 1 mm away.
    expect(hausdorff(surfaceDistances(at(truth), at(shifted)))).toBe(3)
    const apartBy5 = surfaceDistances(at(drawn('#.....')), at(drawn('.....#')))
    expect(hd95(apartBy5)).toBe(15)
  })

  test('count as within a tolerance that they equal, in spacings that binary fractions cannot hold', () => {
    for (const step of [0.1, 0.3, 0.7, 0.9765625, 2.2]) {
      const at = (grid: MaskGrid): MaskGrid => ({ ...grid, spacing: { x: step, y: 1, z: 1 } })
      const distances = surfaceDistances(at(drawn('#....')), at(drawn('..#..')))
      expect(surfaceDice(distances, 2 * step)).toBe(1)
      expect(surfaceDice(distances, 1.999 * step)).toBe(0)
    }
  })

  test('take a slab of one slice in a volume for surface through and through', () => {
    const slab = drawn('... ... ...\n\n### ### ###\n\n... ... ...')
    expect(surfaceOf(slab).data.reduce((sum, v) => sum + v, 0)).toBe(9)
    expect(surfaceDistances(slab, slab).fromTruth).toHaveLength(9)
    expect(surfaceOf(drawn('### ### ###')).data.reduce((sum, v) => sum + v, 0)).toBe(8)
  })

  test('follow the declared policy for empty masks', () => {
    const [empty, full] = [drawn('.. ..'), drawn('## ##')]
    const [none, one] = [surfaceDistances(empty, empty), surfaceDistances(empty, full)]
    expect([hd95(none), hausdorff(none), averageSurfaceDistance(none), surfaceDice(none, 1)]).toEqual([
      0, 0, 0, 1,
    ])
    expect([hd95(one), averageSurfaceDistance(one), surfaceDice(one, 1)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      0,
    ])
  })

  test('agree with looking at every pair of surface voxels', () => {
    fc.assert(
      fc.property(anyGrids, ([a, b]) => {
        const [surfaceA, surfaceB] = [positions(surfaceOf(a)), positions(surfaceOf(b))]
        const { fromTruth, fromPrediction } = surfaceDistances(a, b)
        const wanted = (from: number[][], to: number[][]) =>
          from.map(at => nearest(at, to)).toSorted((x, y) => x - y)
        const close = (found: Float32Array, list: number[]) =>
          found.length === list.length &&
          list.every((value, i) => value === found[i] || Math.abs(value - (found[i] ?? 0)) < 1e-4)
        return (
          close(fromTruth, wanted(surfaceA, surfaceB)) && close(fromPrediction, wanted(surfaceB, surfaceA))
        )
      }),
      { numRuns: 150 },
    )
  })

  test('are the same whichever mask is the truth', () => {
    fc.assert(
      fc.property(anyGrids, ([a, b]) => {
        const there = surfaceDistances(a, b)
        const back = surfaceDistances(b, a)
        return hd95(there) === hd95(back) && averageSurfaceDistance(there) === averageSurfaceDistance(back)
      }),
      { numRuns: 60 },
    )
  })
})
