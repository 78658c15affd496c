import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Unit } from '../../benchmarks/index.ts'
import { random } from '../../cases/index.ts'
import { normalCdf } from './distributions.ts'
import { estimateRatio } from './estimate.ts'
import { wilson } from './wilson.ts'

/** One unit per [numerator, denominator, cluster]. */
function units(...rows: [number, number, string][]): Unit[] {
  return rows.map(([numerator, denominator, cluster], i) => ({
    id: `u${i}`,
    cluster,
    numerator,
    denominator,
    tags: {},
  }))
}

const someUnits = fc
  .array(
    fc.record({
      cluster: fc.integer({ min: 0, max: 12 }).map(k => `c${k}`),
      denominator: fc.integer({ min: 0, max: 3 }),
      share: fc.constantFrom(0, 0.25, 0.5, 1),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map(rows =>
    units(...rows.map(r => [r.share * r.denominator, r.denominator, r.cluster] as [number, number, string])),
  )

suite('the Wilson interval', () => {
  test('of 8 of 10 is what the formula gives by hand', () => {
    // z² = 3.8415; centre (0.8 + 3.8415/20) / 1.38415 = 0.71674
    // half 1.95996/1.38415 · √(0.8·0.2/10 + 3.8415/400) = 1.41601 · √0.0256037 = 0.22658
    const { low, high } = wilson(8, 10)
    expect(low).toBeCloseTo(0.49016, 5)
    expect(high).toBeCloseTo(0.94332, 5)
  })

  test('of none and of all ends exactly at 0 and 1', () => {
    // 0 of 10: high = (z²/10) / (1 + z²/10) = 0.38415/1.38415
    expect(wilson(0, 10).low).toBe(0)
    expect(wilson(0, 10).high).toBeCloseTo(0.38415 / 1.38415, 5)
    expect(wilson(10, 10).high).toBe(1)
    expect(() => wilson(11, 10)).toThrow(RangeError)
  })
})

suite('the estimate of a ratio', () => {
  test('of binary units in clusters of one is the Wilson interval', () => {
    const ten = units(
      ...Array.from({ length: 10 }, (_, i): [number, number, string] => [i < 8 ? 1 : 0, 1, `c${i}`]),
    )
    expect(estimateRatio(ten)).toEqual({
      value: 0.8,
      ...wilson(8, 10),
      method: 'wilson',
      units: 10,
      clusters: 10,
    })
  })

  test('weighs cases, not clusters', () => {
    // (1 + 0 + 3) / (1 + 1 + 4) = 4/6, not the mean of the cluster shares
    const {
      value,
      clusters,
      units: counted,
    } = estimateRatio(units([1, 1, 'a'], [0, 1, 'a'], [3, 4, 'b'], [0, 0, 'z']))
    expect(value).toBeCloseTo(4 / 6, 14)
    expect({ clusters, counted }).toEqual({ clusters: 2, counted: 3 })
  })

  test('of two clusters is no narrower than two observations allow', () => {
    // Resamples are only 1/2, 3/4 and 1, so the bootstrap says [1/2, 1]; Wilson for 1.5 of 2:
    // centre (0.75 + 3.8415/4) / 2.92073 = 0.58559; half 1.95996/2.92073 · √(0.09375 + 0.24009) = 0.38773
    const estimate = estimateRatio(units([1, 1, 'a'], [0, 1, 'a'], [1, 1, 'b'], [1, 1, 'b']))
    expect(estimate).toMatchObject({ value: 0.75, high: 1, method: 'cluster-bootstrap-bca' })
    expect(estimate.low).toBeCloseTo(0.58559 - 0.38773, 4)
    expect(estimate.note).toMatch(/only 2 clusters/)
  })

  test('of many alike-sized clusters has the width that theory gives', () => {
    // 100 clusters, half 0/2 and half 2/2: standard error √(100 · 0.25) / 100 = 0.05,
    // times t(99) · √(100/99) = 1.9842 · 1.0050: half-width 0.0997
    const rows = Array.from({ length: 200 }, (_, i): [number, number, string] => [
      (i >> 1) % 2,
      1,
      `c${i >> 1}`,
    ])
    const { value, low, high } = estimateRatio(units(...rows))
    expect(value).toBe(0.5)
    expect(Math.abs((low ?? 0) - (0.5 - 0.0997))).toBeLessThan(0.012)
    expect(Math.abs((high ?? 0) - (0.5 + 0.0997))).toBeLessThan(0.012)
  })

  test('of clusters that are all right is not certain: each counts once', () => {
    const rows = Array.from({ length: 30 }, (_, i): [number, number, string] => [1, 1, `c${i % 5}`])
    const estimate = estimateRatio(units(...rows))
    expect(estimate).toMatchObject({ value: 1, ...wilson(5, 5), method: 'wilson-on-clusters' })
  })

  test('of one cluster has no interval, and says why', () => {
    const estimate = estimateRatio(units([1, 1, 'a'], [0, 1, 'a']))
    expect(estimate).toMatchObject({ value: 0.5, low: null, high: null, method: 'none' })
    expect(estimate.note).toMatch(/one cluster/)
  })

  test('of nothing is null', () => {
    expect(estimateRatio([])).toMatchObject({ value: null, low: null, high: null, units: 0 })
    expect(estimateRatio(units([0, 0, 'a'])).value).toBeNull()
  })

  test('contains the estimate, stays in [0, 1] and does not depend on the order of the units', () => {
    fc.assert(
      fc.property(someUnits, fc.integer(), (all, seed) => {
        const estimate = estimateRatio(all)
        expect(estimateRatio(random(seed).shuffle(all))).toEqual(estimate)
        const { value, low, high } = estimate
        if (value === null || low === null || high === null) return
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(value)
        expect(high).toBeGreaterThanOrEqual(value)
        expect(high).toBeLessThanOrEqual(1)
      }),
      { numRuns: 40 },
    )
  })

  test('gains nothing from repeating each case within its cluster', () => {
    const rows = Array.from({ length: 60 }, (_, i): [number, number, string] => [
      i % 7 < 4 ? 1 : 0,
      1,
      `c${i % 25}`,
    ])
    const once = estimateRatio(units(...rows))
    const twice = estimateRatio(units(...rows, ...rows))
    expect(twice).toMatchObject({ value: once.value, low: once.low, high: once.high })
    // A naive interval would shrink by √2.
    expect(once.method).toBe('cluster-bootstrap-bca')
  })

  test('covers the truth about as often as it says, for dependent cases in unequal clusters', () => {
    // Latent normal model: threshold 0.6745 gives a share of 0.75, correlation 0.3 within a cluster.
    const { unit } = random('coverage')
    const gauss = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit())
    const simulations = 300
    let covered = 0
    for (let s = 0; s < simulations; s++) {
      const rows: [number, number, string][] = []
      for (let k = 0; k < 40; k++) {
        const shared = Math.sqrt(0.3) * gauss()
        for (let i = 0; i <= k % 6; i++)
          rows.push([shared + Math.sqrt(0.7) * gauss() < 0.6744897501960817 ? 1 : 0, 1, `c${k}`])
      }
      const { low, high } = estimateRatio(units(...rows), s)
      if (low !== null && high !== null && low <= 0.75 && high >= 0.75) covered++
    }
    expect(normalCdf(0.6744897501960817)).toBeCloseTo(0.75, 12)
    expect(covered / simulations).toBeGreaterThanOrEqual(0.9)
    expect(covered / simulations).toBeLessThanOrEqual(0.99)
  })

  test('keep a score that can be negative within what it can be, and wide where clusters are few', () => {
    const units = [-1, -1, 0, -1].map((numerator, i) => ({
      id: `u${i}`,
      cluster: `c${i}`,
      numerator,
      denominator: 1,
      tags: {},
    }))
    const { value, low, high } = estimateRatio(units, 0, [-1, 1])
    // −0.75 is an eighth of the way from −1 to 1: Wilson for 0.5 of 4 clusters, stretched to that span.
    const { low: from, high: to } = wilson(0.5, 4)
    expect(value).toBe(-0.75)
    expect(low).toBeLessThanOrEqual(-1 + 2 * from)
    expect(high).toBeGreaterThanOrEqual(-1 + 2 * to)
    const alike = estimateRatio(units.slice(0, 2), 0, [-1, 1])
    expect(alike).toMatchObject({ value: -1, method: 'wilson-on-clusters' })
    expect(alike.low).toBeCloseTo(-1, 12)
  })
})
