/**
 * The agents that a run's answers were made from, each as if it had answered alone, and what the whole gains over it on
 * the same cases. Differences are whole − agent; within a metric they are corrected by Holm over the agents.
 */
import type { Benchmark, Metric, Score } from '../benchmarks/index.ts'
import type { Ask } from '../runs/index.ts'
import { differenceIn, type Judged, judgeFamily } from './judged.ts'
import { type MetricSummary, metricsUnder, summariseMetric } from './metric-summary.ts'

/** `gain`: `a` is the agent alone, `b` the whole, on what both answered. */
export type MemberMetric = MetricSummary & { gain: Judged }

export type MemberSummary = { name: string; metrics: MemberMetric[] }

/** Null where the benchmark or the run has no agents; a metric that no agent has is left out. */
export function membersSummary(
  benchmark: Pick<Benchmark, 'members' | 'metrics'>,
  scores: Score[],
  scoring: Ask['scoring'],
): MemberSummary[] | null {
  const members = benchmark.members?.(scores) ?? []
  if (members.length === 0) return null
  const compared = metricsUnder(benchmark, scoring).filter(metric => !metric.descriptive)
  const columns = compared.map(metric => memberMetrics(metric, members, scores))
  return members.map(({ name }, i) => ({ name, metrics: columns.flatMap(column => column[i] ?? []) }))
}

function memberMetrics(
  metric: Metric,
  members: { scores: Score[] }[],
  scores: Score[],
): (MemberMetric | undefined)[] {
  const whole = metric.units(scores)
  const family = members.map(member => ({
    better: metric.better,
    difference: differenceIn(metric, metric.units(member.scores), whole),
  }))
  const judged = judgeFamily(family)
  return members.map((member, i) => {
    const own = summariseMetric(metric, member.scores)
    const gain = judged[i]
    return own.value === null || gain === undefined ? undefined : { ...own, gain }
  })
}
