import * as fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { frameOf, toFrame } from './frame.ts'
import { chained, linearTaps, resample, type Taps } from './resample.ts'

function applied(taps: Taps, values: readonly number[]): number[] {
  return taps.map(({ first, weights }) =>
    weights.reduce((sum, weight, k) => sum + weight * (values[first + k] ?? Number.NaN), 0),
  )
}

const length = fc.integer({ min: 1, max: 60 })

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 3)
}

suite('linear resampling', () => {
  test('puts new pixels between the centres of the old ones', () => {
    expect(applied(linearTaps(2, 4), [0, 100])).toEqual([0, 25, 75, 100])
    expect(applied(linearTaps(4, 2), [0, 10, 20, 30])).toEqual([5, 25])
    expect(applied(linearTaps(3, 1), [1, 5, 9])).toEqual([5])
    expect(applied(linearTaps(1, 3), [7])).toEqual([7, 7, 7])
  })

  test('made smaller with smoothing, every pixel counts', () => {
    // A reach of 2 around the first new centre, 1: ¾ of the pixels at 0.5 and 1.5, ¼ of that at 2.5, over 1¾.
    expectClose(applied(linearTaps(4, 2, true), [7, 0, 0, 0]), [3, 0])
    expectClose(applied(linearTaps(4, 2, true), [0, 0, 7, 0]), [1, 3])
  })

  test('keeps what is flat, and a straight line where nothing is cut off', () => {
    fc.assert(
      fc.property(length, length, fc.boolean(), (count, size, smooth) => {
        const taps = linearTaps(count, size, smooth)
        expectClose(applied(taps, new Array(count).fill(9)), new Array(size).fill(9))
        const line = Array.from({ length: count }, (_, i) => i + 0.5)
        const step = count / size
        const reach = smooth ? Math.max(1, step) : 1
        for (const [i, value] of applied(taps, line).entries()) {
          const centre = (i + 0.5) * step
          if (centre - reach >= -0.5 && centre + reach <= count + 0.5 && !(smooth && step > 1))
            expect(value).toBeCloseTo(Math.min(count - 0.5, Math.max(0.5, centre)), 3)
        }
      }),
    )
  })

  test('chained steps are one after the other', () => {
    fc.assert(
      fc.property(length, length, length, fc.nat(), (a, b, c, cut) => {
        const kept = 1 + (cut % b)
        const [inner, outer] = [linearTaps(a, b), linearTaps(kept, c)]
        const values = Array.from({ length: a }, (_, i) => Math.sin(i) * 10)
        expectClose(applied(chained(inner, outer), values), applied(outer, applied(inner, values)))
      }),
    )
  })

  test('goes through rows and columns', () => {
    const rows = [
      [0, 100],
      [200, 300],
    ]
    const found: number[][] = []
    resample(
      y => rows[y] ?? [],
      linearTaps(2, 4),
      linearTaps(2, 1),
      row => found.push([...row]),
    )
    expect(found).toEqual([[100, 125, 175, 200]])
  })
})

suite('the frame', () => {
  test('makes the longer side fit, or stretches both', () => {
    expect(frameOf({ width: 200, height: 100 }, 1024, 'pad').content).toEqual({ width: 1024, height: 512 })
    expect(frameOf({ width: 333, height: 1000 }, 1024, 'pad').content).toEqual({ width: 341, height: 1024 })
    expect(frameOf({ width: 5000, height: 1 }, 1024, 'pad').content).toEqual({ width: 1024, height: 1 })
    expect(frameOf({ width: 200, height: 100 }, 512, 'squash').content).toEqual({ width: 512, height: 512 })
  })

  test('the corner of the picture is half a pixel before the first centre, its end half a pixel before the end', () => {
    fc.assert(
      fc.property(length, length, fc.constantFrom('pad', 'squash'), (width, height, fit) => {
        const frame = frameOf({ width, height }, 64, fit)
        expect(toFrame(frame, { x: 0, y: 0 })).toEqual([-0.5, -0.5])
        const [x, y] = toFrame(frame, { x: width, y: height })
        expectClose([x, y], [frame.content.width - 0.5, frame.content.height - 0.5])
      }),
    )
  })
})
