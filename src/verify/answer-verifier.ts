/**
 * Judging an answer: read it, compare it with the reference, say why. The same verifier scores a
 * benchmark and rewards a learner. With `official` a benchmark's published arithmetic judges instead;
 * with `judge` a model settles what the rules leave open. How sure an answer says it is goes into
 * `terms.confidence`; readers and judges of the answer do not see it.
 */
import { type Case, messageOf, type Question, type Reference } from '../cases/index.ts'
import { withConfidence, withoutClosingConfidence, withoutConfidence } from './confidence.ts'
import { type Reading, readAnswer } from './extract.ts'
import { grade, isLured } from './grade.ts'
import { gradeAnswer, type Judge, mapAnswer } from './judge.ts'
import { judgePromptVersion } from './judge-prompt.ts'
import type { Vocabulary } from './names.ts'
import { namesOf, vocabularyIndex } from './names.ts'
import { tokenise } from './normalise.ts'
import type { OfficialRule } from './official.ts'
import { agrees, secondReading } from './second-reader.ts'
import type { Trace } from './trace.ts'
import type { Extraction, Outcome, Verdict, Verifier } from './verdict.ts'

export type AnswerVerifierOptions = {
  id?: string
  /** Diagnoses and their synonyms; only for references of format `diagnosis`. */
  vocabulary?: Vocabulary
  /** Judges in place of the strict rules, for the formats that it covers. */
  official?: OfficialRule
  /** Settles open answers that strict matching does not accept, and closed ones that cannot be read. */
  judge?: Judge
}

type Draft = Omit<Verdict, 'verifier'>

/** A verifier for all text formats. It throws only where the judge is aborted or its budget is spent. */
export function answerVerifier(options: AnswerVerifierOptions = {}): Verifier {
  const { official, judge } = options
  const id = options.id ?? (official === undefined ? 'answer' : `answer/${official.id}`)
  const vocabularyFor = withReference(options.vocabulary)
  const finish = (draft: Draft): Verdict => ({ verifier: id, ...draft })
  return withConfidence({
    id,
    verify: (case_, trace) => {
      const missing = unanswered(trace) ?? (case_.reference === undefined ? noReference : undefined)
      const { reference } = case_
      if (missing !== undefined || reference === undefined)
        return finish(lureTerm(reference, missing ?? noReference))
      const whole = trace.answer ?? ''
      const published = official?.judge(case_, reference, withoutClosingConfidence(whole))
      if (published !== undefined) return finish(lureTerm(reference, published))
      const text = withoutConfidence(whole)
      const vocabulary = reference.format === 'diagnosis' ? vocabularyFor(reference) : undefined
      const question = questionFor(case_, reference)
      const strict = strictVerdict(question, reference, text, vocabulary)
      if (judge === undefined || !isOpenQuestion(strict, reference)) return finish(strict)
      return judged(judge, question, reference, text, strict, vocabulary).then(finish)
    },
  })
}

const noReference: Draft = {
  outcome: 'judge-failed',
  value: null,
  terms: {},
  why: 'the case has no reference answer',
}

/** Traces that hold no answer to judge. */
function unanswered(trace: Trace): Draft | undefined {
  if (trace.stop === 'not-asked')
    return {
      outcome: 'not-asked',
      value: null,
      terms: {},
      why: 'the answer that would open this question was not given',
    }
  if (trace.stop === 'error')
    return {
      outcome: 'provider-error',
      value: null,
      terms: {},
      why: trace.error ? `${trace.error.code}: ${messageOf(trace.error.message)}` : 'the provider failed',
    }
  if (trace.stop === 'refused')
    return { outcome: 'refused', value: 0, terms: {}, why: 'the provider reports a refusal' }
  if (trace.answer === null && trace.stop !== 'answered' && trace.stop !== 'length')
    return {
      outcome: 'provider-error',
      value: null,
      terms: {},
      why: `stopped (${trace.stop}) before an answer`,
    }
  return undefined
}

/** The question is read in the reference's format, whatever form it was asked in. */
function questionFor({ question }: Case, { format }: Reference): Question {
  return question.format === format ? question : { ...question, format }
}

function strictVerdict(
  question: Question,
  reference: Reference,
  text: string,
  vocabulary: Vocabulary | undefined,
): Draft {
  const reading = readAnswer(text, question, vocabulary)
  if (reading.kind !== 'answer') return lureTerm(reference, unreadVerdict(reading, text))
  return answered(question, reference, text, reading.extraction, vocabulary)
}

function answered(
  question: Question,
  reference: Reference,
  text: string,
  extraction: Extraction,
  vocabulary: Vocabulary | undefined,
): Draft {
  const graded = grade(reference, extraction.value, vocabulary)
  const second = secondReading(text, question)
  const agree = agrees(extraction.value, canonical(second, vocabulary))
  const terms = { ...graded.terms, ...(agree !== undefined && { agree: Number(agree) }) }
  const why = `${extraction.rule}: ${graded.why}`
  return lureTerm(reference, { ...graded, terms, why, extraction }, vocabulary)
}

function unreadVerdict(reading: Exclude<Reading, { kind: 'answer' }>, text: string): Draft {
  if (reading.kind === 'unread') return { outcome: 'unextracted', value: null, terms: {}, why: reading.why }
  const said = messageOf(text.slice(...reading.span), 120)
  return { outcome: reading.kind, value: 0, terms: {}, why: `the answer says "${said}"` }
}

/** A term `lured` wherever the case has a lure: 1 where the answer is the lure. */
function lureTerm(reference: Reference | undefined, draft: Draft, vocabulary?: Vocabulary): Draft {
  if (reference?.lure === undefined) return draft
  const read = draft.extraction?.value
  const lured = read !== undefined && isLured(reference, read, vocabulary)
  return { ...draft, terms: { ...draft.terms, lured: Number(lured) } }
}

/** The second reader knows no synonyms; the vocabulary's name stands for what it read. */
function canonical(second: string | undefined, vocabulary: Vocabulary | undefined): string | undefined {
  if (second === undefined || vocabulary === undefined) return second
  return namesOf(tokenise(second), vocabularyIndex(vocabulary))[0] ?? second
}

/** What is left for a judge: unread answers, and free text that was not accepted. */
function isOpenQuestion({ outcome }: Draft, { format }: Reference): boolean {
  return outcome === 'unextracted' || (outcome === 'incorrect' && format === 'open')
}

async function judged(
  judge: Judge,
  question: Question,
  reference: Reference,
  text: string,
  strict: Draft,
  vocabulary: Vocabulary | undefined,
): Promise<Draft> {
  const mark = { ...strict.terms, judged: 1, judgePrompt: judgePromptVersion }
  const settled = (outcome: Outcome, value: number | null, why: string): Draft => ({
    ...strict,
    outcome,
    value,
    terms: mark,
    why,
  })
  if (reference.format === 'open' || (reference.format === 'diagnosis' && vocabulary === undefined)) {
    const graded = await gradeAnswer(judge, question, text, reference)
    if (!graded.ok) return settled('judge-failed', null, graded.why)
    return graded.correct ? settled('correct', 1, graded.why) : settled('incorrect', 0, graded.why)
  }
  const mapped = await mapAnswer(judge, question, text, Object.keys(vocabulary ?? {}))
  if (!mapped.ok) return settled('judge-failed', null, mapped.why)
  if (mapped.value === null) return settled('unextracted', null, `${strict.why}; ${mapped.why}`)
  const extraction: Extraction = { rule: 'judge', span: [0, text.length], value: mapped.value }
  const graded = grade(reference, mapped.value, vocabulary)
  return lureTerm(
    reference,
    { ...graded, terms: { ...mark, ...graded.terms }, why: `${mapped.why}; ${graded.why}`, extraction },
    vocabulary,
  )
}

/**
 * The vocabulary with the reference in it, so that the right answer can always be read. Without a
 * vocabulary there is none: knowing only the right name would find it in any text that mentions it.
 */
function withReference(
  vocabulary: Vocabulary | undefined,
): (reference: Reference & { format: 'diagnosis' }) => Vocabulary | undefined {
  if (vocabulary === undefined) return () => undefined
  const extended = new Map<string, Vocabulary>()
  return ({ name, synonyms = [] }) => {
    const known = namesOf(tokenise(name), vocabularyIndex(vocabulary)).length > 0
    if (known && synonyms.length === 0) return vocabulary
    const key = [name, ...synonyms].join('\n')
    const made = extended.get(key) ?? extend(vocabulary, name, synonyms)
    extended.set(key, made)
    return made
  }
}

function extend(vocabulary: Vocabulary, name: string, synonyms: readonly string[]): Vocabulary {
  const canonicalName = namesOf(tokenise(name), vocabularyIndex(vocabulary))[0] ?? name
  return { ...vocabulary, [canonicalName]: [...(vocabulary[canonicalName] ?? []), name, ...synonyms] }
}
