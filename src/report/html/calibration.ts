/** Whether confidence is kept, what it would be good for, and whether answers stay the same when asked again. */
import { gainText } from '../calibration-text.ts'
import { dollars, percent, percentRange, thousandths, whole } from '../format.ts'
import type { Stability } from '../stability.ts'
import type { Calibration, Ranged } from '../statistics/calibration.ts'
import { chart, reliabilityDiagram, riskCoverageDrawing, riskLimit, swatch } from './chart.ts'
import { type Html, html } from './markup.ts'
import { badge, type ReportRun, runName } from './report-run.ts'

/** Nothing where no run states a confidence or was asked twice. */
export function calibration(runs: ReportRun[]): Html {
  const sources = [
    { key: 'stated', name: 'as the model states it' },
    { key: 'votes', name: 'as the share of the vote over repeats' },
  ] as const
  const blocks = sources.flatMap(({ key, name }) => {
    const told = runs.flatMap((run, line) => {
      const own = run.summary.calibration?.[key]
      return own ? [{ run, line, told: own }] : []
    })
    return told.length === 0 ? [] : [confidenceBlock(name, told)]
  })
  const repeated = runs.flatMap((run, line) => {
    const { stability } = run.summary
    return stability === null ? [] : [{ run, line, told: stability }]
  })
  if (blocks.length === 0 && repeated.length === 0) return html``
  return html`${blocks.length > 0 && html`<section id="confidence"><h2>Confidence</h2>${blocks}${meanings}</section>`}${
    repeated.length > 0 && stabilityBlock(repeated)
  }`
}

type Told<T> = { run: ReportRun; line: number; told: T }

const quarters = ['0', '25', '50', '75', '100 %']

function confidenceBlock(name: string, runs: Told<Calibration>[]): Html {
  return html`<h3>${name.charAt(0).toUpperCase() + name.slice(1)}</h3>
<div class="charts">${runs.map(reliability)}${selective(runs)}</div>
${table(runs, confidenceRows)}${runs.map(
  ({ run, told: { note } }) => note !== undefined && html`<p class="note">${badge(run)}${note}.</p>`,
)}`
}

function reliability({ run, line, told }: Told<Calibration>): Html {
  const bins = told.bins.equalWidth
  const counts = Array.from({ length: 10 }, (_, b) => bins.find(({ from }) => Math.round(10 * from) === b)?.n)
  const label = bins
    .map(({ from, to, n, score }) => `${percentOf(from)} to ${percentOf(to)}: ${percent(score)} of ${n}`)
    .join('; ')
  return chart({
    title: html`${badge(run)}Is confidence kept?`,
    drawing: reliabilityDiagram(bins, line, `Mean score by confidence. ${label}`),
    up: quarters,
    across: quarters,
    upName: 'mean score',
    acrossName: 'confidence',
    below: { name: 'n', cells: counts.map(n => (n === undefined ? '' : whole(n))) },
  })
}

function selective(runs: Told<Calibration>[]): Html {
  const limit = riskLimit(runs.map(({ told }) => told.curve))
  const lines = runs.map(({ line, told: { curve } }) => ({ curve, line }))
  const target = runs[0]?.told.coverageAtRisk.risk ?? 0
  const label = runs
    .map(({ run, told }) => {
      const end = told.curve.at(-1)
      return `${runName(run)}: ${percent(end?.risk ?? null)} risk at ${percent(end?.coverage ?? null)} coverage`
    })
    .join('; ')
  return chart({
    title: html`${runs.length > 1 ? runs.map(({ run, line }) => html`<span class="key">${swatch(line)}${badge(run)}</span>`) : ''}If only the surest answers were given`,
    drawing: riskCoverageDrawing(lines, limit, target, `Risk by coverage. ${label}`),
    up: [0, 0.25, 0.5, 0.75, 1].map(
      (share, i) => `${Math.round(100 * share * limit * 10) / 10}${i === 4 ? ' %' : ''}`,
    ),
    across: quarters,
    upName: 'risk: mean loss of the answers given',
    acrossName: 'coverage: share of cases answered',
  })
}

type Cell = { value: string; range: string }
type RowOf<T> = { name: string; cell: (told: T) => Cell }

const confidenceRows: RowOf<Calibration>[] = [
  {
    name: 'Answers with a confidence',
    cell: t => ({ value: whole(t.rated), range: `of ${whole(t.answered)}` }),
  },
  { name: 'Mean confidence', cell: t => ({ value: percent(t.confidence), range: '' }) },
  { name: 'Mean score of these answers', cell: t => ({ value: percent(t.score), range: '' }) },
  { name: 'Calibration error, noise taken off', cell: t => shareCell(t.ece) },
  { name: 'Brier score', cell: t => smallCell(t.brier) },
  {
    name: 'Accuracy of the surest 80 %',
    cell: ({ accuracyAtCoverage }) =>
      accuracyAtCoverage.value === null ? { value: '–', range: 'too few' } : shareCell(accuracyAtCoverage),
  },
  { name: 'Coverage at 5 % risk or less', cell: t => shareCell(t.coverageAtRisk) },
  { name: 'Area under the risk–coverage curve', cell: t => smallCell(t.aurc) },
  { name: '… of which a perfect order would save', cell: t => smallCell(t.excessAurc) },
]

const stabilityRows: RowOf<Stability>[] = [
  { name: 'The same answer every time', cell: t => shareCell(t.stable) },
  { name: 'Two askings agree', cell: t => shareCell(t.agreement) },
  { name: 'One answer earns', cell: t => shareCell(t.single) },
  { name: 'The vote earns', cell: t => shareCell(t.vote) },
  { name: 'Right every time', cell: t => shareCell(t.reliable) },
]

function stabilityBlock(runs: Told<Stability>[]): Html {
  return html`<section id="stability"><h2>Asked again</h2>${table(runs, stabilityRows)}
${runs.map(
  ({ run, told: { cases, repeats, gain, usdPerReliable } }) =>
    html`<p class="note">${badge(run)}${whole(cases)} cases asked up to ${repeats} times; ${gainText(gain)}${
      usdPerReliable !== null &&
      `; ${dollars(usdPerReliable)} for each case that is right every time, asked once`
    }.</p>`,
)}
<p class="note">An unreadable answer agrees with nothing; two abstentions agree. The vote takes what was said most often.</p></section>`
}

/** Quantities down, runs across, so that one run reads well on a narrow screen. */
function table<T>(runs: Told<T>[], rows: RowOf<T>[]): Html {
  const head = runs.map(
    ({ run }) => html`<th>${run.letter === undefined ? '' : badge(run)}</th><th>95 % interval</th>`,
  )
  return html`<div class="scroll"><table class="quantities"><thead><tr><th></th>${head}</tr></thead>
<tbody>${rows.map(
    ({ name, cell }) =>
      html`<tr><td>${name}</td>${runs.map(({ told }) => {
        const { value, range } = cell(told)
        return html`<td class="strong">${value}</td><td class="range">${range}</td>`
      })}</tr>`,
  )}</tbody></table></div>`
}

const meanings = html`<details><summary>What these mean</summary><dl class="facts">
<dt>Is confidence kept?</dt><dd>Answers in ten groups by confidence. A dot stands at a group’s mean confidence and mean score, with its 95 % interval; on the broken line they are equal, below it the model is too sure.</dd>
<dt>Calibration error</dt><dd>ECE: the mean distance of score from confidence, over up to ten groups of equal size. Noise alone makes it positive; what resampling shows of that is taken off in quadrature.</dd>
<dt>Brier score</dt><dd>Mean (confidence − score)². 0 is perfect, 0.25 is what 50 % throughout gets.</dd>
<dt>Risk and coverage</dt><dd>Had only answers above some confidence been given: the share of cases answered, and their mean loss (1 − score). Abstained and unreadable answers are never covered; an answer without a confidence comes last. The broken line marks a risk of 5 %. That coverage is read off the same cases, so it is a little optimistic.</dd>
<dt>Area</dt><dd>AURC: the mean risk over all coverages. The part that a perfect order would save is excess AURC.</dd>
</dl></details>`

function shareCell({ value, low, high }: Ranged): Cell {
  return { value: percent(value), range: value === null ? '' : percentRange(low, high) }
}

function smallCell({ value, low, high }: Ranged): Cell {
  const range = low === null || high === null ? 'no interval' : `[${thousandths(low)}, ${thousandths(high)}]`
  return { value: thousandths(value), range: value === null ? '' : range }
}

function percentOf(share: number): string {
  return `${Math.round(100 * share)} %`
}
