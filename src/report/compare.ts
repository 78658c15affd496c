/**
 * Two runs, case by case. A is the run that is compared against, B the one under judgement.
 *
 * The headline metric is one test, named beforehand, and stands alone. The other metrics are a family
 * corrected by Holm, and so are the tasks of each metric (values of its first tag). A verdict other than
 * "tied" needs both a p below 0.05 and an interval that leaves out zero.
 */
import { findBenchmark, type Metric, type Mode, type Score } from '../benchmarks/index.ts'
import type { Ask, Run } from '../runs/index.ts'
import { type ComparedRun, modeBetween, readCompared } from './align.ts'
import { differenceIn, type Judged, judgeFamily } from './judged.ts'
import { groupByTag, metricsUnder, tagsOf } from './metric-summary.ts'
import { appliedScores, type ModeQuantity, modeQuantity } from './mode-quantities.ts'
import { verdictSentence } from './verdict-sentence.ts'

export type MetricComparison = Pick<Metric, 'id' | 'name' | 'better'> &
  Judged & {
    sentence: string
    /** The same comparison within each task; null where the metric has no tag with two values. */
    tasks: { tag: string; values: Record<string, Judged> } | null
  }

export type ComparedName = {
  dir: string
  id: string
  model: string
  segmenter?: string
  solver: string
  mode: Mode
  settings?: Record<string, string>
  diagnostician?: Ask['diagnostician']
  radiologist?: Ask['radiologist']
}

export type Comparison = {
  benchmark: string
  a: ComparedName
  b: ComparedName
  /** Cases compared: all, or those to which the mode applied. */
  n: number
  clusters: number
  /** The first is the headline. */
  metrics: MetricComparison[]
  /** What the mode tells about the model, where one run is plain and the other is not. */
  quantity: ModeQuantity | null
  /** The headline in one sentence. */
  verdict: string
}

const mostTasks = 100

/** Aligns two runs by case id and compares them. Throws `not-comparable`, saying what differs. */
export async function compareRuns(dirA: string, dirB: string): Promise<Comparison> {
  return compare(await readCompared(dirA), await readCompared(dirB))
}

export function compare(a: ComparedRun, b: ComparedRun): Comparison {
  const mode = modeBetween(a, b)
  const benchmark = findBenchmark(a.run.ask.benchmark)
  const modeIsB = b.run.ask.mode !== 'plain'
  const [modeRun, plainRun] = modeIsB ? [b, a] : [a, b]
  const applied = mode === undefined ? undefined : appliedScores(modeRun, plainRun)
  const scoresA = applied === undefined ? a.scores : modeIsB ? applied.plain : applied.mode
  const scoresB = applied === undefined ? b.scores : modeIsB ? applied.mode : applied.plain
  const metrics = compareMetrics(
    metricsUnder(benchmark, a.run.ask.scoring).filter(metric => !metric.descriptive),
    scoresA,
    scoresB,
  )
  const quantity = mode === undefined ? null : modeQuantity(mode, modeRun, plainRun)
  return {
    benchmark: benchmark.id,
    a: nameOf(a.dir, a.run),
    b: nameOf(b.dir, b.run),
    n: scoresA.length,
    clusters: new Set(scoresA.map(score => score.cluster)).size,
    metrics,
    quantity,
    verdict: metrics[0]?.sentence ?? 'nothing to compare',
  }
}

/** True where B is worse than A on any of the benchmark's metrics. */
export function isWorse(comparison: Comparison): boolean {
  return comparison.metrics.some(metric => metric.decision === 'worse')
}

function compareMetrics(metrics: Metric[], scoresA: Score[], scoresB: Score[]): MetricComparison[] {
  const family = metrics.map(metric => ({
    better: metric.better,
    difference: differenceIn(metric, metric.units(scoresA), metric.units(scoresB)),
  }))
  const judged = [...judgeFamily(family.slice(0, 1)), ...judgeFamily(family.slice(1))]
  return metrics.flatMap((metric, i) => {
    const { id, name, better } = metric
    const own = judged[i]
    if (own === undefined) return []
    const tasks = compareTasks(metric, scoresA, scoresB)
    return [{ id, name, better, ...own, sentence: verdictSentence(own), tasks }]
  })
}

function compareTasks(metric: Metric, scoresA: Score[], scoresB: Score[]): MetricComparison['tasks'] {
  const [unitsA, unitsB] = [metric.units(scoresA), metric.units(scoresB)]
  for (const tag of tagsOf(metric, unitsA)) {
    const groups = groupByTag(unitsA, tag)
    if (groups.size < 2 || groups.size > mostTasks) continue
    const values = [...groups.keys()]
    const judged = judgeFamily(
      values.map(value => {
        const inTask = groups.get(value) ?? []
        return { better: metric.better, difference: differenceIn(metric, inTask, unitsB) }
      }),
    )
    return { tag, values: Object.fromEntries(judged.map((task, i) => [values[i] ?? '', task])) }
  }
  return null
}

function nameOf(dir: string, { id, ask }: Run): ComparedName {
  const { model, solver, segmenter, mode, settings, diagnostician, radiologist } = ask
  return {
    dir,
    id,
    model,
    solver,
    ...(segmenter && { segmenter }),
    mode,
    ...(settings && { settings }),
    ...(diagnostician && { diagnostician }),
    ...(radiologist && { radiologist }),
  }
}
