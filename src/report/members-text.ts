/** The agents of a run for the terminal, and its metrics side by side for each value of a tag. */
import { findBenchmark } from '../benchmarks/index.ts'
import { formatP, hundredths, percent, percentRange, points, pointsRange } from './format.ts'
import type { MemberMetric } from './members.ts'
import type { MetricSummary } from './metric-summary.ts'
import type { Estimate } from './statistics/estimate.ts'
import type { Summary } from './summary.ts'
import { shorten, textTable, wrapped } from './text-table.ts'

const nameLength = 20

export function membersLines({ members, metrics }: Summary): string[] {
  if (members === null) return []
  const rows = metrics.flatMap(({ id, name }) => {
    const own = members.flatMap(member => {
      const metric = member.metrics.find(one => one.id === id)
      return metric === undefined ? [] : [memberRow(member.name, metric)]
    })
    return own.length === 0 ? [] : [[name], ...own]
  })
  return [
    '',
    'Each agent alone, and what all together gain over it in points',
    ...textTable(rows),
    ...wrapped('paired, on the cases that both answered; p corrected by Holm over the agents'),
  ]
}

function memberRow(name: string, { value, low, high, gain }: MemberMetric): string[] {
  return [
    `  ${shorten(name, nameLength)}`,
    percent(value),
    percentRange(low, high),
    points(gain.difference),
    pointsRange(gain.low, gain.high),
    `p ${formatP(gain.pAdjusted)}`,
  ]
}

/** The values of the tag as rows; the metrics that the benchmark sets side by side as columns. */
export function besideLines({ benchmark, metrics }: Summary): string[] {
  const { beside } = findBenchmark(benchmark)
  if (beside === undefined) return []
  const columns = beside.metrics.flatMap(id => metrics.find(metric => metric.id === id) ?? [])
  const told = columns.filter(({ value }) => value !== null)
  const values = [...new Set(told.flatMap(({ by }) => Object.keys(by[beside.tag] ?? {})))]
  if (values.length < 2) return []
  const cell = (metric: MetricSummary, value: string) => shareText(metric.by[beside.tag]?.[value])
  return [
    '',
    ...textTable([
      [`By ${beside.tag}, %`, ...told.map(({ name }) => name)],
      ...values.map(value => [shorten(value, nameLength), ...told.map(metric => cell(metric, value))]),
    ]),
  ]
}

function shareText({ value, low, high }: Partial<Estimate> = {}): string {
  if (value === undefined || value === null) return '–'
  return low === undefined || low === null
    ? hundredths(value)
    : `${hundredths(value)} ${percentRange(low, high ?? null)}`
}
