/** What became of every case: one bar per run, every outcome named and counted. */
import type { Outcome } from '../../verify/index.ts'
import { percent, whole } from '../format.ts'
import { stackedBar } from './drawing.ts'
import { howItFails } from './how-it-fails.ts'
import { type Html, html } from './markup.ts'
import { badge, type ReportRun, runName } from './report-run.ts'

const order: Outcome[] = [
  'correct',
  'partial',
  'incorrect',
  'abstained',
  'refused',
  'unextracted',
  'judge-failed',
  'provider-error',
  'not-asked',
]

const meanings: Record<Outcome, string> = {
  correct: 'the answer is right',
  partial: 'partial credit',
  incorrect: 'the answer is wrong',
  abstained: 'the model declined to decide',
  refused: 'the model refused to answer',
  unextracted: 'an answer was given, none could be read',
  'judge-failed': 'the judge gave no verdict',
  'provider-error': 'the model server gave no answer',
  'not-asked': 'an earlier answer did not open the question',
}

export function outcomes(runs: ReportRun[]): Html {
  return html`<section id="outcomes"><h2>What became of every case</h2>${runs.map(bar)}${howItFails(runs)}</section>`
}

function bar(run: ReportRun): Html {
  const { outcomes: counts, n, extractorAgreement } = run.summary
  const shown = order.filter(outcome => counts[outcome] > 0)
  const parts = shown.map(outcome => ({
    count: counts[outcome],
    className: `o-${outcome}`,
    title: `${outcome}: ${counts[outcome]}`,
  }))
  const agreement =
    extractorAgreement === null || (run.letter !== undefined && extractorAgreement.share === 1)
      ? undefined
      : html`<p class="note">Two independent readers of the text took the same answer from ${percent(extractorAgreement.share)} of ${whole(extractorAgreement.cases)} replies.</p>`
  return html`<div class="metric">
${run.letter !== undefined && html`<p class="small">${badge(run)}${runName(run)}</p>`}
${n === 0 && html`<p class="note">No case was judged.</p>`}<div class="bar">${n > 0 && stackedBar(parts, shown.map(o => `${o} ${counts[o]}`).join(', '))}</div>
<ul class="legend">${shown.map(
    outcome =>
      html`<li title="${meanings[outcome]}"><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="o-${outcome}" width="10" height="10" rx="2"/></svg>${outcome} <b>${whole(counts[outcome])}</b> <span class="soft">${percent(counts[outcome] / n)}</span></li>`,
  )}</ul>
${agreement}
</div>`
}
