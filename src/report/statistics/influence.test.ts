import { expect, suite, test } from 'vitest'
import type { Statistic, Unit } from '../../benchmarks/index.ts'
import { estimateStatistic, pairedStatistic } from './influence.ts'

function units(values: number[], cluster = (i: number) => `c${i}`): Unit[] {
  return values.map((numerator, i) => ({
    ...{ id: String(i), cluster: cluster(i), numerator, denominator: 1, tags: {} },
  }))
}

/** The mean, whose influences are known: (x − mean) / √(n (n − 1)). */
const mean: Statistic = of => {
  if (of.length < 2) return undefined
  const n = of.length
  const value = of.reduce((sum, { numerator }) => sum + numerator, 0) / n
  return {
    value,
    influence: of.map(({ numerator }) => (numerator - value) / Math.sqrt(n * (n - 1))),
    least: n,
  }
}

suite('an interval from influences', () => {
  test('is the normal one on the logit, widened for few clusters', () => {
    // 30 ones and 10 zeros: 0.75, variance 0.75·0.25/39; logit ln 3; t(39) = 2.0227, times √(40/39).
    const { value, low, high, method } = estimateStatistic(
      units([...Array(30).fill(1), ...Array(10).fill(0)]),
      mean,
    )
    const half = (2.0227 * Math.sqrt(40 / 39) * Math.sqrt((0.75 * 0.25) / 39)) / (0.75 * 0.25)
    expect({ value, method }).toEqual({ value: 0.75, method: 'influence-on-clusters' })
    expect(low).toBeCloseTo(1 / (1 + Math.exp(half - Math.log(3))), 4)
    expect(high).toBeCloseTo(1 / (1 + Math.exp(-half - Math.log(3))), 4)
  })

  test('is wider where units of a cluster go together', () => {
    const values = Array.from({ length: 40 }, (_, i) => Number(i < 20))
    const width = ({ low, high }: { low: number | null; high: number | null }) => (high ?? 0) - (low ?? 0)
    const apart = estimateStatistic(units(values), mean)
    const together = estimateStatistic(
      units(values, i => `c${i >> 1}`),
      mean,
    )
    expect(width(together) / width(apart)).toBeGreaterThan(1.3)
    expect(together.clusters).toBe(20)
  })

  test('of what does not vary counts each cluster as one observation', () => {
    // Wilson of 3 of 3: from 3 / (3 + 3.8415)
    expect(estimateStatistic(units([1, 1, 1]), mean)).toMatchObject({
      ...{ value: 1, high: 1, method: 'wilson-on-clusters' },
      low: expect.closeTo(3 / 6.8415, 4),
    })
  })

  test('is none where there is too little', () => {
    expect(estimateStatistic(units([]), mean)).toMatchObject({ value: null, note: 'no unit to count' })
    expect(estimateStatistic(units([1]), mean)).toMatchObject({ value: null, method: 'none' })
  })
})

suite('a paired difference of statistics', () => {
  test('is decided by the z test of the influences’ differences', () => {
    // Differences 1 in 10 of 40 units: 0.25, variance 0.25·0.75/39, z = 0.25/0.06934 = 3.606.
    const a = units(Array(40).fill(0))
    const b = units(Array.from({ length: 40 }, (_, i) => Number(i < 10)))
    const { difference, p, test: by, low, high } = pairedStatistic(a, b, mean)
    expect({ difference, by }).toEqual({ difference: 0.25, by: 'normal' })
    expect(p).toBeCloseTo(0.000311, 5)
    expect([low ?? 0, high ?? 0].map(end => Math.abs(end - 0.25))).toEqual([
      expect.closeTo(2.0227 * Math.sqrt(40 / 39) * 0.069338, 4),
      expect.closeTo(2.0227 * Math.sqrt(40 / 39) * 0.069338, 4),
    ])
  })

  test('counts only the units that both have', () => {
    const [a, b] = [units([0, 1, 1]), units([1, 1])]
    expect(pairedStatistic(a, b, mean)).toMatchObject({ units: 2, a: 0.5, b: 1 })
    expect(pairedStatistic(a, [], mean)).toMatchObject({ difference: null, p: null })
  })

  test('of alike runs is zero within what the clusters can tell', () => {
    const same = units([1, 0, 1, 1])
    expect(pairedStatistic(same, same, mean)).toMatchObject({ difference: 0, p: 1, test: 'normal' })
  })
})
