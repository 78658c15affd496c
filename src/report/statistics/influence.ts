/**
 * Intervals of statistics that are no ratio of sums, from the influence of each unit (see `Statistic`): the sandwich
 * over clusters. An interval of a share is symmetric in its logit and so never leaves [0, 1] (Pepe, 2003, §2.3.2,
 * advises it for areas under ROC curves); the normal quantile is widened for few clusters as everywhere here.
 *
 * Where no unit moves the value, as with an area of 1, spread cannot be seen, and each cluster of the smaller kind is
 * counted as one observation.
 */
import type { Statistic, Unit } from '../../benchmarks/index.ts'
import { widenedReach } from './bootstrap.ts'
import { normalCdf, z80, z95 } from './distributions.ts'
import { type Estimate, fewClusters } from './estimate.ts'
import type { PairedDifference } from './paired.ts'
import { wilson } from './wilson.ts'

/** Below this a difference is rounding, not data. */
const rounding = 1e-12

/** The value of a share with its interval. The order of the units does not matter. */
export function estimateStatistic(units: readonly Unit[], statistic: Statistic): Estimate {
  const size = { units: units.length, clusters: clustersOf(units) }
  const found = statistic(units)
  if (found === undefined)
    return {
      ...{ value: null, low: null, high: null, method: 'none', ...size },
      note: units.length === 0 ? 'no unit to count' : 'fewer than two clusters on a side',
    }
  const { value, influence, least } = found
  const error = errorOf(units, influence)
  if (error < rounding)
    return {
      ...{ value, ...wilson(value * least, least), method: 'wilson-on-clusters', ...size },
      note: 'no unit moves the value, so each cluster is counted as one observation',
    }
  return {
    ...{ value, ...onLogit(value, widenedReach(least) * error) },
    ...{ method: 'influence-on-clusters', ...size },
    ...(least < fewClusters && { note: `only ${least} clusters on a side: the interval is rough` }),
  }
}

/** B − A on the units that both have, with the z test of the difference. */
export function pairedStatistic(unitsA: Unit[], unitsB: Unit[], statistic: Statistic): PairedDifference {
  const inA = new Map(unitsA.map(unit => [unit.id, unit]))
  const pairs = unitsB.flatMap(b => {
    const a = inA.get(b.id)
    return a === undefined ? [] : [{ a, b }]
  })
  const size = { units: pairs.length, clusters: clustersOf(pairs.map(({ b }) => b)) }
  const a = statistic(pairs.map(pair => pair.a))
  const b = statistic(pairs.map(pair => pair.b))
  const untested = { mcnemar: null, signFlip: null }
  if (a === undefined || b === undefined)
    return {
      ...{ a: a?.value ?? null, b: b?.value ?? null, difference: null, low: null, high: null },
      ...{ method: 'none', ...size, ...untested, p: null, test: null, detectable: null },
      note: 'a run has too few units to count',
    }
  const difference = b.value - a.value
  const error = errorOf(
    pairs.map(pair => pair.b),
    pairs.map((_, i) => (b.influence[i] ?? 0) - (a.influence[i] ?? 0)),
  )
  const least = Math.min(a.least, b.least)
  if (error < rounding) {
    const { high } = wilson(0, least)
    return {
      ...{ a: a.value, b: b.value, difference, low: difference - high, high: difference + high },
      ...{ method: 'wilson-on-clusters', ...size, ...untested },
      ...{ p: Math.abs(difference) < rounding ? 1 : null, test: 'normal', detectable: null },
      note: 'no unit moves the difference',
    }
  }
  const half = widenedReach(least) * error
  return {
    ...{ a: a.value, b: b.value, difference, low: difference - half, high: difference + half },
    ...{ method: 'influence-on-clusters', ...size, ...untested },
    p: 2 * normalCdf(-Math.abs(difference) / error),
    test: 'normal',
    detectable: (z95 + z80) * error,
    ...(least < fewClusters && { note: `only ${least} clusters on a side: the interval is rough` }),
  }
}

/** The standard error: influences summed within clusters, then squared. */
function errorOf(units: readonly Unit[], influence: ArrayLike<number>): number {
  const sums = new Map<string, number>()
  for (const [i, { cluster }] of units.entries())
    sums.set(cluster, (sums.get(cluster) ?? 0) + (influence[i] ?? 0))
  return Math.sqrt([...sums.values()].reduce((total, sum) => total + sum * sum, 0))
}

function onLogit(value: number, half: number): { low: number; high: number } {
  if (value <= 0 || value >= 1) return { low: Math.max(0, value - half), high: Math.min(1, value + half) }
  const centre = Math.log(value / (1 - value))
  const reach = half / (value * (1 - value))
  const share = (logit: number) => 1 / (1 + Math.exp(-logit))
  return { low: share(centre - reach), high: share(centre + reach) }
}

function clustersOf(units: readonly Unit[]): number {
  return new Set(units.map(({ cluster }) => cluster)).size
}
