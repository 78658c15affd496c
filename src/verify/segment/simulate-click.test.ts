import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { random } from '../../cases/index.ts'
import { box, emptyMask, type Mask, maskFromBox, point } from '../../imaging/index.ts'
import { simulateClick } from './simulate-click.ts'

const square = (x0: number, y0: number, x1: number, y1: number) => maskFromBox(box(x0, y0, x1, y1), 20, 12)

suite('the simulated click', () => {
  test('falls into the middle of what is missing, and is positive', () => {
    // 5×5 pixels: the middle one is three from the nearest pixel outside.
    const click = simulateClick(square(4, 3, 9, 8), emptyMask(20, 12))
    expect(click).toEqual({ kind: 'point', at: point(6.5, 5.5), positive: true, depth: 3 })
  })

  test('falls into what is too much, and is negative', () => {
    const click = simulateClick(square(4, 3, 9, 8), square(4, 3, 16, 8))
    expect(click).toMatchObject({ positive: false })
    expect(click?.at.x).toBeGreaterThan(9)
  })

  test('chooses the larger error, and negative on a tie', () => {
    expect(simulateClick(square(0, 0, 3, 3), square(10, 0, 15, 5))?.positive).toBe(false)
    expect(simulateClick(square(0, 0, 5, 5), square(10, 0, 13, 3))?.positive).toBe(true)
    expect(simulateClick(square(0, 0, 3, 3), square(10, 0, 13, 3))?.positive).toBe(false)
  })

  test('counts the edge of the picture as an edge of the error', () => {
    // The top 3 rows are missing: without the edge the first row would be deepest.
    expect(simulateClick(square(0, 0, 20, 3), emptyMask(20, 12))).toMatchObject({
      at: { y: 1.5 },
      depth: 2,
    })
  })

  test('does not fall where it fell before', () => {
    const truth = square(4, 3, 9, 8)
    const clicked = [point(6.5, 5.5)]
    expect(simulateClick(truth, emptyMask(20, 12), { clicked })?.at).not.toEqual(clicked[0])
  })

  test('is absent where the mask is right or all errors were clicked', () => {
    const truth = square(4, 3, 9, 8)
    expect(simulateClick(truth, truth)).toBeUndefined()
    expect(
      simulateClick(square(4, 3, 5, 4), emptyMask(20, 12), { clicked: [point(4.5, 3.5)] }),
    ).toBeUndefined()
  })

  test('always falls on an error of its own sign', () => {
    const masks = fc.array(fc.constantFrom(0, 1), { minLength: 48, maxLength: 48 })
    fc.assert(
      fc.property(masks, masks, fc.boolean(), (a, b, drawn) => {
        const truth: Mask = { width: 8, height: 6, data: Uint8Array.from(a) }
        const mask: Mask = { width: 8, height: 6, data: Uint8Array.from(b) }
        const click = simulateClick(truth, mask, drawn ? { random: random('a') } : {})
        if (click === undefined) return expect(a).toEqual(b)
        const i = Math.floor(click.at.y) * 8 + Math.floor(click.at.x)
        expect([truth.data[i], mask.data[i]]).toEqual(click.positive ? [1, 0] : [0, 1])
      }),
    )
  })
})
