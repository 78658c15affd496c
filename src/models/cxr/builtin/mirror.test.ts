import { expect, suite, test } from 'vitest'
import { midlineOf, mirrored } from './mirror.ts'
import { side } from './prepare.ts'

/** The same in all rows. */
const plane = (valueAt: (x: number) => number) =>
  Float32Array.from({ length: side * side }, (_, i) => valueAt(i % side))

suite('the other side of the chest', () => {
  test.each([92, 112, 125])('lies across the line about which the picture is alike (%i)', midline => {
    const symmetric = plane(x => Math.cos(Math.abs(x + 0.5 - midline) / 9))
    expect(midlineOf(symmetric)).toBe(midline)
    expect(mirrored(symmetric, 112).every(Number.isFinite)).toBe(true)
  })

  test('is looked for near the middle only, where a plain picture has it', () => {
    expect(midlineOf(plane(x => Math.abs(x + 0.5 - 20)))).toBe(92)
    expect(midlineOf(plane(() => 0.5))).toBe(112)
  })

  test('takes each column from as far on the other side, and the outermost where there is none', () => {
    const turned = mirrored(
      plane(x => x),
      114,
    )
    // Columns 113 and 114 touch the line; 0 would come from 227, which does not exist.
    expect([113, 114, 223, 4, 0].map(x => turned[x])).toEqual([114, 113, 4, 223, 223])
  })

  test('turned twice about the middle is itself', () => {
    const drawn = plane(x => (x * 37) % 101)
    expect(mirrored(mirrored(drawn, side / 2), side / 2)).toEqual(drawn)
  })
})
