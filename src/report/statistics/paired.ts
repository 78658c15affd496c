/**
 * B against A on the same units. The difference of the two ratios is resampled over clusters of paired
 * units, which keeps both the pairing and the dependence within a patient or image.
 *
 * Tests: exact McNemar (Psychometrika 12, 1947, with the binomial instead of χ²) where every unit is 0 or
 * 1 of 1, and the sign-flip over clusters. McNemar takes units as independent, so it decides only where no
 * cluster holds two; otherwise the sign-flip does, and McNemar is shown for comparison with other tools.
 */
import type { Unit } from '../../benchmarks/index.ts'
import { bootstrapInterval } from './bootstrap.ts'
import { type ClusterRows, flatten, totals } from './cluster-sums.ts'
import { binomialTestAtHalf, z80, z95 } from './distributions.ts'
import { fewClusters, type IntervalMethod } from './estimate.ts'
import { type SignFlip, signFlip } from './permutation.ts'
import { newcombe, wilson } from './wilson.ts'

export type McNemar = {
  /** Units that only A, and that only B, got. */
  aOnly: number
  bOnly: number
  /** Two-sided, exact; takes units as independent. */
  p: number
}

export type PairedDifference = {
  a: number | null
  b: number | null
  /** b − a, with its 95 % interval. */
  difference: number | null
  low: number | null
  high: number | null
  method: IntervalMethod | 'newcombe-on-clusters'
  units: number
  clusters: number
  mcnemar: McNemar | null
  signFlip: SignFlip | null
  /** The p value that decides, and which test gave it. */
  p: number | null
  test: 'mcnemar' | 'sign-flip' | 'normal' | null
  /**
   * Smallest true difference that 80 % of experiments of this size would find at the 5 % level, from the
   * observed variance; null where no cluster differs, which tells nothing about the variance.
   */
  detectable: number | null
  note?: string
}

type Pair = { cluster: string; row: [nA: number, dA: number, nB: number, dB: number] }

/**
 * Pairs units by id. A unit that a run lacks (its case was never answered or judged) is left out of both.
 * A unit with a denominator of zero is there but does not count: its pair may still count on the other side.
 */
export function pairedDifference(unitsA: Unit[], unitsB: Unit[], seed = 0): PairedDifference {
  const pairs = pairUnits(unitsA, unitsB)
  const data = { ...flatten(sumByCluster(pairs), 4), units: pairs.length }
  const [nA = 0, dA = 0, nB = 0, dB = 0] = totals(data)
  const a = dA === 0 ? null : nA / dA
  const b = dB === 0 ? null : nB / dB
  const size = { units: data.units, clusters: data.clusters }
  if (a === null || b === null)
    return {
      ...{ a, b, difference: null, low: null, high: null, method: 'none', ...size },
      ...{ mcnemar: null, signFlip: null, p: null, test: null, detectable: null },
      note: 'a run has no unit to count',
    }
  const mcnemar = mcnemarOf(pairs)
  const flips = signFlip(data.rows, seed)
  const independent = data.units === data.clusters
  const decides = mcnemar !== null && independent ? 'mcnemar' : 'sign-flip'
  const error = standardError(data)
  return {
    ...{ a, b, difference: b - a, ...intervalOf(data, b - a, seed), ...size, mcnemar, signFlip: flips },
    p: decides === 'mcnemar' && mcnemar !== null ? mcnemar.p : flips.p,
    test: decides,
    detectable: error === 0 || data.clusters < 2 ? null : (z95 + z80) * error,
  }
}

function pairUnits(unitsA: Unit[], unitsB: Unit[]): Pair[] {
  const inA = new Map(unitsA.map(unit => [unit.id, unit]))
  return unitsB.flatMap(({ id, cluster, numerator, denominator }) => {
    const a = inA.get(id)
    if (a === undefined || (a.denominator === 0 && denominator === 0)) return []
    return [{ cluster, row: [a.numerator, a.denominator, numerator, denominator] }]
  })
}

function sumByCluster(pairs: Pair[]): number[][] {
  const sums = new Map<string, number[]>()
  for (const { cluster, row } of pairs) {
    const held = sums.get(cluster)
    if (held === undefined) sums.set(cluster, [...row])
    else for (let i = 0; i < 4; i++) held[i] = (held[i] ?? 0) + (row[i] ?? 0)
  }
  return [...sums.values()]
}

function mcnemarOf(pairs: Pair[]): McNemar | null {
  let aOnly = 0
  let bOnly = 0
  for (const { row } of pairs) {
    const [nA, dA, nB, dB] = row
    if (dA !== 1 || dB !== 1 || (nA !== 0 && nA !== 1) || (nB !== 0 && nB !== 1)) return null
    if (nA > nB) aOnly++
    if (nB > nA) bOnly++
  }
  return { aOnly, bOnly, p: binomialTestAtHalf(aOnly, aOnly + bOnly) }
}

/** Of the difference of two ratios, linearised, over clusters. */
function standardError(data: ClusterRows): number {
  const { rows, clusters } = data
  const [nA = 0, dA = 0, nB = 0, dB = 0] = totals(data)
  let squares = 0
  for (let i = 0; i < rows.length; i += 4) {
    const partA = ((rows[i] ?? 0) - (nA / dA) * (rows[i + 1] ?? 0)) / dA
    const partB = ((rows[i + 2] ?? 0) - (nB / dB) * (rows[i + 3] ?? 0)) / dB
    squares += (partB - partA) ** 2
  }
  return squares < 1e-24 ? 0 : Math.sqrt((squares * clusters) / (clusters - 1))
}

type IntervalPart = Pick<PairedDifference, 'low' | 'high' | 'method' | 'note'>

function intervalOf(data: ClusterRows, difference: number, seed: number): IntervalPart {
  if (data.clusters < 2)
    return { low: null, high: null, method: 'none', note: 'no interval: one cluster only' }
  const thin = thinSide(data)
  if (thin !== undefined) return thin
  const interval = bootstrapInterval(data, differenceOfRatios, seed)
  if (interval !== undefined)
    return {
      ...interval,
      method: 'cluster-bootstrap-bca',
      ...(data.clusters < fewClusters && { note: `only ${data.clusters} clusters: the interval is rough` }),
    }
  return { ...alike(difference, data.clusters), method: 'wilson-on-clusters' }
}

/**
 * Where what counts depends on the answers (the Bias Trap Rate counts pairs whose control was right), a
 * run may have next to nothing to count although the other has plenty. Resampling its few clusters would
 * feign certainty, so the runs are then taken as independent proportions of their counted clusters.
 */
function thinSide({ rows }: ClusterRows): IntervalPart | undefined {
  const [nA = 0, dA = 0, nB = 0, dB = 0] = totals({ rows, width: 4 })
  const counted = { a: 0, b: 0 }
  for (let i = 0; i < rows.length; i += 4) {
    if ((rows[i + 1] ?? 0) > 0) counted.a++
    if ((rows[i + 3] ?? 0) > 0) counted.b++
  }
  const fewest = Math.min(counted.a, counted.b)
  const [a, b] = [nA / dA, nB / dB]
  if (counted.a === counted.b || fewest >= fewClusters || !isShare(a) || !isShare(b)) return undefined
  return {
    ...newcombe({ share: a, n: counted.a }, { share: b, n: counted.b }),
    method: 'newcombe-on-clusters',
    note: `only ${fewest} clusters count for ${counted.a < counted.b ? 'A' : 'B'}`,
  }
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1
}

/**
 * Every cluster shows the same difference, so resampling has no width. Where none differs, the share of
 * clusters that could differ is at most Wilson's upper limit for 0 of K. Otherwise the difference is
 * taken, scaled to [0, 1], as a proportion of K observations.
 */
function alike(difference: number, clusters: number): { low: number; high: number; note: string } {
  if (difference === 0) {
    const { high } = wilson(0, clusters)
    return { low: -high, high, note: 'the runs agree on every unit' }
  }
  const share = Math.min(1, Math.max(0, (difference + 1) / 2))
  const { low, high } = wilson(share * clusters, clusters)
  return { low: 2 * low - 1, high: 2 * high - 1, note: 'every cluster shows the same difference' }
}

function differenceOfRatios(sums: ArrayLike<number>): number {
  return (sums[2] ?? 0) / (sums[3] ?? 0) - (sums[0] ?? 0) / (sums[1] ?? 0)
}
