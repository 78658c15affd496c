/** What was measured, on what. How it was run, and where the data come from, lie folded below. */
import type { Card } from '../../cases/index.ts'
import { sentence, settingsText, whole } from '../format.ts'
import { type Html, html } from './markup.ts'
import { badge, type ReportRun, runName } from './report-run.ts'

export function header(runs: ReportRun[]): Html {
  const [first] = runs
  if (first === undefined) return html``
  const { n, clusters } = first.summary
  const size = `${whole(n)} ${n === 1 ? 'case' : 'cases'}${clusters === n ? '' : ` in ${whole(clusters)} clusters`}`
  return html`<header>
<h1>${first.summary.title}</h1>
<p class="lead">${runs.length === 1 && html`<b>${runName(first)}</b> on `}${first.run.card.name}: ${size}</p>
${runs.length > 1 && runList(runs)}
</header>`
}

/** Names a line says already, or need not say. */
const unsaid = new Set(['Model', 'Mode', 'Solver', 'Segmenter', 'Scoring', 'Started'])

/** Each of several runs: its name, and what else sets it apart. */
function runList(runs: ReportRun[]): Html {
  const told = runs.map(run => ({ run, facts: factsOf(run) }))
  const differing = factNames(runs).filter(
    name => !unsaid.has(name) && new Set(told.map(({ facts }) => facts.get(name))).size > 1,
  )
  return html`<ul class="runs">${told.map(({ run, facts }) => {
    const apart = differing.flatMap(name => {
      const value = facts.get(name)
      return value === undefined ? [] : [`${name.toLowerCase()} ${value}`]
    })
    return html`<li>${badge(run)}<span>${runName(run)} <span class="soft small">${apart.join(' · ')}</span></span></li>`
  })}</ul>`
}

/** Everything that was asked for, and the card of the data. */
export function conditions(runs: ReportRun[]): Html {
  const [first] = runs
  if (first === undefined) return html``
  const told = runs.map(factsOf)
  const rows = factNames(runs).map(
    name =>
      html`<tr><td>${name}</td>${told.map(facts => html`<td class="wrap">${facts.get(name)}</td>`)}</tr>`,
  )
  return html`<section id="conditions"><h2>How it was run</h2>
<div class="scroll"><table class="words">${
    runs.length > 1 &&
    html`<thead><tr><th></th>${runs.map(run => html`<th>${badge(run)}${runName(run)}</th>`)}</tr></thead>`
  }<tbody>${rows}</tbody></table></div>
${cardFacts(first.run.card)}
</section>`
}

function factNames(runs: ReportRun[]): string[] {
  return [...new Set(runs.flatMap(run => [...factsOf(run).keys()]))]
}

function factsOf({ run }: ReportRun): Map<string, string> {
  const { ask, code, prices, createdAt, rescoredFrom } = run
  const sampling = Object.entries(ask.sampling).map(([name, value]) => `${name} ${value}`)
  return new Map([
    ['Model', ask.model],
    ['Mode', ask.mode],
    ...(ask.settings === undefined ? [] : [['Settings', settingsText(ask.settings).join(', ')] as const]),
    ['Solver', ask.solver],
    ...(ask.segmenter === undefined ? [] : [['Segmenter', ask.segmenter] as const]),
    ['Scoring', ask.scoring],
    ...(ask.judge === undefined ? [] : [['Judge', ask.judge] as const]),
    ...(ask.repeats === undefined ? [] : [['Asked', `${ask.repeats} times each`] as const]),
    ...(ask.confidence ? [['Confidence', 'asked for'] as const] : []),
    ['Seed', `${ask.seed}${ask.limit === undefined ? '' : `, first ${whole(ask.limit)} cases`}`],
    ...(sampling.length === 0 ? [] : [['Sampling', sampling.join(', ')] as const]),
    ['Started', `${createdAt.slice(0, 16).replace('T', ' ')} UTC`],
    ['Code', `praxis ${code.praxis}, node ${code.node}`],
    ['Prices as of', prices.asOf],
    ...(rescoredFrom === undefined ? [] : [['Rescored from', rescoredFrom] as const]),
  ])
}

function cardFacts({ version, licence, access, source, citation, intendedUse, limits }: Card): Html {
  const list = [
    ['Version', version],
    ['Licence', `${licence} (${access})`],
    ['Source', source],
    ['Citation', citation],
    ['Intended use', intendedUse],
    ['Limits', limits],
  ]
  return html`<h3>The data</h3><dl class="facts">${list.map(
    ([name, value]) => html`<dt>${name}</dt><dd>${sentence(value ?? '')}</dd>`,
  )}</dl>`
}

/** Title of the page: the benchmark, and the run where there is only one. */
export function pageTitle(runs: ReportRun[]): string {
  const [first] = runs
  if (first === undefined) return 'Praxis report'
  return runs.length === 1 ? `${first.summary.title}: ${runName(first)}` : first.summary.title
}
