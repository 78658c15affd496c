import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Statistic, Unit } from './benchmark.ts'
import { areaUnderCurve, balancedAccuracy, meanOver } from './rates.ts'

/** Units of scores, one cluster each unless said otherwise. */
function units(present: number[], absent: number[], cluster = (i: number) => `c${i}`): Unit[] {
  return [
    ...present.map(score => ({ score, truth: 'present' })),
    ...absent.map(score => ({ score, truth: 'absent' })),
  ].map(({ score, truth }, i) => ({
    id: String(i),
    cluster: cluster(i),
    numerator: score,
    denominator: 1,
    tags: { truth, label: 'one' },
  }))
}

function found(statistic: Statistic, of: Unit[]) {
  const result = statistic(of)
  if (result === undefined) throw new Error('no statistic')
  const sums = new Map<string, number>()
  for (const [i, { cluster }] of of.entries())
    sums.set(cluster, (sums.get(cluster) ?? 0) + (result.influence[i] ?? 0))
  const variance = [...sums.values()].reduce((total, sum) => total + sum ** 2, 0)
  return { ...result, variance }
}

suite('the area under the ROC curve', () => {
  test('counts pairs that are ordered rightly, ties half, with the variance of DeLong', () => {
    // 0.9 and 0.8 beat all three, 0.4 beats 0.1, ties 0.4 and loses to 0.7: 7.5 of 9 pairs.
    // Placements 1, 1, 1/2 with variance 1/12, and 2/3, 5/6, 1 with variance 1/36; (1/12 + 1/36) / 3 = 1/27.
    const { value, variance, least } = found(areaUnderCurve, units([0.9, 0.8, 0.4], [0.7, 0.4, 0.1]))
    expect(value).toBeCloseTo(7.5 / 9, 14)
    expect(variance).toBeCloseTo(1 / 27, 14)
    expect(least).toBe(3)
  })

  test('is 1 where the present all score higher, 0 where lower, one half where all score the same', () => {
    expect(areaUnderCurve(units([3, 2], [1, 0]))?.value).toBe(1)
    expect(areaUnderCurve(units([1, 0], [3, 2]))?.value).toBe(0)
    expect(areaUnderCurve(units([1, 1], [1, 1, 1]))?.value).toBe(0.5)
  })

  test('is the share of pairs, whatever the scores', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 25 })
    fc.assert(
      fc.property(scores, scores, (present, absent) => {
        const wins = present.flatMap(a => absent.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)))
        const share = wins.reduce((sum, win) => sum + win, 0) / wins.length
        expect(areaUnderCurve(units(present, absent))?.value).toBeCloseTo(share, 12)
      }),
    )
  })

  test('needs two clusters on each side', () => {
    expect(areaUnderCurve(units([1], [0, 0]))).toBeUndefined()
    expect(areaUnderCurve(units([1, 1], []))).toBeUndefined()
    expect(areaUnderCurve(units([1, 1], [0, 0], () => 'same'))).toBeUndefined()
  })

  test('has the variance of half as many where every cluster is there twice', () => {
    const [present, absent] = [
      [0.9, 0.6, 0.3],
      [0.7, 0.4, 0.2, 0.1],
    ]
    const once = found(areaUnderCurve, units(present, absent))
    const twice = [...units(present, absent), ...units(present, absent)]
    expect(found(areaUnderCurve, twice).variance).toBeCloseTo(once.variance, 12)
  })
})

suite('balanced accuracy', () => {
  test('is the mean of sensitivity and specificity, whose variances add', () => {
    // 3 of 4 and 1 of 2: (3/4 + 1/2) / 2. Variances p(1−p)/(n−1): 3/16/3 = 1/16 and 1/4/1 = 1/4; their sum over 4.
    const { value, variance } = found(balancedAccuracy, units([1, 1, 1, 0], [1, 0]))
    expect(value).toBe(0.625)
    expect(variance).toBeCloseTo((1 / 16 + 1 / 4) / 4, 14)
  })
})

suite('a mean over labels', () => {
  const named = (label: string, list: Unit[]) =>
    list.map(unit => ({ ...unit, tags: { ...unit.tags, label } }))

  test('weighs each label alike and leaves out those that tell nothing', () => {
    const all = [
      ...named('good', units([1, 1], [1, 1, 1, 1, 1, 1])),
      ...named('bad', units([0, 0], [0, 0])),
      ...named('rare', units([1], [1, 1, 1])),
    ]
    expect(meanOver('label', balancedAccuracy)(all)).toMatchObject({ value: 0.5, least: 4 })
    expect(meanOver('label', balancedAccuracy)(named('rare', units([1], [1])))).toBeUndefined()
  })

  test('has a quarter of the sum of the variances of two independent labels', () => {
    const [one, other] = [units([0.9, 0.8, 0.4], [0.7, 0.4, 0.1]), units([0.9, 0.2], [0.5, 0.3, 0.1])]
    const apart = named('other', other).map(unit => ({ ...unit, cluster: `other ${unit.cluster}` }))
    const { variance } = found(meanOver('label', areaUnderCurve), [...named('one', one), ...apart])
    const sum = found(areaUnderCurve, one).variance + found(areaUnderCurve, other).variance
    expect(variance).toBeCloseTo(sum / 4, 14)
  })
})
