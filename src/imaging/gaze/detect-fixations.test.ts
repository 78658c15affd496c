import * as fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { point } from '../geometry.ts'
import { fixationAgreement } from './agreement.ts'
import { fixationsByDispersion, fixationsByVelocity } from './detect-fixations.ts'
import type { GazeSample } from './gaze.ts'

/** One sample every 10 ms. */
const every10 = (...xs: (number | null)[]): GazeSample[] =>
  xs.map((x, i) =>
    x === null ? { tMs: i * 10, valid: false } : { tMs: i * 10, at: point(x, 0), valid: true },
  )

const spans = (found: { startMs: number; endMs: number }[]) => found.map(f => [f.startMs, f.endMs])

suite('velocity threshold', () => {
  // Speeds from one sample to the next, px/s: 100, 0, 9800, 100, 0.
  const samples = every10(0, 1, 1, 99, 100, 100)
  const options = { minDurationMs: 10, windowMs: 0 }

  test('parts two fixations at the fast sample, which belongs to neither', () => {
    const found = fixationsByVelocity(samples, { ...options, threshold: { value: 1000, unit: 'px/s' } })
    expect(spans(found)).toEqual([
      [0, 20],
      [40, 50],
    ])
    expect(found[0]?.at.x).toBeCloseTo(2 / 3)
    expect(found[0]?.dispersion).toBe(1)
  })

  test('counts degrees by the pixels that one spans', () => {
    const threshold = { value: 100, unit: 'deg/s' } as const
    // 9800 px/s are 98 deg/s at 100 pixels a degree: one fixation. At 50 they are 196: two.
    const at = (x: number) =>
      fixationsByVelocity(samples, { ...options, threshold, pixelsPerDegree: { x, y: 1 } }).length
    expect([at(100), at(50)]).toEqual([1, 2])
    expect(() => fixationsByVelocity(samples, { ...options, threshold })).toThrow(/pixelsPerDegree/)
  })

  test('takes speed over a window, so that jitter is no saccade', () => {
    // ±4 px each 10 ms is 800 px/s from sample to sample, and nothing over 40 ms.
    const jitter = every10(0, 4, 0, 4, 0, 4, 0, 4, 0)
    const threshold = { value: 300, unit: 'px/s' } as const
    expect(fixationsByVelocity(jitter, { threshold, minDurationMs: 40, windowMs: 0 })).toEqual([])
    expect(spans(fixationsByVelocity(jitter, { threshold, minDurationMs: 40, windowMs: 40 }))).toEqual([
      [0, 80],
    ])
  })
})

suite('dispersion threshold', () => {
  test('grows each window to the first sample that does not fit', () => {
    // Extents: 0..3 fits 3; 20 does not; 20..22 fits.
    const found = fixationsByDispersion(every10(0, 2, 3, 1, 20, 22, 21), {
      threshold: { value: 3, unit: 'px' },
      minDurationMs: 20,
    })
    expect(spans(found)).toEqual([
      [0, 30],
      [40, 60],
    ])
    expect(found.map(({ at }) => at.x)).toEqual([1.5, 21])
  })

  test('drops what is shorter than the least duration', () => {
    const found = fixationsByDispersion(every10(0, 0, 50, 100, 100, 100, 100), {
      threshold: { value: 5, unit: 'px' },
      minDurationMs: 30,
    })
    expect(spans(found)).toEqual([[30, 60]])
  })

  test('leaves a lost eye out and ends a fixation at a long silence', () => {
    const options = { threshold: { value: 5, unit: 'px' }, minDurationMs: 10 } as const
    const samples = every10(0, 0, null, null, 0, 0)
    expect(spans(fixationsByDispersion(samples, options))).toEqual([[0, 50]])
    expect(spans(fixationsByDispersion(samples, { ...options, maxGapMs: 20 }))).toEqual([
      [0, 10],
      [40, 50],
    ])
  })

  test('ends a fixation where the clock jumps back', () => {
    const samples = [0, 10, 20, 5, 15, 25].map(tMs => ({ tMs, at: point(1, 1), valid: true }))
    const found = fixationsByDispersion(samples, { threshold: { value: 5, unit: 'px' }, minDurationMs: 10 })
    expect(spans(found)).toEqual([
      [0, 20],
      [5, 25],
    ])
  })

  test('finds only stretches that keep to its own rule', () => {
    const positions = fc.array(fc.option(fc.integer({ min: 0, max: 60 }), { freq: 8 }), { maxLength: 60 })
    fc.assert(
      fc.property(positions, xs => {
        const samples = every10(...xs)
        const options = { threshold: { value: 12, unit: 'px' }, minDurationMs: 30, maxGapMs: 25 } as const
        const found = fixationsByDispersion(samples, options)
        for (const { startMs, endMs, dispersion } of found) {
          expect(dispersion).toBeLessThanOrEqual(12)
          expect(endMs - startMs).toBeGreaterThanOrEqual(30)
        }
        expect(found.every((f, i) => i === 0 || f.startMs > (found[i - 1]?.endMs ?? 0))).toBe(true)
      }),
    )
  })
})

test('agreement counts samples, matches events and measures their distance', () => {
  const fixation = (startMs: number, endMs: number, x: number) => ({ startMs, endMs, at: point(x, 0) })
  const times = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
  const a = [fixation(0, 40, 10), fixation(60, 90, 50)]
  const b = [fixation(0, 30, 13), fixation(80, 90, 50)]
  // In both: 0–30, 80, 90 (6); only a: 40, 60, 70 (3); neither: 50 (1). The second pair overlaps by a third.
  const found = fixationAgreement(times, a, b)
  expect(found).toMatchObject({ samples: 0.7, matched: 1, eventF1: 0.5, offsetPx: 3 })
  // Expected by chance: 0.9 · 0.6 + 0.1 · 0.4 = 0.58.
  expect(found.kappa).toBeCloseTo((0.7 - 0.58) / 0.42)
})
