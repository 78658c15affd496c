import { expect, suite, test } from 'vitest'
import { affineOf, arrange, notesOn, type Plane, usualGap } from './planes.ts'

const at = (z: number, y = 0): Plane => ({ position: [1, y, z], row: [1, 0, 0], column: [0, 1, 0] })
const spacing = { x: 0.5, y: 0.25 }

suite('frames are arranged', () => {
  test('as slices, along their normal', () => {
    const planes = [at(4), at(0), at(2)]
    expect(arrange(planes, 3)).toEqual({
      order: [1, 2, 0],
      slices: 3,
      times: 1,
      planes: [at(0), at(2), at(4)],
    })
  })

  test('as points in time where as many lie at every place', () => {
    const { order, slices, times, planes } = arrange([at(2), at(0), at(2), at(0)], 4)
    expect({ order, slices, times }).toEqual({ order: [1, 0, 3, 2], slices: 2, times: 2 })
    expect(planes).toEqual([at(0), at(2)])
    expect(arrange([at(2), at(2), at(2)], 3)).toMatchObject({ slices: 1, times: 3, planes: [at(2)] })
  })

  test('as a clip where they do not say where they lie', () => {
    expect(arrange(undefined, 3)).toEqual({ order: [0, 1, 2], slices: 1, times: 3 })
  })

  test('as a clip where they lie side by side, crosswise, or not as often at every place', () => {
    const clip = { order: [0, 1, 2], slices: 1, times: 3 }
    expect(arrange([at(0), at(0, 50), at(0, 100)], 3)).toEqual(clip)
    expect(arrange([at(0), at(2), at(2)], 3)).toEqual(clip)
    const crosswise: Plane = { position: [0, 0, 1], row: [0, 1, 0], column: [0, 0, 1] }
    expect(arrange([at(0), crosswise, at(2)], 3)).toEqual(clip)
  })
})

suite('the affine of slices', () => {
  test('steps from the first to the last, so that rounded places do not add up', () => {
    const planes = Array.from({ length: 200 }, (_, n) => at(Number((n / 3).toFixed(2))))
    const affine = affineOf(planes, spacing)
    expect(affine?.slice(0, 9)).toEqual([0.5, 0, 0, 1, 0, 0.25, 0, 0, 0])
    expect(affine?.[10]).toBeCloseTo(1 / 3, 4)
    expect(notesOn(planes)).toEqual([])
  })

  test('shears with the gantry, and a note says so', () => {
    const planes = [at(0, 0), at(3, 0.8), at(6, 1.6)]
    const affine = affineOf(planes, spacing)
    expect([affine?.[2], affine?.[6], affine?.[10]]).toEqual([0, 0.8, 3])
    expect(usualGap(planes)).toBe(3)
    expect(notesOn(planes)).toEqual(['slices are shifted against each other, as by a gantry tilt of 14.9°'])
  })

  test('is not told where a slice is missing, and a note says so', () => {
    const planes = [at(0), at(2), at(6), at(8)]
    expect(affineOf(planes, spacing)).toBeUndefined()
    expect(usualGap(planes)).toBe(2)
    expect(notesOn(planes)).toEqual(['1 of 3 steps between slices differ from 2.00 mm'])
  })

  test('of a single slice steps by a millimetre', () => {
    expect(affineOf([at(7)], spacing)).toEqual([0.5, 0, 0, 1, 0, 0.25, 0, 0, 0, 0, 1, 7, 0, 0, 0, 1])
    expect(notesOn([at(7)])).toEqual([])
  })
})
