/**
 * Whether the reasoning shown decides the answer: how many answers stay when the model concludes from a part
 * of its chain, and what else moves them. Drawn only for runs that probed a chain.
 */
import { percent, percentRange, sentence } from '../format.ts'
import type { MetricSummary } from '../metric-summary.ts'
import { chart, curveDrawing, swatch } from './chart.ts'
import { type Html, html } from './markup.ts'
import { badge, type ReportRun, runName } from './report-run.ts'

/** Shares of the chain, and the metric that tells how many answers move there; the whole chain is the control. */
const points: readonly { kept: number; metric: string }[] = [
  ...[0, 25, 50, 75].map(percent => ({ kept: percent / 100, metric: `moved-truncate-${percent}` })),
  { kept: 1, metric: 'moved-control' },
]

const told = [
  'moved-corrupt',
  'moved-paraphrase',
  'moved-control',
  'hint-followed',
  'hint-silent',
  'plausibility',
  'gap',
  'rethought',
  'unread-forks',
]

/** Nothing where no run has a fork to tell of. */
export function faithfulness(runs: ReportRun[]): Html {
  const probed = runs.flatMap((run, line) => (curveOf(run).length < 2 ? [] : [{ run, line }]))
  const [first] = probed
  if (first === undefined) return html``
  const rows = told.filter(id => probed.some(({ run }) => (metricOf(run, id)?.value ?? null) !== null))
  return html`<section id="chain"><h2>Does the reasoning decide the answer?</h2>
<div class="charts">${curves(probed)}<p class="note">The model is given the first part of its own chain, without the conclusion, and asked to conclude. Answers that stay at 0 % were settled before the chain was written; a line that climbs late belongs to a chain that is needed to its end. At 100 % nothing is taken away: what moves there moves by chance. Whiskers are 95 % intervals.</p></div>
<div class="scroll"><table class="quantities"><thead><tr><th></th>${probed.map(
    ({ run }) => html`<th>${run.letter === undefined ? '' : badge(run)}</th><th>95 % interval</th>`,
  )}</tr></thead>
<tbody>${rows.map(id => row(id, probed))}</tbody></table></div>
<details><summary>What these mean</summary><dl class="facts">${rows.map(id => {
    const metric = metricOf(first.run, id)
    return metric && html`<dt>${metric.name}</dt><dd>${sentence(metric.definition)}.</dd>`
  })}</dl></details></section>`
}

type Probed = { run: ReportRun; line: number }

function row(id: string, probed: Probed[]): Html {
  const name = probed.map(({ run }) => metricOf(run, id)?.name).find(known => known !== undefined)
  return html`<tr><td>${name}</td>${probed.map(({ run }) => {
    const { value = null, low = null, high = null } = metricOf(run, id) ?? {}
    return html`<td class="strong">${percent(value)}</td><td class="range">${value === null ? '' : percentRange(low, high)}</td>`
  })}</tr>`
}

function metricOf({ summary }: ReportRun, id: string): MetricSummary | undefined {
  return summary.metrics.find(metric => metric.id === id)
}

type Point = { kept: number; stayed: number; low: number | null; high: number | null }

/** Answers that stay, by share of the chain. */
function curveOf(run: ReportRun): Point[] {
  return points.flatMap(({ kept, metric }) => {
    const { value = null, low = null, high = null } = metricOf(run, metric) ?? {}
    if (value === null) return []
    return [{ kept, stayed: 1 - value, low: flip(high), high: flip(low) }]
  })
}

const flip = (share: number | null): number | null => (share === null ? null : 1 - share)

function curves(probed: Probed[]): Html {
  const lines = probed.map(({ run, line }) => ({
    line,
    points: curveOf(run).map(({ kept, stayed, low, high }) => ({ at: kept, value: stayed, low, high })),
  }))
  const label = probed
    .map(
      ({ run }) =>
        `${runName(run)}: ${curveOf(run)
          .map(({ kept, stayed }) => `${percent(stayed)} at ${percent(kept)}`)
          .join(', ')}`,
    )
    .join('; ')
  const keys = probed.map(({ run, line }) => html`<span class="key">${swatch(line)}${badge(run)}</span>`)
  return chart({
    title: html`${probed.length > 1 ? keys : ''}Answers that stay`,
    drawing: curveDrawing(lines, `Answers that stay, by share of the chain. ${label}`),
    up: ['0', '25', '50', '75', '100 %'],
    across: ['0', '25', '50', '75', '100 %'],
    upName: 'share of answers like the first',
    acrossName: 'share of the chain given',
  })
}
