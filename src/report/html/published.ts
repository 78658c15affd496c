/** What others published for this benchmark, beside ours, and whether the two compare. */
import type { Published } from '../../benchmarks/index.ts'
import { percent, percentRange, points, whole } from '../format.ts'
import { type Distance, distancesTo, type Yardstick } from '../yardstick.ts'
import { type Html, html } from './markup.ts'
import { badge, headlines, type ReportRun, runName } from './report-run.ts'

export function publishedTable(published: Published, runs: ReportRun[]): Html {
  const { source, data, rows } = published
  const [first] = runs
  const metrics = first === undefined ? [] : headlines(first)
  const cells = (shareOf: (id: string) => number | null | undefined) =>
    metrics.map(({ id }) => html`<td>${percent(shareOf(id) ?? null)}</td>`)
  const ours = runs.map(
    run =>
      html`<tr class="ours"><td>${badge(run)}${runName(run)}</td>${cells(id => run.summary.metrics.find(metric => metric.id === id)?.value)}</tr>`,
  )
  const same = isSameData(published, runs)
  return html`${distanceTables(published, runs)}<details><summary>Published results${!same && ', on other data'}</summary>
<p class="note">${comparability(published, runs)} Published: ${data}. This page: ${first?.run.card.name ?? ''}. Source: ${source}.</p>
<div class="scroll tight"><table>
<thead><tr><th class="head">model</th>${metrics.map(({ name }) => html`<th>${name}</th>`)}</tr></thead>
<tbody>${ours}${rows.map(({ model, values }) => html`<tr><td>${model}</td>${cells(id => values[id])}</tr>`)}</tbody>
</table></div>${groupTables(published, runs)}</details>`
}

/** By the card: it names the official data only where the file was verified. */
function isSameData({ card }: Published, runs: ReportRun[]): boolean {
  return card !== undefined && runs.every(({ run }) => run.card.name === card)
}

function comparability(published: Published, runs: ReportRun[]): Html {
  if (!isSameData(published, runs))
    return html`<b>These do not compare with the results above.</b> Prompts and the matching of answers differ too.`
  return runs.every(({ run }) => run.ask.scoring === 'official')
    ? html`On the same questions, with the published matching except for its random guesses.`
    : html`On the same questions, but answers were matched differently: the published figures go with official scoring.`
}

/** Each group with the run's value, its interval, and the distance to the published row. */
function distanceTables(published: Published, runs: ReportRun[]): Html | false {
  const held = runs.flatMap(run => {
    const yardstick = distancesTo(published, run.summary)
    return yardstick === undefined ? [] : [{ run, yardstick }]
  })
  const [first] = held
  if (first === undefined) return false
  const { model } = first.yardstick
  const tags = [...new Set(held.flatMap(({ yardstick }) => [...yardstick.by.keys()]))].filter(
    tag => tag !== '',
  )
  return html`<details class="fold" open><summary>Distance to the published ${model}</summary>
<p class="note">${comparability(published, runs)} Distances are the run's value less the published one, in points; intervals are the run's own, since none was published.</p>
${tags.map((tag, i) => distanceTable(tag, held, model, i === 0))}</details>`
}

type Held = { run: ReportRun; yardstick: Yardstick }

function distanceTable(tag: string, held: Held[], model: string, withOverall: boolean): Html {
  const groups = (of: Held) => [
    ...(withOverall ? (of.yardstick.by.get('') ?? []) : []),
    ...(of.yardstick.by.get(tag) ?? []),
  ]
  const values = [...new Set(held.flatMap(of => groups(of).map(({ value }) => value)))]
  const rows = values.map(value => ({
    value,
    found: held.map(of => groups(of).find(group => group.value === value)),
  }))
  const ranges = held.length <= 2
  return html`<div class="scroll tight"><table class="distances">
<thead><tr><th class="head">${tag}</th><th>n</th>${held.map(
    ({ run }) =>
      html`<th>${held.length === 1 ? 'run' : badge(run)}</th>${ranges && html`<th class="interval">95 % interval</th>`}<th>distance</th>`,
  )}<th>${model}, published</th></tr></thead>
<tbody>${rows.map(
    ({ value, found }) =>
      html`<tr><td>${value ?? 'all'}</td><td>${whole(Math.max(0, ...found.map(group => group?.estimate.units ?? 0)))}</td>${found.map(group => distanceCells(group, ranges))}<td>${percent(found.find(group => group !== undefined)?.yardstick ?? null)}</td></tr>`,
  )}</tbody>
</table></div>`
}

function distanceCells(group: Distance | undefined, ranges: boolean): Html {
  const { value = null, low = null, high = null } = group?.estimate ?? {}
  return html`<td class="strong">${percent(value)}</td>${ranges && html`<td class="range">${value === null ? '' : percentRange(low, high)}</td>`}<td>${points(group?.distance ?? null)}</td>`
}

/** All published rows within the groups of each tag, where rows tell them, ours on top. */
function groupTables({ rows }: Published, runs: ReportRun[]): Html[] {
  const tags = [...new Set(rows.flatMap(({ by = {} }) => Object.keys(by)))]
  return tags.map(tag => {
    const telling = rows.filter(({ by }) => Object.keys(by?.[tag] ?? {}).length > 0)
    const values = [...new Set(telling.flatMap(({ by }) => Object.keys(by?.[tag] ?? {})))]
    const cells = (shareOf: (value: string) => number | null | undefined) =>
      values.map(value => html`<td>${percent(shareOf(value) ?? null).replace(' %', '')}</td>`)
    return html`<div class="scroll"><table>
<thead><tr><th class="head">${tag}, in %</th>${values.map(value => html`<th class="wrap">${value}</th>`)}</tr></thead>
<tbody>${runs.map(
      run =>
        html`<tr class="ours"><td>${badge(run)}${runName(run)}</td>${cells(value => run.summary.metrics[0]?.by[tag]?.[value]?.value)}</tr>`,
    )}${telling.map(({ model, by }) => html`<tr><td>${model}</td>${cells(value => by?.[tag]?.[value])}</tr>`)}</tbody>
</table></div>`
  })
}
