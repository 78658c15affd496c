/**
 * How much a metric could differ, had every unresolved answer been read, judged or given. Each case whose
 * outcome is unextracted, judge-failed or provider-error is counted both as correct (value 1, not lured)
 * and as wrong (value 0, lured); the bounds are the lowest and highest ratio that any mix of these allows.
 *
 * A unit depends on the cases of one cluster only (a pair, a patient), so each cluster offers a few
 * (numerator, denominator) choices and the extreme ratio is found exactly by Dinkelbach's method (Manage.
 * Sci. 13, 1967): take in each cluster the choice with the largest n − λd, set λ to the new ratio, repeat.
 */
import type { Metric, Score } from '../benchmarks/index.ts'
import type { Outcome } from '../verify/index.ts'

const unresolvedOutcomes = new Set<Outcome>(['unextracted', 'judge-failed', 'provider-error'])

export function isUnresolved({ outcome }: Pick<Score, 'outcome'>): boolean {
  return unresolvedOutcomes.has(outcome)
}

export type Bounds = { low: number | null; high: number | null }

/** Above this many unresolved cases in a cluster, they are only tried all correct and all wrong. */
const mostMixed = 6

/** Equal to the metric's own value where every case is resolved. */
export function scoreBounds(metric: Metric, scores: Score[]): Bounds {
  if (metric.pooled || metric.statistic) return pooledBounds(metric, scores)
  const choices: Choice[][] = []
  let fixed: Choice = { n: 0, d: 0 }
  for (const cluster of clustersOf(scores).values()) {
    const count = cluster.filter(isUnresolved).length
    if (count === 0) fixed = add(fixed, sumOf(metric, cluster))
    else choices.push(assignments(count).map(right => sumOf(metric, resolve(cluster, right))))
  }
  const high = extreme(fixed, choices, 1)
  const low = extreme(fixed, choices, -1)
  return { low, high }
}

/** A metric that cannot be taken cluster by cluster, with all unresolved cases wrong, and with all right. */
function pooledBounds(metric: Metric, scores: Score[]): Bounds {
  const values = [false, true].flatMap(right => {
    const resolved = resolve(scores, Array<boolean>(scores.length).fill(right))
    if (metric.statistic) return metric.statistic(metric.units(resolved))?.value ?? []
    const { n, d } = sumOf(metric, resolved)
    return d === 0 ? [] : [n / d]
  })
  return values.length === 0
    ? { low: null, high: null }
    : { low: Math.min(...values), high: Math.max(...values) }
}

type Choice = { n: number; d: number }

/** The largest (`sign` 1) or smallest (−1) ratio; null where nothing is ever counted. */
function extreme(fixed: Choice, choices: Choice[][], sign: 1 | -1): number | null {
  let lambda = sign === 1 ? 0 : 1
  for (let round = 0; round < 50; round++) {
    let total = fixed
    for (const options of choices) {
      let best: Choice = { n: 0, d: 0 }
      let bestGain = Number.NEGATIVE_INFINITY
      for (const option of options) {
        // Of equal gains the one that counts more, so that a ratio exists where it can.
        const gain = sign * (option.n - lambda * option.d) + 1e-12 * option.d
        if (gain > bestGain) [best, bestGain] = [option, gain]
      }
      total = add(total, best)
    }
    if (total.d === 0) return null
    const ratio = total.n / total.d
    if (Math.abs(ratio - lambda) < 1e-12) return ratio
    lambda = ratio
  }
  return lambda
}

function add(a: Choice, b: Choice): Choice {
  return { n: a.n + b.n, d: a.d + b.d }
}

function sumOf(metric: Metric, scores: Score[]): Choice {
  return metric
    .units(scores)
    .reduce((sum, unit) => ({ n: sum.n + unit.numerator, d: sum.d + unit.denominator }), { n: 0, d: 0 })
}

function clustersOf(scores: Score[]): Map<string, Score[]> {
  const clusters = new Map<string, Score[]>()
  for (const score of scores) {
    const held = clusters.get(score.cluster)
    if (held === undefined) clusters.set(score.cluster, [score])
    else held.push(score)
  }
  return clusters
}

/** Every way to call `count` cases right or wrong. */
function assignments(count: number): boolean[][] {
  if (count > mostMixed) return [true, false].map(right => Array<boolean>(count).fill(right))
  return Array.from({ length: 2 ** count }, (_, mask) =>
    Array.from({ length: count }, (_, i) => (mask & (1 << i)) !== 0),
  )
}

function resolve(scores: Score[], right: boolean[]): Score[] {
  let next = 0
  return scores.map(score => {
    if (!isUnresolved(score)) return score
    return right[next++] === true
      ? { ...score, outcome: 'correct', value: 1, terms: { ...score.terms, lured: 0 } }
      : { ...score, outcome: 'incorrect', value: 0, terms: { ...score.terms, lured: 1 } }
  })
}
