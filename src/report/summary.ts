/**
 * One run in numbers. A summary is plain JSON: the terminal, the HTML page and `--json` show the same one.
 */
import { type Benchmark, findBenchmark, scoreOf } from '../benchmarks/index.ts'
import { type Ask, openRun, type Problem, type Run, type RunRecord, readRecords } from '../runs/index.ts'
import type { Outcome } from '../verify/index.ts'
import { type CalibrationSummary, calibrationSummary } from './calibration.ts'
import { type MemberSummary, membersSummary } from './members.ts'
import { type MetricSummary, metricsUnder, summariseMetric } from './metric-summary.ts'
import { type HeardScore, type Stability, saidIn, stabilityOf } from './stability.ts'
import { tallyUsage, type UsageTotals } from './usage.ts'

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
  /** The agents that the answers were made from, each alone; null where there are none. */
  members: MemberSummary[] | null
}

export type Extras = {
  ask: Ask
  usage: UsageTotals
  /** Rows that could not become cases. */
  problems: number
}

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
    calibration: calibrationSummary(scores, benchmark.forecasts?.(scores)),
    stability: stabilityOf(scores, extras.usage.usd),
    members: membersSummary(benchmark, scores, extras.ask.scoring),
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

function countOutcomes(scores: HeardScore[]): Record<Outcome, number> {
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
