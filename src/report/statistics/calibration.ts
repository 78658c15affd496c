/**
 * Whether confidence can be trusted. A forecast is a confidence and the score that its answer earned.
 *
 * - Bins: equal mass by default (Nguyen & O'Connor, EMNLP 2015), because stated confidences crowd between
 *   80 and 100 %, which leaves bins of equal width nearly empty or nearly everything; Roelofs et al.
 *   (AISTATS 2022) find their error estimates less biased. Forecasts of one confidence are never split:
 *   they go to the bin of their middle rank. Bins of equal width are told too, for comparison with others.
 * - ECE (Naeini et al., AAAI 2015): Σ n_b/n · |mean confidence − mean score|. It is an average of absolute
 *   values, so noise alone makes it positive. The noise floor is the mean ECE of the centred resamples,
 *   that is of resampling noise alone, and is taken off in quadrature: √max(0, ECE² − floor²). The interval
 *   holds percentiles of resampled ECEs, each rid of both noises, the sample's and the resample's:
 *   √max(0, ECE*² − 2 floor²). Simulated on 100 to 2,000 forecasts it holds the truth in 90 to 100 %
 *   (`bench/calibration.ts`); plain percentiles of ECE* hold it in 0 to 96 %, since they lie above the truth
 *   wherever a model is well calibrated.
 * - Brier score (Monthly Weather Review 78, 1950): mean (confidence − score)².
 *
 * Intervals resample whole clusters, as everywhere here. Bin limits stay while resampling. Many clusters are
 * first dealt into 2,000 groups, which stand for them: groups of independent clusters are independent too.
 */
import type { Unit } from '../../benchmarks/index.ts'
import { correctedInterval, percentile, resampleClusters, widenedReach } from './bootstrap.ts'
import { normalCdf } from './distributions.ts'
import { type Estimate, estimateRatio, fewClusters } from './estimate.ts'
import {
  areaUnderRisk,
  type CurvePoint,
  coverageAtRisk,
  riskAtCoverage,
  riskCoverageCurve,
  stepsOf,
  tiesOf,
} from './risk-coverage.ts'

export type Forecast = {
  cluster: string
  /** 0..1; null where none was stated. */
  confidence: number | null
  /** 0..1; null where nothing was answered: abstained, refused, unreadable. */
  score: number | null
}

/** A value with its 95 % interval; null where it cannot be had. */
export type Ranged = { value: number | null; low: number | null; high: number | null }

export type ReliabilityBin = {
  /** Confidences in it: the limits of a bin of equal width, else the least and the largest. */
  from: number
  to: number
  n: number
  /** Means. */
  confidence: number
  score: number
  /** 95 % interval of the mean score. */
  low: number | null
  high: number | null
}

export type Calibration = {
  /** Cases, answered or not; those answered; and those answered with a confidence. */
  cases: number
  answered: number
  rated: number
  clusters: number
  /** Means over the rated answers. */
  confidence: number
  score: number
  /** Noise taken off; and as it is mostly computed, with the floor that noise alone would give. */
  ece: Ranged & { plain: number; floor: number | null }
  /** Plain, over ten bins of equal width. */
  eceEqualWidth: number
  brier: Ranged
  bins: { equalMass: ReliabilityBin[]; equalWidth: ReliabilityBin[] }
  curve: CurvePoint[]
  aurc: Ranged
  excessAurc: Ranged
  coverageAtRisk: Ranged & { risk: number }
  accuracyAtCoverage: Ranged & { coverage: number }
  note?: string
}

const bins = 10
/** Bins of equal mass are so many fewer that each holds about this many. */
const leastInBin = 10
const mostGroups = 2000
const riskTarget = 0.05
const coverageTarget = 0.8

/** Null where no answer has a confidence. The order of the forecasts does not matter. */
export function calibrationOf(forecasts: Forecast[], seed = 0): Calibration | null {
  const data = prepare(forecasts)
  const { rated, answers, clusters, confidences, scores, mass, width, gaps } = data
  if (rated.length === 0) return null
  const [draws = none, noise = none, ...drawn] =
    clusters < 2
      ? []
      : resampleClusters(
          data.groups,
          forecasts.length,
          times => [...resampledEce(data, times), ...selective(data, times)],
          seed,
        )
  const ranges = selective(data).map((value, i) => ranged(value, drawn[i] ?? none, data.groups))
  const [aurc = unknown, excessAurc = unknown, covered = unknown, accurate = unknown] = ranges
  const brier = estimateRatio(
    rated.map(({ confidence, score }, i) => unitOf(data.ratedIn[i], (confidence - score) ** 2)),
    seed,
  )
  return {
    ...{ cases: forecasts.length, answered: answers.length, rated: rated.length, clusters },
    confidence: mean(confidences),
    score: mean(scores),
    ece: correctedEce(absoluteSum(gaps) / rated.length, draws, noise, data.groups),
    eceEqualWidth: absoluteSum(gapSums(width, confidences, scores)) / rated.length,
    brier: spread(brier),
    bins: {
      equalMass: reliability(data, mass, seed),
      equalWidth: reliability(data, width, seed, b => [b / bins, (b + 1) / bins]),
    },
    curve: riskCoverageCurve(data.byConfidence, data.steps, data.keys, forecasts.length),
    aurc,
    excessAurc,
    coverageAtRisk: { risk: riskTarget, ...covered },
    accuracyAtCoverage: { coverage: coverageTarget, ...accurate },
    ...(clusters < fewClusters && { note: `only ${clusters} clusters: the intervals are rough` }),
  }
}

const none = new Float64Array()
const unknown: Ranged = { value: null, low: null, high: null }

type Answer = { cluster: string; confidence: number | null; score: number }
type Rated = Answer & { confidence: number }

/** The forecasts as flat arrays, with everything that resampling leaves as it is. */
function prepare(forecasts: Forecast[]) {
  const answers: Answer[] = forecasts.flatMap(({ cluster, confidence, score }) =>
    score === null ? [] : [{ cluster, confidence, score }],
  )
  const rated: Rated[] = answers.flatMap(({ cluster, confidence, score }) =>
    confidence === null ? [] : [{ cluster, confidence, score }],
  )
  // Sorted, so that the same forecasts in any order give the same resamples.
  const names = [...new Set(forecasts.map(({ cluster }) => cluster))].sort()
  const groups = Math.min(names.length, mostGroups)
  const place = new Map(names.map((name, k) => [name, k % groups]))
  const placesOf = (list: { cluster: string }[]) =>
    Int32Array.from(list, ({ cluster }) => place.get(cluster) ?? 0)
  const confidences = Float64Array.from(rated, ({ confidence }) => confidence)
  const scores = Float64Array.from(rated, ({ score }) => score)
  const mass = equalMass(confidences)
  const losses = Float64Array.from(answers, ({ score }) => 1 - score)
  const keys = Float64Array.from(answers, ({ confidence }) => confidence ?? -1)
  const byConfidence = tiesOf(keys)
  return {
    ...{
      answers,
      rated,
      clusters: names.length,
      groups,
      confidences,
      scores,
      mass,
      losses,
      keys,
      byConfidence,
    },
    width: Int32Array.from(confidences, confidence => Math.min(bins - 1, Math.floor(bins * confidence))),
    gaps: gapSums(mass, confidences, scores),
    byScore: tiesOf(losses.map(loss => -loss)),
    steps: stepsOf(byConfidence, losses),
    /** How often each answer was drawn; written anew for each resample. */
    weights: new Float64Array(answers.length),
    /** The cluster, or the group of clusters, of each forecast, of each answer and of each rated one. */
    ...{ allIn: placesOf(forecasts), answersIn: placesOf(answers), ratedIn: placesOf(rated) },
  }
}

type Prepared = ReturnType<typeof prepare>

/** The ECE of a resample, and that of its noise alone: of what its bins differ by from the sample's. */
function resampledEce(data: Prepared, times: Uint32Array): [ece: number, noise: number] {
  const { rated, ratedIn, mass, confidences, scores, gaps } = data
  const sums = new Float64Array(bins)
  let n = 0
  for (let i = 0; i < rated.length; i++) {
    const weight = times[ratedIn[i] ?? 0] ?? 0
    const bin = mass[i] ?? 0
    n += weight
    sums[bin] = (sums[bin] ?? 0) + weight * ((confidences[i] ?? 0) - (scores[i] ?? 0))
  }
  const noise = sums.map((sum, b) => sum / n - (gaps[b] ?? 0) / rated.length)
  return [absoluteSum(sums) / n, absoluteSum(noise)]
}

/** AURC, excess AURC, coverage at the risk target and accuracy at the coverage target. */
function selective(data: Prepared, times?: Uint32Array): number[] {
  const { allIn, answersIn, losses, byConfidence, byScore } = data
  let all = allIn.length
  let weights: Float64Array | undefined
  if (times !== undefined) {
    // Plain loops over one kept array: this runs resamples × cases times.
    weights = data.weights
    for (let i = 0; i < weights.length; i++) weights[i] = times[answersIn[i] ?? 0] ?? 0
    all = 0
    for (let i = 0; i < allIn.length; i++) all += times[allIn[i] ?? 0] ?? 0
  }
  const given = weights === undefined ? data.steps : stepsOf(byConfidence, losses, weights)
  const area = areaUnderRisk(given)
  return [
    area,
    area - areaUnderRisk(stepsOf(byScore, losses, weights)),
    coverageAtRisk(given, all, riskTarget),
    1 - riskAtCoverage(given, all, coverageTarget),
  ]
}

/** Without the interval that treats alike clusters as shares: squares may well be alike (all 0.25 at 50 %). */
function spread({ value, low, high, method }: Estimate): Ranged {
  return method === 'wilson-on-clusters' ? { value, low: null, high: null } : { value, low, high }
}

/** The bin of each confidence: the tenth (or so) in which the middle rank of its equals lies. */
function equalMass(confidences: Float64Array): Int32Array {
  const n = confidences.length
  const used = Math.max(1, Math.min(bins, Math.floor(n / leastInBin)))
  const { order, ends } = tiesOf(confidences)
  const bin = new Int32Array(n)
  let from = 0
  for (const end of ends) {
    // Ranks run from the largest down; bins rise with confidence.
    const middle = n - (from + end) / 2
    const own = Math.min(used - 1, Math.floor((middle / n) * used))
    for (; from < end; from++) bin[order[from] ?? 0] = own
  }
  return bin
}

/** Σ (confidence − score) in each bin. */
function gapSums(bin: Int32Array, confidences: Float64Array, scores: Float64Array): Float64Array {
  const sums = new Float64Array(bins)
  for (const [i, b] of bin.entries()) sums[b] = (sums[b] ?? 0) + (confidences[i] ?? 0) - (scores[i] ?? 0)
  return sums
}

function correctedEce(
  plain: number,
  draws: Float64Array,
  floors: Float64Array,
  clusters: number,
): Calibration['ece'] {
  const floor = floors.length === 0 ? null : mean(floors)
  // Clusters that are all alike show no noise, which does not mean that there is none.
  if (floor === null || floor < 1e-12) return { value: plain, low: null, high: null, plain, floor }
  const without = (ece: number, times: number) => Math.sqrt(Math.max(0, ece ** 2 - times * floor ** 2))
  const value = without(plain, 1)
  const reach = widenedReach(clusters)
  const end = (z: number) => without(percentile(draws, normalCdf(z)), 2)
  return {
    value,
    low: Math.min(value, end(-reach)),
    high: Math.max(value, end(reach)),
    plain,
    floor,
  }
}

/** No interval where the resamples do not differ: that would claim certainty. */
function ranged(value: number, draws: Float64Array, clusters: number): Ranged {
  if (!Number.isFinite(value)) return unknown
  const spread = (draws.at(-1) ?? 0) - (draws[0] ?? 0)
  if (spread < 1e-12) return { value, low: null, high: null }
  return { value, ...correctedInterval(draws, value, clusters) }
}

function reliability(
  { rated, ratedIn }: Prepared,
  bin: Int32Array,
  seed: number,
  limits?: (bin: number) => [from: number, to: number],
): ReliabilityBin[] {
  const groups = Map.groupBy(rated.keys(), i => bin[i] ?? 0)
  return [...groups]
    .toSorted(([a], [b]) => a - b)
    .map(([b, members]) => {
      const own = members.flatMap(i => rated[i] ?? [])
      const independent = new Set(own.map(({ cluster }) => cluster)).size === own.length
      const units = own.map(({ cluster, score }, i) =>
        unitOf(independent ? cluster : ratedIn[members[i] ?? 0], score),
      )
      const { value, low, high } = estimateRatio(units, seed)
      const confidences = Float64Array.from(own, ({ confidence }) => confidence).sort()
      const [from, to] = limits?.(b) ?? [confidences[0] ?? 0, confidences.at(-1) ?? 0]
      return { from, to, n: own.length, confidence: mean(confidences), score: value ?? 0, low, high }
    })
}

function unitOf(cluster: string | number | undefined, numerator: number): Unit {
  return { id: '', cluster: String(cluster), numerator, denominator: 1, tags: {} }
}

function absoluteSum(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0)
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
