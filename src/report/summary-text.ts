/** A summary for the terminal: plain text, no colour codes, readable at 80 columns. */
import { findBenchmark } from '../benchmarks/index.ts'
import { calibrationLines, stabilityLines } from './calibration-text.ts'
import {
  actorName,
  dollars,
  duration,
  methodText,
  metricText,
  percent,
  percentRange,
  whole,
} from './format.ts'
import { besideLines, membersLines } from './members-text.ts'
import type { MetricSummary } from './metric-summary.ts'
import type { Estimate } from './statistics/estimate.ts'
import type { Summary } from './summary.ts'
import { shorten, textTable, wrapped } from './text-table.ts'
import { toldSettings } from './told-settings.ts'
import type { Total, UsageTotals } from './usage.ts'
import { yardstickLines } from './yardstick-text.ts'

/** A tag with more values than `mostRows` is cut to its `worstRows` worst; the HTML report shows all. */
const mostRows = 12
const worstRows = 5

export function summaryText(summary: Summary): string {
  const { title, ask, clusters } = summary
  const metrics = summary.metrics.filter(metric => !metric.descriptive)
  const descriptive = summary.metrics.filter(metric => metric.descriptive)
  return [
    ...wrapped(
      [`${title}: ${actorName(ask)}`, ask.mode, ...toldSettings(ask), `${ask.scoring} scoring`].join(', '),
      '',
    ),
    `${casesText(summary)} in ${whole(clusters)} clusters${summary.problems > 0 ? `; ${problemsText(summary.problems)}` : ''}`,
    '',
    ...textTable(metrics.map(metricRow)),
    ...methodLines(metrics),
    ...boundLines(metrics),
    ...notes(metrics),
    '',
    ...textTable(outcomeRows(summary)),
    ...readingLines(summary),
    ...(descriptive.length === 0
      ? []
      : [
          '',
          summary.ask.segmenter === undefined ? 'How it fails' : 'On the way',
          ...textTable(descriptive.map(metricRow)),
        ]),
    ...calibrationLines(summary),
    ...stabilityLines(summary),
    ...usageLines(summary.usage),
    ...membersLines(summary),
    ...besideLines(summary),
    ...breakdown(metrics[0], findBenchmark(summary.benchmark).beside?.tag),
    ...yardstickLines(summary),
  ].join('\n')
}

function casesText({ n, stability }: Summary): string {
  return stability === null ? `${whole(n)} cases` : `${whole(n)} answers to ${whole(stability.cases)} cases`
}

function metricRow(metric: MetricSummary): string[] {
  const { value, range } = metricText(metric)
  return [metric.name, value, range, `n ${whole(metric.units)}`]
}

/** What each interval rests on; said once where all rest on the same. */
function methodLines(metrics: MetricSummary[]): string[] {
  const groups = [...Map.groupBy(metrics, ({ method }) => method)].filter(([method]) => method !== 'none')
  return groups.flatMap(([method, group]) => {
    const of = group.length === metrics.length ? '' : ` of ${namesOf(group)}`
    return wrapped(`95 % intervals${of}: ${methodText(method)}`)
  })
}

function boundLines(metrics: MetricSummary[]): string[] {
  return metrics
    .filter(({ bounds }) => bounds.low !== bounds.high)
    .flatMap(({ name, bounds: { low, high } }) =>
      wrapped(`${name} if every unresolved answer were wrong, or right: ${percentRange(low, high)}`),
    )
}

function notes(metrics: MetricSummary[]): string[] {
  const noted = metrics.filter(({ note }) => note !== undefined)
  return [...Map.groupBy(noted, ({ note }) => note)].flatMap(([note, group]) =>
    wrapped(`${namesOf(group)}: ${note}`),
  )
}

function namesOf(metrics: MetricSummary[]): string {
  return metrics.map(({ name }) => name).join(', ')
}

function outcomeRows({ outcomes, n }: Summary): string[][] {
  return Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => [outcome, whole(count), percent(count / n)])
}

function readingLines({ extractorAgreement }: Summary): string[] {
  if (extractorAgreement === null) return []
  const { share, cases } = extractorAgreement
  return ['', `  two readers of the text agree on ${percent(share)} of ${whole(cases)} replies`]
}

function usageLines(usage: UsageTotals): string[] {
  const { requests, inputTokens, outputTokens, usd, latency, casesWithoutPrice, cachedCases } = usage
  const parts = [
    `${whole(requests)} requests`,
    `tokens ${tokens(inputTokens)} in, ${tokens(outputTokens)} out`,
    `cost ${dollars(usd)}${usd !== 'unknown' && casesWithoutPrice > 0 ? ` and ${whole(casesWithoutPrice)} cases of unknown price` : ''}`,
    ...(cachedCases > 0 ? [`${whole(cachedCases)} from the cache`] : []),
    ...(latency === null ? [] : [`median ${duration(latency.median)} a case`]),
  ]
  return ['', ...wrapped(parts.join('; '))]
}

/** Of a tag whose values are told elsewhere, nothing. */
function breakdown(metric: MetricSummary | undefined, told?: string): string[] {
  return Object.entries(metric?.by ?? {}).flatMap(([tag, values]) => {
    const rows = Object.entries(values)
    if (metric === undefined || rows.length < 2 || tag === told) return []
    if (rows.length <= mostRows)
      return [
        '',
        `${metric.name} by ${tag}`,
        ...groupRows(rows.toSorted(([, a], [, b]) => b.units - a.units)),
      ]
    const sign = metric.better === 'higher' ? 1 : -1
    const worst = rows
      .filter(([, { value }]) => value !== null)
      .toSorted(([, a], [, b]) => sign * ((a.value ?? 0) - (b.value ?? 0)))
      .slice(0, worstRows)
    return ['', `${metric.name} by ${tag}, the ${worst.length} worst of ${rows.length}`, ...groupRows(worst)]
  })
}

function groupRows(rows: [string, Estimate][]): string[] {
  return textTable(
    rows.map(([name, { value, low, high, units }]) => [
      shorten(name, 40),
      percent(value),
      percentRange(low, high),
      `n ${whole(units)}`,
    ]),
  )
}

function problemsText(count: number): string {
  return count === 1 ? '1 row could not become a case' : `${whole(count)} rows could not become cases`
}

function tokens(total: Total): string {
  return total === 'unknown' ? 'unknown' : whole(total)
}
