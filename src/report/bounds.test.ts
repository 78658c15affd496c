import { expect, suite, test } from 'vitest'
import { accuracyMetric, type Metric, type Score } from '../benchmarks/index.ts'
import type { Outcome } from '../verify/index.ts'
import { scoreBounds } from './bounds.ts'

function score(caseId: string, outcome: Outcome, cluster = caseId): Score {
  const value = outcome === 'correct' ? 1 : outcome === 'incorrect' ? 0 : null
  return { caseId, cluster, tags: {}, outcome, value, terms: {} }
}

/** Of the clusters whose case "c" is right, the share whose case "t" is lured: like a trap rate. */
const trapRate: Metric = {
  ...accuracyMetric,
  id: 'trap',
  units: scores =>
    [...Map.groupBy(scores, ({ cluster }) => cluster)].map(([cluster, pair]) => {
      const right = pair.find(({ caseId }) => caseId.startsWith('c'))?.value === 1
      const lured = pair.find(({ caseId }) => caseId.startsWith('t'))?.terms.lured === 1
      return { id: cluster, cluster, numerator: Number(right && lured), denominator: Number(right), tags: {} }
    }),
}

suite('score bounds', () => {
  test('equal the metric where everything is resolved', () => {
    const scores = [
      score('a', 'correct'),
      score('b', 'incorrect'),
      score('c', 'correct'),
      score('d', 'incorrect'),
    ]
    expect(scoreBounds(accuracyMetric, scores)).toEqual({ low: 0.5, high: 0.5 })
  })

  test('count unread, unjudged and unanswered cases both ways, and nothing else', () => {
    // Right 1, wrong 1, refused 1 (value null here, counts 0); three unresolved: 1/6 to 4/6
    const scores = [
      ...[score('a', 'correct'), score('b', 'incorrect'), score('c', 'refused')],
      ...[score('d', 'unextracted'), score('e', 'judge-failed'), score('f', 'provider-error')],
    ]
    expect(scoreBounds(accuracyMetric, scores)).toEqual({ low: 1 / 6, high: 4 / 6 })
  })

  test('mix both ways where that goes further: a pair counts only if its control is right', () => {
    // Pair 1 resolved, lured: 1/1. Pair 2 with both unresolved: out (0/0), not lured (0/1) or lured (1/1).
    // All right gives 1/2, all wrong leaves 1/1; lowest 1/2, highest 1.
    // Pair 3 resolved, not lured: 0/1. So low 1/3 (pair 2 right, not lured) and high 2/3 (right control, lured
    // trap), which neither all-right (1/3) nor all-wrong (1/2) reaches.
    const lured = { ...score('t1', 'incorrect', '1'), terms: { lured: 1 } }
    const scores = [
      ...[score('c1', 'correct', '1'), lured],
      ...[score('c2', 'unextracted', '2'), score('t2', 'unextracted', '2')],
      ...[score('c3', 'correct', '3'), score('t3', 'correct', '3')],
    ]
    const { low, high } = scoreBounds(trapRate, scores)
    expect(low).toBeCloseTo(1 / 3, 12)
    expect(high).toBeCloseTo(2 / 3, 12)
  })

  test('take a pooled metric over all cases at once, all unresolved wrong or all right', () => {
    // Its units share the number of all cases: taken cluster by cluster every denominator would be 1.
    const pooled: Metric = {
      ...accuracyMetric,
      pooled: true,
      units: all => accuracyMetric.units(all).map(unit => ({ ...unit, denominator: all.length })),
    }
    const scores = [score('a', 'correct'), score('b', 'incorrect'), score('c', 'unextracted')]
    // Σ 3 · 3 = 9: one right of nine, or two.
    expect(scoreBounds(pooled, scores)).toEqual({ low: 1 / 9, high: 2 / 9 })
  })

  test('are null where nothing could ever be counted', () => {
    expect(scoreBounds(accuracyMetric, [])).toEqual({ low: null, high: null })
  })
})
