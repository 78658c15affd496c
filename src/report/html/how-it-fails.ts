/** The descriptive metrics: how a model fails, not how well it does. Compact; definitions lie folded. */
import { metricText, sentence, whole } from '../format.ts'
import type { MetricSummary } from '../metric-summary.ts'
import { bare, intervals, shares } from './drawing.ts'
import { type Html, html } from './markup.ts'
import { badge, type ReportRun } from './report-run.ts'
import { toldTurnByTurn } from './turn-by-turn.ts'

export function howItFails(runs: ReportRun[]): Html {
  const [first] = runs
  const descriptive = first?.summary.metrics.filter(metric => metric.descriptive) ?? []
  const metrics = descriptive.filter(metric => !toldTurnByTurn(metric))
  if (metrics.length === 0) return html``
  return html`<h3>How it fails</h3>
<div class="scroll tight"><table class="plotted">
<thead><tr><th></th>${runs.length > 1 && html`<th></th>`}<th class="n">n</th><th class="value">share</th><th class="interval">95 % interval</th><th class="plot"><span><i>0</i><i>50</i><i>100 %</i></span></th></tr></thead>
<tbody>${metrics.map(({ id }) => runs.map((run, i) => row(run, id, i === 0)))}</tbody>
</table></div>
<details><summary>What these mean</summary><dl class="facts">${metrics.map(
    ({ name, definition }) => html`<dt>${name}</dt><dd>${sentence(definition)}.</dd>`,
  )}</dl></details>`
}

function row(run: ReportRun, id: string, named: boolean): Html {
  const metric: MetricSummary | undefined = run.summary.metrics.find(other => other.id === id)
  if (metric === undefined) return html``
  const { name, value, low, high, units, range } = metric
  const told = metricText(metric)
  const mark = { value, low, high, first: run.first }
  return html`<tr class="${units < 10 && 'few'}"><td>${named && name}</td>${run.letter !== undefined && html`<td>${badge(run)}</td>`}<td>${whole(units)}</td><td class="strong">${told.value}</td><td class="range">${value === null ? '' : told.range}</td><td class="plot">${range === undefined && intervals([mark], bare(shares), `${name}: ${told.value}`)}</td></tr>`
}
