/** The first run against each other one: verdicts in words, differences with their intervals drawn. */
import type { Comparison, MetricComparison } from '../compare.ts'
import {
  detectableText,
  formatP,
  percent,
  percentRange,
  points,
  pointsRange,
  quantityText,
  sentence,
  whole,
} from '../format.ts'
import type { Judged } from '../judged.ts'
import type { ModeQuantity } from '../mode-quantities.ts'
import { foundText, pText } from '../verdict-sentence.ts'
import { aboutZero, bare, intervals } from './drawing.ts'
import { type Html, html } from './markup.ts'
import { badge, type ReportRun, runName } from './report-run.ts'

/** A comparison, or why there is none. */
export type Compared = { a: ReportRun; b: ReportRun; result: Comparison | { refused: string } }

export function comparisons(pairs: Compared[]): Html {
  if (pairs.every(({ result }) => 'refused' in result)) return html``
  return html`<section id="comparison"><h2>Case by case</h2>${pairs.map(onePair)}
<p class="note">Differences are in percentage points, with 95 % intervals by bootstrap over clusters of paired cases. The first metric is tested by itself, the others and the groups with p corrected by Holm; a verdict other than tied needs p below 0.05 and an interval without zero. Detectable: the smallest true difference that a test of this size finds four times in five.</p></section>`
}

/** Each comparison in one sentence, for the top of the page. */
export function verdicts(pairs: Compared[]): Html {
  return html`${pairs.map(({ a, b, result }) => {
    const names = html`${badge(b)}${runName(b)} against ${badge(a)}${runName(a)}`
    if ('refused' in result)
      return html`<p class="verdict">${names}: <span class="soft">not compared, ${result.refused.replaceAll('`', '')}.</span></p>`
    const { quantity, metrics } = result
    const [headline] = metrics
    if (quantity === null && (headline?.decision === 'better' || headline?.decision === 'worse'))
      return html`<p class="verdict">${badge(b)}${runName(b)} is <b>${headline.decision}</b> than ${badge(a)}${runName(a)} in ${headline.name}: <b>${foundText(headline)}</b>, ${pText(headline)}${others(metrics.slice(1))}</p>`
    if (quantity === null)
      return html`<p class="verdict">${names}: ${headline?.name} ${headline?.sentence ?? 'has nothing to compare'}${others(metrics.slice(1))}</p>`
    const { value, range } = quantityText(quantity.unit, quantity)
    return html`<p class="verdict">${names}: <b>${quantity.name} ${value}</b> <span class="soft">${range}, ${whole(quantity.units)} cases</span></p>`
  })}`
}

function others(metrics: MetricComparison[]): Html {
  return html`${metrics.map(
    ({ name, decision, difference }) =>
      html`<span class="soft">; ${name} ${decision}${difference !== null && `, ${points(difference)}`}</span>`,
  )}`
}

function onePair({ a, b, result }: Compared): Html {
  const names = html`<p class="small">${badge(a)}${runName(a)} <span class="soft">against</span> ${badge(b)}${runName(b)}</p>`
  if ('refused' in result)
    return html`<div class="metric">${names}<p class="note">Not compared: ${result.refused}.</p></div>`
  const { metrics, quantity, n, clusters } = result
  return html`<div class="metric">${names}
${quantity !== null && quantityBlock(quantity)}
${differences(
  'Metric',
  metrics.map(metric => ({ name: metric.name, judged: metric })),
  letters(a, b),
)}
${taskTables(metrics, a, b)}
<p class="note">${whole(n)} cases in ${whole(clusters)} clusters, compared case by case; tested by ${testText(metrics[0])}.</p>
</div>`
}

function quantityBlock(quantity: ModeQuantity): Html {
  const { name, definition, unit, units, unread, bounds } = quantity
  const { value, range } = quantityText(unit, quantity)
  const both =
    unread === undefined || bounds === undefined
      ? ''
      : ` ${whole(unread)} not read; counted both ways ${percentRange(bounds.low, bounds.high)} %.`
  return html`<p class="verdict"><b>${name} ${value}</b> <span class="soft">${range}</span></p>
<p class="note">${sentence(definition)}; ${whole(units)} cases.${both}</p>`
}

function taskTables(metrics: MetricComparison[], a: ReportRun, b: ReportRun): Html {
  const tables = metrics.flatMap(({ name, tasks }) => {
    if (tasks === null) return []
    const rows = Object.entries(tasks.values).map(([value, judged]) => ({ name: value, judged }))
    return [html`<h3>${name}</h3>${differences(tasks.tag, rows, letters(a, b))}`]
  })
  if (tables.length === 0) return html``
  return html`<details class="fold"><summary>By group</summary>${tables}</details>`
}

/** A row a difference, b − a, drawn about zero. */
export function differences(
  head: string,
  rows: { name: string; judged: Judged }[],
  [a, b]: readonly [a: string, b: string],
): Html {
  const scale = aboutZero(rows.flatMap(({ judged }) => [judged.low, judged.high, judged.difference]))
  return html`<div class="scroll"><table class="about-zero" data-sort data-keep="30">
<thead><tr><th class="head" data-kind="text">${head}</th><th data-kind="number">n</th><th data-kind="number">${a}</th><th data-kind="number">${b}</th><th data-kind="number">difference</th><th>95 % interval</th><th data-kind="number">p</th><th data-kind="number">detectable</th><th>verdict</th><th class="plot"><span><i>${points(scale.from)}</i><i>0</i><i>${points(scale.to)}</i></span></th></tr></thead>
<tbody>${rows.map(({ name, judged }) => {
    const { difference, low, high, pAdjusted, detectable, units } = judged
    const mark = { value: difference, low, high, first: true }
    return html`<tr><td>${name}</td><td data-value="${units}">${whole(units)}</td><td data-value="${judged.a ?? ''}">${percent(judged.a)}</td><td data-value="${judged.b ?? ''}">${percent(judged.b)}</td><td class="strong" data-value="${difference ?? ''}">${points(difference)}</td><td class="range">${difference === null ? '' : pointsRange(low, high)}</td><td data-value="${pAdjusted ?? ''}">${pAdjusted === null ? '–' : formatP(pAdjusted).replace('= ', '')}</td><td data-value="${detectable ?? ''}">${detectableText(detectable)}</td><td class="${judged.decision === 'better' || judged.decision === 'worse' ? 'changed' : ''}">${judged.decision}</td><td class="plot">${intervals([mark], bare(scale), `${name}: ${points(difference)} ${pointsRange(low, high)}`)}</td></tr>`
  })}</tbody>
</table></div>`
}

function letters(a: ReportRun, b: ReportRun): readonly [string, string] {
  return [a.letter ?? 'A', b.letter ?? 'B']
}

function testText(metric: MetricComparison | undefined): string {
  if (metric?.test === 'normal') return 'the z test over clusters'
  return metric?.test === 'mcnemar' ? 'the exact McNemar test' : 'sign-flips of whole clusters'
}
