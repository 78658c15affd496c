/** The agents of a run, each alone beside what they came to together: differences drawn, and areas for each label. */
import { findBenchmark } from '../../benchmarks/index.ts'
import { hundredths, percentRange } from '../format.ts'
import type { MemberMetric, MemberSummary } from '../members.ts'
import type { MetricSummary } from '../metric-summary.ts'
import type { Estimate } from '../statistics/estimate.ts'
import { differences } from './comparisons.ts'
import { type Html, html } from './markup.ts'
import { badge, headlines, type ReportRun, runName } from './report-run.ts'

/** Nothing where no run asked several agents. */
export function members(runs: ReportRun[]): Html {
  const blocks = runs.flatMap(run => {
    const { members: own } = run.summary
    return own === null ? [] : [block(run, own)]
  })
  if (blocks.length === 0) return html``
  return html`<section id="agents"><h2>Each agent alone</h2>${blocks}
<p class="note">Differences are all together less the agent alone, in percentage points, paired on the cases that both answered, with 95 % intervals; p is corrected by Holm over the agents. An agent that gives some labels only is measured on all of them where a decision is counted, and on its own where probabilities are ranked.</p></section>`
}

function block(run: ReportRun, own: MemberSummary[]): Html {
  const [headline, ...others] = headlines(run).filter(({ id }) => own.some(one => metricOf(one, id)))
  if (headline === undefined) return html``
  return html`${run.letter !== undefined && html`<h3>${badge(run)}${runName(run)}</h3>`}
<h3>${headline.name}</h3>${gains(headline, own)}
${besides(run, own)}
${others.map(metric => html`<details class="fold"><summary>${metric.name}</summary>${gains(metric, own)}</details>`)}`
}

function gains({ id }: MetricSummary, own: MemberSummary[]): Html {
  const rows = own.flatMap(one => {
    const metric = metricOf(one, id)
    return metric === undefined ? [] : [{ name: one.name, judged: metric.gain }]
  })
  return differences('Agent', rows, ['alone', 'together'])
}

function metricOf({ metrics }: MemberSummary, id: string): MemberMetric | undefined {
  return metrics.find(metric => metric.id === id)
}

/** The first metric that is set side by side, for each value of its tag: all together, then each agent. */
function besides({ run, summary }: ReportRun, own: MemberSummary[]): Html {
  const { beside } = findBenchmark(run.ask.benchmark)
  const metric = summary.metrics.find(({ id }) => id === beside?.metrics[0])
  if (beside === undefined || metric === undefined) return html``
  const columns = [
    { name: 'together', by: metric.by[beside.tag] ?? {} },
    ...own.map(one => ({ name: one.name, by: metricOf(one, metric.id)?.by[beside.tag] ?? {} })),
  ]
  const values = Object.keys(columns[0]?.by ?? {}).filter(value =>
    columns.some(({ by }) => by[value]?.value != null),
  )
  if (values.length < 2) return html``
  return html`<h3>${metric.name} by ${beside.tag}, %</h3>
<div class="scroll"><table data-sort data-keep="30"><thead><tr><th class="head" data-kind="text">${beside.tag}</th>${columns.map(
    ({ name }) => html`<th class="value" data-kind="number">${name}</th>`,
  )}</tr></thead>
<tbody>${values.map(value => html`<tr><td>${value}</td>${columns.map(({ by }, i) => cell(by[value], i === 0))}</tr>`)}</tbody></table></div>`
}

function cell({ value = null, low = null, high = null }: Partial<Estimate> = {}, strong: boolean): Html {
  if (value === null) return html`<td data-value=""><span class="faint">–</span></td>`
  const range = low !== null && html`<div class="range">${percentRange(low, high)}</div>`
  return html`<td data-value="${value}"><span class="${strong && 'strong'}">${hundredths(value)}</span>${range}</td>`
}
