/** Segmentation over actions: the Dice curve, actions to a target, and what the actions were worth. */
import { metricText, percent, sentence } from '../format.ts'
import type { MetricSummary } from '../metric-summary.ts'
import { chart, curveDrawing, swatch } from './chart.ts'
import { type Html, html } from './markup.ts'
import { badge, type ReportRun, runName } from './report-run.ts'

const perTurn = /^dice@(\d+)$/
const others = /^(noc|reached|turns$|redundant$|reward-)/

/** Whether this section tells the metric, so that others need not. */
export function toldTurnByTurn({ id }: Pick<MetricSummary, 'id'>): boolean {
  return perTurn.test(id) || others.test(id)
}

/** Nothing where no run has masks over several actions. */
export function turnByTurn(runs: ReportRun[]): Html {
  const drawn = runs.flatMap((run, line) => (curveOf(run).length < 2 ? [] : [{ run, line }]))
  const [first] = drawn
  if (first === undefined) return html``
  const table = quantities(first.run, drawn)
  // A table of one run fits beside the drawing.
  const beside = drawn.length === 1
  return html`<section id="turns"><h2>Turn by turn</h2>
<div class="charts">${curves(drawn)}<div>${beside && table}${note}</div></div>
${!beside && table}</section>`
}

const note = html`<p class="note">Mean Dice after so many boxes and points. An episode that ended earlier counts with its last mask, so a line that stays level has stopped, or no longer gains. Whiskers are 95 % intervals.</p>`

function quantities({ summary }: ReportRun, drawn: Drawn[]): Html {
  const rows = summary.metrics.filter(({ id }) => others.test(id))
  return html`<div class="scroll tight"><table class="quantities"><thead><tr><th></th>${drawn.map(
    ({ run }) => html`<th>${run.letter === undefined ? '' : badge(run)}</th><th>95 % interval</th>`,
  )}</tr></thead>
<tbody>${rows.map(({ id, name }) => html`<tr><td>${name}</td>${drawn.map(({ run }) => cells(run, id))}</tr>`)}</tbody></table></div>
<details><summary>What these mean</summary><dl class="facts">${rows.map(
    ({ name, definition }) => html`<dt>${name}</dt><dd>${sentence(definition)}.</dd>`,
  )}</dl></details>`
}

function cells({ summary }: ReportRun, id: string): Html {
  const metric = summary.metrics.find(other => other.id === id)
  if (metric === undefined) return html`<td></td><td></td>`
  const { value, range } = metricText(metric)
  return html`<td class="strong">${value}</td><td class="range">${range}</td>`
}

type Drawn = { run: ReportRun; line: number }

function curveOf({ summary }: ReportRun) {
  return summary.metrics.flatMap(({ id, value, low, high }) => {
    const turn = perTurn.exec(id)?.[1]
    return turn === undefined || value === null ? [] : [{ turn, value, low, high }]
  })
}

function curves(drawn: Drawn[]): Html {
  const turns = [...new Set(drawn.flatMap(({ run }) => curveOf(run).map(({ turn }) => turn)))]
  const lines = drawn.map(({ run, line }) => ({
    line,
    points: curveOf(run).map(({ turn, ...point }) => ({
      at: turns.indexOf(turn) / Math.max(1, turns.length - 1),
      ...point,
    })),
  }))
  const label = drawn
    .map(
      ({ run }) =>
        `${runName(run)}: ${curveOf(run)
          .map(({ turn, value }) => `${percent(value)} after ${turn}`)
          .join(', ')}`,
    )
    .join('; ')
  const keys = drawn.map(({ run, line }) => html`<span class="key">${swatch(line)}${badge(run)}</span>`)
  return chart({
    title: html`${drawn.length > 1 ? keys : ''}Dice over actions`,
    drawing: curveDrawing(lines, `Dice over actions. ${label}`),
    up: ['0', '25', '50', '75', '100 %'],
    across: turns,
    upName: 'mean Dice',
    acrossName: 'boxes and points',
  })
}
