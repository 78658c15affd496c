/**
 * One run in numbers. A summary is plain JSON: the terminal, the HTML page and `--json` show the same one.
 */
import {
  type Benchmark,
  findBenchmark,
  type Metric,
  type Score,
  scoreOf,
  type Unit,
  withinRepeats,
} from '../benchmarks/index.ts'
import { type Ask, openRun, type Problem, type Run, type RunRecord, readRecords } from '../runs/index.ts'
import type { Outcome } from '../verify/index.ts'
import { type Bounds, scoreBounds } from './bounds.ts'
import { type CalibrationSummary, calibrationSummary } from './calibration.ts'
import { type HeardScore, type Stability, saidIn, stabilityOf } from './stability.ts'
import { type Estimate, estimateRatio } from './statistics/estimate.ts'
import { tallyUsage, type UsageTotals } from './usage.ts'

export type MetricSummary = Pick<
  Metric,
  'id' | 'name' | 'definition' | 'better' | 'descriptive' | 'range' | 'unit'
> &
  Estimate & {
    /** The metric with unresolved cases counted both ways. */
    bounds: Bounds
    /** The same ratio within each value of each tag. */
    by: Record<string, Record<string, Estimate>>
  }

export type Summary = Extras & {
  benchmark: string
  title: string
  /** Judged cases, and the clusters that they are in. */
  n: number
  clusters: number
  outcomes: Record<Outcome, number>
  /** In the benchmark's order, found by `id`: the first is the headline, descriptive ones come last. */
  metrics: MetricSummary[]
  /** Share of cases whose answer could not be read; null without cases. */
  unextracted: number | null
  /** Share of answers that two extractors read alike, among those that both tried; null where none were. */
  extractorAgreement: { share: number; cases: number } | null
  /** Confidence against score; null where none was stated and nothing was asked twice. */
  calibration: CalibrationSummary | null
  /** Answers over repeats; null where nothing was asked twice. */
  stability: Stability | null
}

export type Extras = {
  ask: Ask
  usage: UsageTotals
  /** Rows that could not become cases. */
  problems: number
}

/** A tag with more values than this names cases rather than groups, and is not tabulated. */
const mostValues = 200

export function summarise(benchmark: Benchmark, scores: HeardScore[], extras: Extras): Summary {
  const outcomes = countOutcomes(scores)
  const agreements = scores.flatMap(({ terms }) => (terms.agree === undefined ? [] : [terms.agree]))
  return {
    benchmark: benchmark.id,
    title: benchmark.title,
    n: scores.length,
    clusters: new Set(scores.map(score => score.cluster)).size,
    outcomes,
    metrics: metricsUnder(benchmark, extras.ask.scoring).map(metric => summariseMetric(metric, scores)),
    unextracted: scores.length === 0 ? null : outcomes.unextracted / scores.length,
    extractorAgreement:
      agreements.length === 0
        ? null
        : {
            share: agreements.reduce((sum, agree) => sum + agree, 0) / agreements.length,
            cases: agreements.length,
          },
    calibration: calibrationSummary(scores),
    stability: stabilityOf(scores, extras.usage.usd),
    ...extras,
  }
}

/** Streams a run folder once. Throws what `openRun` and `readRecords` throw. */
export async function summariseRun(dir: string): Promise<Summary> {
  const { run, scores, extras } = await readScores(dir)
  return summarise(findBenchmark(run.ask.benchmark), scores, extras)
}

export type RunScores = { run: Run; problems: Problem[]; scores: HeardScore[]; extras: Extras }

/** A run reduced to what statistics need. `onRecord` sees each whole record once, as it passes by. */
export async function readScores(dir: string, onRecord?: (record: RunRecord) => void): Promise<RunScores> {
  const { run, problems } = await openRun(dir)
  const scores: HeardScore[] = []
  const usage = tallyUsage()
  for await (const record of readRecords(dir)) {
    const said = saidIn(record)
    scores.push({ ...scoreOf(record.case, record.verdict), ...(said !== undefined && { said }) })
    usage.add(record.trace)
    onRecord?.(record)
  }
  return { run, problems, scores, extras: { ask: run.ask, usage: usage.totals(), problems: problems.length } }
}

/** The metrics that are told for runs under this scoring. */
export function metricsUnder({ metrics }: Pick<Benchmark, 'metrics'>, scoring: Ask['scoring']): Metric[] {
  return metrics
    .filter(metric => metric.scoring === undefined || metric.scoring === scoring)
    .map(withinRepeats)
}

function summariseMetric(metric: Metric, scores: Score[]): MetricSummary {
  const { id, name, definition, better, descriptive, range, unit } = metric
  const units = metric.units(scores)
  const overall = estimateRatio(units, 0, range)
  const estimateOf = (group: Unit[]) =>
    group.length === units.length ? overall : estimateRatio(group, 0, range)
  const by = Object.fromEntries(
    tagsOf(metric, units).flatMap(tag => {
      const groups = groupByTag(units, tag)
      if (groups.size > mostValues) return []
      return [[tag, Object.fromEntries([...groups].map(([value, group]) => [value, estimateOf(group)]))]]
    }),
  )
  return {
    ...{ id, name, definition, better },
    ...(descriptive && { descriptive }),
    ...(unit !== undefined && { unit }),
    ...(range && { range }),
    ...overall,
    bounds: scoreBounds(metric, scores),
    by,
  }
}

/** The tags to break a metric down by, those that its units have. */
export function tagsOf(metric: Metric, units: Unit[]): string[] {
  const present = new Set<string>()
  for (const unit of units) for (const tag of Object.keys(unit.tags)) present.add(tag)
  return (metric.by ?? [...present].toSorted()).filter(tag => present.has(tag))
}

/** Units by value of a tag, values in alphabetical order; units without the tag are in no group. */
export function groupByTag(units: Unit[], tag: string): Map<string, Unit[]> {
  const groups = new Map<string, Unit[]>()
  for (const unit of units) {
    const value = unit.tags[tag]
    if (value === undefined) continue
    const held = groups.get(value)
    if (held === undefined) groups.set(value, [unit])
    else held.push(unit)
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function countOutcomes(scores: Score[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = {
    correct: 0,
    partial: 0,
    incorrect: 0,
    abstained: 0,
    refused: 0,
    unextracted: 0,
    'judge-failed': 0,
    'provider-error': 0,
    'not-asked': 0,
  }
  for (const { outcome } of scores) counts[outcome]++
  return counts
}
