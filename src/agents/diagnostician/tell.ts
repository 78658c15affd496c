/** A diagnosis in words: what was perceived, the audit of each candidate, and the decision. */
import { citationOf } from './look-up.ts'
import type { Audit, Diagnosis, KnowledgeNode } from './nodes.ts'

export function tellCandidates({ candidates }: Diagnosis): string {
  const names = candidates.map(({ disease, probability, why }) => {
    const share = probability === undefined ? '' : ` ${(100 * probability).toFixed(1)} %`
    return `${disease}${share}${why === undefined ? '' : ` (${why})`}`
  })
  return names.length === 0 ? 'First guess: none.' : `First guess: ${names.join(', ')}.`
}

export function tellPatient({ summary, patient }: Diagnosis): string {
  const lines = patient.map(
    ({ status, content, originalText }) => `${status}: ${content} ("${originalText}")`,
  )
  return [`In one line: ${summary}.`, ...lines].join('\n')
}

/** What separates the candidates, pivots only. */
export function tellPivots({ knowledge, patient }: Diagnosis): string {
  const here = new Set(patient.filter(({ status }) => status === 'Present').map(({ id }) => id))
  const told = knowledge.filter(
    ({ supports, rulesOut, about }) =>
      supports.length > 0 && rulesOut.length > 0 && about.some(id => here.has(id)),
  )
  return told.length === 0 ? 'No present finding separates the candidates.' : told.map(tellPivot).join('\n')
}

function tellPivot({ content, supports, rulesOut, source }: KnowledgeNode): string {
  const learned = source === 'memory' ? ' (learned)' : ''
  return `${content} supports ${supports.join(', ')} and rules out ${rulesOut.join(', ')}${learned}.`
}

/** What was looked up, with tool and version. */
export function tellLookups({ lookups = [] }: Diagnosis): string[] {
  return lookups.map(lookup => {
    const asked = `Looked up with ${citationOf(lookup)}`
    if (lookup.failed !== undefined) return `${asked}: no answer (${lookup.failed}).`
    return `${asked}: ${lookup.facts.length} findings. Source: ${lookup.source}.`
  })
}

/** What to ask next; nothing where a doubt says it. */
export function tellQuestions({ questions = [], doubt }: Diagnosis): string[] {
  const [first] = questions
  if (first === undefined || doubt !== undefined) return []
  const lines = questions.map(
    ({ content, question, listedFor }) => `- ${content}: ${question} (listed for ${listedFor.join(', ')})`,
  )
  return [`To ask next, by ${first.by}:\n${lines.join('\n')}`]
}

export function tellAudit({ disease, matches, conflicts, shadows, score, ...why }: Audit): string {
  const list = (what: string, items: readonly string[]) =>
    items.length > 0 ? [`${what}: ${items.join(', ')}`] : []
  return [
    `${disease}: ${matches} matched, ${conflicts} in conflict, ${shadows} missing; score ${score}`,
    ...list('denied though essential', why.disqualifiedBy),
    ...list('cannot explain', why.unexplained),
    ...list('expected but not found', why.missing),
    ...list(`listed for it by ${why.cited?.by}`, why.cited?.listed ?? []),
    ...list(`not listed for it by ${why.cited?.by}`, why.cited?.notListed ?? []),
  ].join('; ')
}

export function tellExemplars({ exemplars }: Diagnosis): string[] {
  if (exemplars.length === 0) return []
  const told = exemplars.map(
    ({ caseId, disease, similarity }) =>
      `${disease} (case ${caseId}, ${(100 * similarity).toFixed(0)} % alike)`,
  )
  return [`Nearest remembered cases: ${told.join(', ')}.`]
}

/** What the findings leave, and what to ask next; nothing where nothing is doubted. */
export function tellDoubt({ doubt }: Diagnosis): string[] {
  if (doubt === undefined) return []
  const { leading, ask } = doubt
  const names = leading.map(({ disease, probability }) => `${disease} ${(100 * probability).toFixed(0)} %`)
  const questions = ask.map(({ content, question, usualIn }) => {
    const few = usualIn.length > 0 && leading.length > 0
    return `- ${content}: ${question}${few ? ` (usual in ${usualIn.join(', ')})` : ''}`
  })
  return [
    ...(names.length > 0
      ? [`By what is stated alone, silence left open, the likeliest are ${names.join(', ')}.`]
      : []),
    ...(questions.length > 0 ? [`What would tell most:\n${questions.join('\n')}`] : []),
  ]
}

export function tellDecision({ decision, failures }: Diagnosis): string {
  const failed = failures.map(({ stage, reason }) => `Trouble in the stage ${stage}: ${reason}.`)
  const end =
    decision.disease === null
      ? `I cannot answer this question: ${decision.why}.`
      : `${decision.disease}, because ${decision.why}.`
  return [...failed, end].join('\n')
}
