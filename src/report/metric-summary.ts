/** One metric in numbers: overall, and within each value of its tags. */
import { type Benchmark, type Metric, type Score, type Unit, withinRepeats } from '../benchmarks/index.ts'
import type { Ask } from '../runs/index.ts'
import { type Bounds, scoreBounds } from './bounds.ts'
import { type Estimate, estimateRatio } from './statistics/estimate.ts'
import { estimateStatistic } from './statistics/influence.ts'

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

/** A tag with more values than this names cases rather than groups, and is not tabulated. */
const mostValues = 200

/** The metrics that are told for runs under this scoring. */
export function metricsUnder({ metrics }: Pick<Benchmark, 'metrics'>, scoring: Ask['scoring']): Metric[] {
  return metrics
    .filter(metric => metric.scoring === undefined || metric.scoring === scoring)
    .map(withinRepeats)
}

export function summariseMetric(metric: Metric, scores: Score[]): MetricSummary {
  const { id, name, definition, better, descriptive, range, unit } = metric
  const units = metric.units(scores)
  const estimate = (group: Unit[]) =>
    metric.statistic ? estimateStatistic(group, metric.statistic) : estimateRatio(group, 0, range)
  const overall = estimate(units)
  const estimateOf = (group: Unit[]) => (group.length === units.length ? overall : estimate(group))
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
