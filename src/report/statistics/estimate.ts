/**
 * A ratio Σ numerator / Σ denominator with a 95 % interval that knows about clusters.
 *
 * | data                                           | interval                                             |
 * |------------------------------------------------|------------------------------------------------------|
 * | one unit per cluster, each 0 or 1 of 1         | Wilson                                               |
 * | otherwise                                      | cluster bootstrap (see `bootstrap.ts`)               |
 * | the same, fewer than ten clusters              | that, widened to hold Wilson over clusters           |
 * | every cluster tells the same, such as all right | Wilson, with the number of clusters as n             |
 * | fewer than two clusters                        | none: spread between clusters cannot be seen         |
 *
 * The fourth row exists because a bootstrap of identical clusters has no width, which would claim
 * certainty. Taking each cluster as a single observation is the cautious end of what dependence can do.
 * The third row is its neighbour: resamples of a handful of clusters never leave the range of their shares.
 */
import type { Unit } from '../../benchmarks/index.ts'
import { bootstrapInterval } from './bootstrap.ts'
import { clusterRows, totals } from './cluster-sums.ts'
import { wilson } from './wilson.ts'

export type IntervalMethod =
  | 'wilson'
  | 'cluster-bootstrap-bca'
  | 'wilson-on-clusters'
  | 'influence-on-clusters'
  | 'none'

export type Estimate = {
  /** Null where nothing could be counted. */
  value: number | null
  low: number | null
  high: number | null
  method: IntervalMethod
  /** Units with a denominator other than zero, and the clusters that they are in. */
  units: number
  clusters: number
  /** What a reader must know about the interval. */
  note?: string
}

/** Below this many clusters a bootstrap interval is reported with a warning. */
export const fewClusters = 20
/** Below this many it is widened. */
const handful = 10

/**
 * Units with a denominator of zero are not counted. The order of the units does not matter. `range` is what
 * the ratio can be; a Wilson interval over clusters is stretched to it.
 */
export function estimateRatio(
  units: Unit[],
  seed = 0,
  [lowest, highest]: readonly [low: number, high: number] = [0, 1],
): Estimate {
  const data = clusterRows(units)
  const [numerator = 0, denominator = 0] = totals(data)
  const size = { units: data.units, clusters: data.clusters }
  if (denominator === 0)
    return { value: null, low: null, high: null, method: 'none', ...size, note: 'no unit to count' }
  const value = numerator / denominator

  const isShare = lowest === 0 && highest === 1
  if (isShare && data.units === data.clusters && isBinary(data.rows))
    return { value, ...wilson(numerator, denominator), method: 'wilson', ...size }

  if (data.clusters < 2)
    return {
      value,
      low: null,
      high: null,
      method: 'none',
      ...size,
      note: 'no interval: all cases are in one cluster, so the spread between clusters cannot be seen',
    }

  const overClusters =
    value >= lowest && value <= highest ? wilsonWithin(value, data.clusters, lowest, highest) : undefined
  const interval = bootstrapInterval(data, ratio, seed)
  if (interval !== undefined) {
    const wide = data.clusters < handful && overClusters !== undefined
    return {
      value,
      low: wide ? Math.min(interval.low, overClusters.low) : interval.low,
      high: wide ? Math.max(interval.high, overClusters.high) : interval.high,
      method: 'cluster-bootstrap-bca',
      ...size,
      ...(data.clusters < fewClusters && { note: `only ${data.clusters} clusters: the interval is rough` }),
    }
  }
  if (overClusters === undefined)
    return {
      value,
      low: null,
      high: null,
      method: 'none',
      ...size,
      note: 'no interval: every cluster is alike',
    }
  return {
    value,
    ...overClusters,
    method: 'wilson-on-clusters',
    ...size,
    note: 'every cluster is alike, so each is counted as one observation',
  }
}

/** Wilson's interval for the place of the value between the ends. */
function wilsonWithin(
  value: number,
  clusters: number,
  lowest: number,
  highest: number,
): { low: number; high: number } {
  const span = highest - lowest
  const { low, high } = wilson(Math.min(clusters, ((value - lowest) / span) * clusters), clusters)
  return { low: lowest + low * span, high: lowest + high * span }
}

function ratio(sums: ArrayLike<number>): number {
  return (sums[0] ?? 0) / (sums[1] ?? 0)
}

function isBinary(rows: Float64Array): boolean {
  for (let i = 0; i < rows.length; i += 2) {
    if (rows[i] !== 0 && rows[i] !== 1) return false
    if (rows[i + 1] !== 1) return false
  }
  return true
}
