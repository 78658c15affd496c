/** The worst failures, each with everything needed to judge it oneself. */
import type { Reference } from '../../cases/index.ts'
import type { RunRecord } from '../../runs/index.ts'
import { labelsText } from '../../verify/index.ts'
import { shorten } from '../text-table.ts'
import { diagnosisOf } from './diagnosis.ts'
import { episode } from './episode.ts'
import { type Html, html } from './markup.ts'
import type { Failure, FailureKind } from './pick-failures.ts'
import { badge, type ReportRun, runName } from './report-run.ts'
import { thumbnail } from './thumbnail.ts'
import { traceSteps } from './trace-steps.ts'
import { type Run as WordRun, wordDifference } from './word-difference.ts'

const kindNames: Record<FailureKind, string> = {
  lured: 'took the lure',
  incorrect: 'wrong',
  mask: 'mask',
  unextracted: 'not read',
  unanswered: 'no answer',
}

function kindName({ kind, record: { verdict } }: Failure): string {
  if (kind === 'mask') return `Dice ${verdict.value?.toFixed(3)}`
  if (verdict.outcome === 'refused') return 'refused'
  return verdict.outcome === 'judge-failed' ? 'not judged' : kindNames[kind]
}

/** Characters of an answer shown around what was read out of it. */
const answerWindow = 700

/** A longer list is a vocabulary; reference and answer say enough. */
const mostOptions = 10

export async function failures(runs: ReportRun[]): Promise<Html> {
  const blocks: Html[] = []
  for (const run of runs) {
    if (run.failures.length === 0) continue
    const cards: Html[] = []
    for (const failure of run.failures) cards.push(await card(run, failure))
    blocks.push(
      run.letter === undefined
        ? html`${cards}`
        : html`<details class="fold"${run.first && html` open`}><summary>${badge(run)}${runName(run)}</summary>${cards}</details>`,
    )
  }
  if (blocks.length === 0) return html``
  const masks = runs.some(run => run.failures.some(({ kind }) => kind === 'mask'))
  return html`<section id="failures">${masks ? maskHeading : heading}
${blocks}</section>`
}

const heading = html`<h2>Where it fails</h2>
<p class="note">Traps that worked first, then other wrong answers, then what could not be read, judged or answered. A fixed sample, not a selection by hand; every record is in the run folder.</p>`

const maskHeading = html`<h2>The worst masks</h2>
<p class="note">Lowest Dice first, one of each cluster. Each turn shows the mask after it and what was drawn: <span class="k box">a box</span>, <span class="k positive">a positive</span> or <span class="k negative">a negative click</span>, with coordinates on the grid of 0 to 999. The mask is <span class="k mask">green</span>, the outline of the reference <span class="k reference">amber</span>. Every record is in the run folder.</p>`

async function card(run: ReportRun, failure: Failure): Promise<Html> {
  const { record, twin } = failure
  const masks = record.case.reference?.format === 'mask' ? await episode(run.dir, record) : undefined
  if (masks !== undefined) return maskCard(run, failure, masks)
  const images = await pictures(run.dir, record)
  const body = twin === undefined ? single(record) : pair(record, twin)
  return html`<article class="failure${images === undefined && ' textual'}">${images}
<div>
${kicker(run, failure)}
${body}
${await diagnosisOf(run.dir, record)}
${traceSteps(record.trace)}
</div></article>`
}

function maskCard(run: ReportRun, failure: Failure, masks: Html): Html {
  const { record } = failure
  const { why, outcome } = record.verdict
  return html`<article class="failure textual"><div>
${kicker(run, failure)}
<p class="question">${record.case.question.text}</p>
${masks}
${failure.kind !== 'mask' && html`<p class="note">${outcome}: ${why}</p>`}
${traceSteps(record.trace)}
</div></article>`
}

function kicker(run: ReportRun, failure: Failure): Html {
  const { record } = failure
  return html`<div class="kicker"><span class="tag">${kindName(failure)}</span><span>${record.case.id}</span>${tags(run, record)}</div>`
}

/** The tags that the tables group by, but for one that repeats the question. */
function tags({ summary }: ReportRun, { case: { tags: all, question } }: RunRecord): Html[] {
  return Object.keys(summary.metrics[0]?.by ?? {}).flatMap(name => {
    const value = all[name]
    return value === undefined || value === question.text
      ? []
      : [html`<span title="${name}">${shorten(value, 40)}</span>`]
  })
}

async function pictures(dir: string, { case: { media } }: RunRecord): Promise<Html | undefined> {
  const shown: Html[] = []
  for (const medium of media.slice(0, 3)) {
    if (medium.kind !== 'image') continue
    const uri = await thumbnail(dir, medium)
    shown.push(
      uri === undefined
        ? html`<figure><figcaption>${medium.mediaType}, not shown: ${medium.sha256.slice(0, 12)}</figcaption></figure>`
        : html`<figure><img src="${uri}" alt="image of the case" loading="lazy"></figure>`,
    )
  }
  return shown.length === 0 ? undefined : html`<div>${shown}</div>`
}

function single(record: RunRecord): Html {
  return html`<p class="question">${record.case.question.text}</p>${options(record)}${answers(record)}`
}

/** Control and trap side by side, differing words marked. */
function pair(trap: RunRecord, control: RunRecord): Html {
  const difference = wordDifference(control.case.question.text, trap.case.question.text)
  const side = (title: string, record: RunRecord, words: WordRun[]) =>
    html`<div><h4>${title}</h4><p class="question">${words.map(marked)}</p>${options(record)}${answers(record)}</div>`
  return html`<div class="pair">${side('Control', control, difference.a)}${side('Trap', trap, difference.b)}</div>`
}

function marked({ text, differs }: WordRun): Html {
  return differs ? html`<mark>${text}</mark>` : html`${text}`
}

function hasShortList({ options: all }: RunRecord['case']['question']): boolean {
  return all !== undefined && all.length <= mostOptions
}

/** The options with the right and the chosen one marked; nothing for a vocabulary. */
function options({ case: { question, reference }, verdict }: RunRecord): Html {
  if (!hasShortList(question)) return html``
  const right = new Set(reference === undefined ? [] : keysOf(reference))
  const chosen = new Set(verdict.extraction?.value.split(',').map(key => key.trim()))
  return html`<ul class="options">${question.options?.map(({ key, text }) => {
    const marks = [
      ...(right.has(key) ? ['expected'] : []),
      ...(chosen.has(key) ? ['answered'] : []),
      ...(reference?.lure === key ? ['the lure'] : []),
    ]
    return html`<li class="${right.has(key) && 'right'}"><span class="key">${key}</span><span class="${chosen.has(key) && 'chosen'}">${text}</span> <span class="soft small">${marks.join(', ')}</span></li>`
  })}</ul>`
}

/** An option key with the option's text; labels are their own text. */
function named(value: string, { format, options: all }: RunRecord['case']['question']): string {
  if (format === 'labels') return value.replaceAll(',', ', ')
  const text = all?.find(({ key }) => key === value)?.text
  return text === undefined || text === value ? value : `${value} ${text}`
}

function answers({ case: { question, reference }, trace, verdict }: RunRecord): Html {
  const { extraction, why, outcome } = verdict
  const listed = hasShortList(question)
  // What a rule says of its own reading is plain from the lines above.
  const plain = extraction !== undefined && why.startsWith(`${extraction.rule}:`)
  return html`<dl class="answers">
${!listed && reference !== undefined && html`<dt>Expected</dt><dd class="strong">${named(referenceText(reference), question)}</dd>`}
${
  (!listed || extraction === undefined) &&
  html`<dt>Answered</dt><dd>${
    extraction === undefined
      ? html`<span class="soft">nothing that could be read</span>`
      : html`<span class="chosen">${named(extraction.value, question)}</span>${outcome === 'correct' && html` <span class="soft">right</span>`}${extraction.value === reference?.lure && html` <span class="soft">the lure</span>`}`
  }</dd>`
}
<dt>In its words</dt><dd class="words">${trace.answer === null ? html`<span class="soft">no reply</span>` : highlighted(trace.answer.trim() === '' ? '(empty)' : trace.answer, extraction?.span)}</dd>
${!plain && why !== '' && html`<dt>Verdict</dt><dd class="soft words">${outcome}: ${why}</dd>`}
</dl>`
}

/** The answer with what was read marked; a long one is cut to what stands around the mark. */
export function highlighted(answer: string, span: readonly [number, number] | undefined): Html {
  const [start, end] = span ?? [0, 0]
  const from = Math.max(0, Math.min(start - answerWindow / 2, answer.length - answerWindow))
  const to = Math.min(answer.length, Math.max(from + answerWindow, end + 50))
  const before = `${from > 0 ? '… ' : ''}${answer.slice(from, start)}`
  const after = `${answer.slice(end, to)}${to < answer.length ? ' …' : ''}`
  return start < end
    ? html`${before}<mark>${answer.slice(start, end)}</mark>${after}`
    : html`${before}${after}`
}

function keysOf(reference: Reference): string[] {
  if (reference.format === 'choice') return [reference.key]
  return reference.format === 'choices' ? reference.keys : []
}

function referenceText(reference: Reference): string {
  switch (reference.format) {
    case 'choice':
      return reference.key
    case 'choices':
      return reference.keys.join(', ')
    case 'yes-no':
      return reference.answer
    case 'number':
      return `${reference.value}${reference.tolerance === undefined ? '' : ` ± ${reference.tolerance}`}`
    case 'open':
      return reference.answers.join('; ')
    case 'diagnosis':
      return reference.name
    case 'labels':
      return labelsText(reference.present)
    case 'mask':
      return 'a mask'
  }
}
