/** The metrics with their intervals, the headline first and largest. */

import type { Benchmark } from '../../benchmarks/index.ts'
import { hundredths, methodText, percent, percentRange, sentence, whole } from '../format.ts'
import type { MetricSummary } from '../metric-summary.ts'
import { intervals, type Mark, scaleOf } from './drawing.ts'
import { type Html, html } from './markup.ts'
import { publishedTable } from './published.ts'
import { badge, headlines, type ReportRun, runName } from './report-run.ts'

/** `verdicts` stand on top where runs are compared. */
export function results(runs: ReportRun[], verdicts: Html, published: Benchmark['published']): Html {
  const [first] = runs
  const metrics = (first === undefined ? [] : headlines(first)).map(({ id }) => rowsOf(runs, id))
  return html`<section id="results">${verdicts}${metrics.map(metricBlock)}${baselineNote(runs)}${methods(metrics)}${published && publishedTable(published, runs)}</section>`
}

/** A figure without a baseline says little; a page without one says how to get it. */
function baselineNote(runs: ReportRun[]): Html | false {
  const [first] = runs
  const needsNone = ({ run: { ask } }: ReportRun) =>
    ask.model.startsWith('builtin:') || ask.solver === 'oracle'
  if (first === undefined || runs.some(needsNone)) return false
  const { benchmark, data, segmenter } = first.run.ask
  if (segmenter !== undefined)
    return html`<p class="note">How far the tools can be driven at all is not on this page. <code>praxis run ${benchmark} --data ${data} --segmenter ${segmenter} --solver oracle</code> tells it; report both runs together.</p>`
  return html`<p class="note">No baseline is on this page. <code>praxis run ${benchmark} --data ${data} --model builtin:chance</code> makes one; report both runs together.</p>`
}

type Row = { run: ReportRun; metric: MetricSummary }

function rowsOf(runs: ReportRun[], id: string): Row[] {
  return runs.flatMap(run => {
    const metric = run.summary.metrics.find(other => other.id === id)
    return metric === undefined ? [] : [{ run, metric }]
  })
}

function metricBlock(rows: Row[], index: number): Html {
  const [top] = rows
  if (top === undefined) return html``
  const { name, better } = top.metric
  return html`<div class="metric">
<header><b>${name}</b><span class="soft small">${better} is better${rows.length === 1 && `, n ${whole(top.metric.units)}`}</span></header>
${rows.length === 1 ? alone(top, index === 0) : html`<div class="rows">${rows.map(row)}<div class="drawn">${axis(top.metric)}</div></div>`}
<p class="note">${note(rows)}</p>
</div>`
}

function alone({ run, metric }: Row, headline: boolean): Html {
  const { value, low, high, note = 'nothing to count' } = metric
  if (value === null) return html`<p>Not measured <span class="soft">(${note})</span></p>`
  return html`<div class="alone">
<div><span class="${headline ? 'figure' : 'figure minor'}">${hundredths(value)}<small> %</small></span> <span class="soft nowrap">${percentRange(low, high)}</span></div>
<div>${intervals([markOf(run, metric)], scaleOf(metric.range), labelOf(run, metric), headline ? 24 : 18)}${(headline || metric.range !== undefined) && axis(metric)}</div>
</div>`
}

function row({ run, metric }: Row): Html {
  return html`<div class="name">${badge(run)}${runName(run)}</div>
<div class="value">${percent(metric.value)}</div>
<div class="soft nowrap">${percentRange(metric.low, metric.high)}</div>
<div class="drawn">${intervals([markOf(run, metric)], scaleOf(metric.range), labelOf(run, metric), 18)}</div>`
}

/** The definition, and how far unresolved answers could move the number. */
function note(rows: Row[]): Html {
  const unresolved = rows.filter(row => !isResolved(row))
  return html`${sentence(rows[0]?.metric.definition ?? '')}.${
    unresolved.length > 0 &&
    html` Shaded: the range if every unresolved answer had been right, or wrong: ${unresolved.map(
      ({ run, metric: { bounds } }, i) =>
        html`${i > 0 && ', '}${badge(run)}${percentRange(bounds.low, bounds.high)}`,
    )} %.`
  }`
}

function isResolved({ metric: { bounds } }: Row): boolean {
  return bounds.low === bounds.high
}

/** What each interval rests on. */
function methods(metrics: Row[][]): Html {
  return html`<details><summary>How the intervals were made</summary>
<div class="scroll"><table>
<thead><tr><th>95 % interval of</th><th>method</th><th>units</th><th>clusters</th><th>remark</th></tr></thead>
<tbody>${metrics
    .flat()
    .map(
      ({ run, metric }) =>
        html`<tr><td>${badge(run)}${metric.name}</td><td>${methodText(metric.method)}</td><td>${whole(metric.units)}</td><td>${whole(metric.clusters)}</td><td class="wrap">${metric.note}</td></tr>`,
    )}</tbody>
</table></div></details>`
}

function markOf({ first }: ReportRun, { value, low, high, bounds }: MetricSummary): Mark {
  return { value, low, high, first, bounds }
}

function labelOf(run: ReportRun, { name, value, low, high }: MetricSummary): string {
  return `${name}, ${runName(run)}: ${percent(value)} ${percentRange(low, high)}`
}

function axis({ range }: MetricSummary): Html {
  const ends = scaleOf(range).grid.map(at => String(Math.round(100 * at)).replace('-', '−'))
  const last = ends.length - 1
  return html`<div class="axis" aria-hidden="true">${ends.map((end, i) => html`<span>${end}${i === last && ' %'}</span>`)}</div>`
}
