/**
 * What is measured. A benchmark says where cases come from, how they are posed, how answers are
 * judged and which quantities are reported. It computes no interval itself: a `Metric` turns judged
 * cases into units with a numerator and a denominator, and `report` does the statistics for all.
 */
import type { Solver, Task } from '../agents/index.ts'
import type { Card, Case, PraxisError } from '../cases/index.ts'
import type { ChatModel } from '../models/index.ts'
import type { Outcome, Scoring, Verifier } from '../verify/index.ts'

/** One item read from a source: a case, or a row that could not become one. */
export type CaseItem = { ok: true; case: Case } | { ok: false; error: PraxisError }

export type Dataset = {
  name: string
  card: Card
  /** Hash or other mark of the content, so that two runs can be known to share their data. */
  fingerprint: string
  /** A fresh pass over the cases, in a fixed order, streamed. */
  cases: () => AsyncIterable<CaseItem>
  /** Labelled cases that baselines may learn from, disjoint from `cases`. Absent where there are none. */
  training?: () => AsyncIterable<CaseItem>
  /** Number of rows where it can be had quickly; rows that are no cases included. For progress only. */
  count?: number
  /** Some cases depend on the answer to another (`after`), which comes before them in `cases`. */
  chained?: true
  /** What whoever puts a model to it should know first. */
  caution?: string
}

/** What is left of a judged case for statistics: small, so that 100,000 fit in memory. */
export type Score = {
  caseId: string
  cluster: string
  tags: Record<string, string>
  outcome: Outcome
  /** 0..1, null where there was nothing to score. */
  value: number | null
  terms: Record<string, number>
  /** What was read out of the answer; absent when nothing was. */
  answer?: string
}

/** One unit of analysis of a metric. The estimate is Σ numerator / Σ denominator, where the metric has no `statistic`. */
export type Unit = {
  id: string
  cluster: string
  numerator: number
  denominator: number
  tags: Record<string, string>
}

/** A value of units, and by how much each of them moves it. */
export type Influenced = {
  value: number
  /** For each unit; Σ over clusters of (Σ within the cluster)² is the variance of the value. */
  influence: ArrayLike<number>
  /** Clusters of the smallest kind of unit that the value rests on. */
  least: number
}

/** A quantity that is no ratio of sums, such as an area under a curve; undefined where there is too little to tell. */
export type Statistic = (units: readonly Unit[]) => Influenced | undefined

export type Metric = {
  id: string
  name: string
  /** The formula in words, with its source. */
  definition: string
  better: 'higher' | 'lower'
  /** Lowest and highest value that can be; 0 and 1 where absent. */
  range?: readonly [low: number, high: number]
  /** What it counts where it is no share, such as turns; then it is descriptive. */
  unit?: string
  /** It says how a model fails, not how well it does: told with its interval, left out of comparisons. */
  descriptive?: true
  /** Told only for runs under this scoring; for every run where absent. */
  scoring?: Scoring
  /** Units of a case depend on cases of other clusters, so the metric is never taken cluster by cluster. */
  pooled?: true
  units: (scores: Score[]) => Unit[]
  /** What the units come to where it is no ratio of their sums. */
  statistic?: Statistic
  /** Tags to break this metric down by; all tags of the units where absent. */
  by?: string[]
}

/** A choice that a benchmark offers, as in `--set gaze=marker`. The first value is the default. */
export type Setting = {
  name: string
  about: string
  values: readonly string[]
  /** Any text is taken, not only `values`. */
  free?: true
}

/** A value for each of a benchmark's settings. */
export type Settings = Readonly<Record<string, string>>

/** One of several agents that a run asked together, as it would have fared by itself. */
export type Member = { name: string; scores: Score[] }

/** What others reported. Values are shares by metric id; `by` breaks the headline metric down by tag. */
export type Published = {
  source: string
  /** The data that the figures are on. */
  data: string
  /** Name of that data's card: a run under any other card does not compare. Absent where none can be had. */
  card?: string
  /** The row that a run's distance is told to, such as the physician. */
  yardstick?: string
  rows: {
    model: string
    values: Record<string, number>
    by?: Record<string, Record<string, number>>
  }[]
}

export type Benchmark = {
  id: string
  title: string
  /** One sentence for `praxis list`. */
  about: string
  status: 'ready' | 'partial'
  /** Names of the data sets that ship; the first is used when none is asked for. */
  shipped: string[]
  settings?: readonly Setting[]
  /** Opens shipped data by name or the user's by path. Throws `data-missing` or `data-gated`. */
  open: (nameOrPath: string, settings: Settings) => Promise<Dataset>
  /** What is sent for a case. A setting that only changes this leaves ids and fingerprint as they are. */
  pose: (case_: Case, settings: Settings) => Task | Promise<Task>
  /** Who acts where it is not the one-shot `direct` solver. `name` is one of `solvers`, where there are any. */
  solver?: (settings: Settings, name?: string) => Solver
  /** The solvers that `--solver` may name, the default first; `:` at the end where more must follow. */
  solvers?: readonly string[]
  /** The diagnostician (`--solver ecr`) may act instead. */
  diagnoses?: true
  /** The radiologist acts unless a model is named. */
  reads?: true
  /** Its solvers draw masks, so a run has a segmenter. */
  segments?: true
  /** The judge model is given only where the user asked for one. */
  verifier: (scoring: Scoring, judge?: ChatModel, settings?: Settings) => Verifier
  /** The first metric is the headline. */
  metrics: Metric[]
  /** Metrics that are told side by side for each value of a tag. */
  beside?: { tag: string; metrics: readonly string[] }
  /** How sure each decision was; the confidence of a whole answer where absent. */
  forecasts?: (scores: Score[]) => { cluster: string; confidence: number | null; score: number | null }[]
  /** The agents whose answers a run's own was made from; told beside it, case by case. */
  members?: (scores: Score[]) => Member[]
  published?: Published
}
