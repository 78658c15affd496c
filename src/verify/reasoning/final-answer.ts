/**
 * The answer of a reply, in a form that can be compared with the answer of another reply to the same
 * question. One reader for the first answer and for every later one, so that a difference is never one
 * between readers.
 */
import { diseaseVocabulary, type Question } from '../../cases/index.ts'
import { readAnswer } from '../extract.ts'
import type { Vocabulary } from '../names.ts'
import { normaliseAnswer } from '../normalise.ts'

/** `id` is equal for equal answers. An abstention is an answer given up; `unread` is none at all. */
export type FinalAnswer =
  | { kind: 'answer'; value: string; id: string; stated: boolean }
  | { kind: 'abstained' }
  | { kind: 'unread' }

/** Open answers count as the same where they are equal after `normaliseAnswer`: other words are another answer. */
export function readFinal(text: string, question: Question): FinalAnswer {
  const reading = readAnswer(text, question, vocabularyOf(question))
  if (reading.kind === 'abstained') return { kind: 'abstained' }
  if (reading.kind !== 'answer') return { kind: 'unread' }
  const { value, rule } = reading.extraction
  const id = question.format === 'number' ? String(Number(value)) : normaliseAnswer(value)
  return { kind: 'answer', value, id, stated: /^(?:boxed|tagged|marked|chosen|declared|stated)/.test(rule) }
}

/** Whether two answers differ; undefined where either cannot be read. */
export function differs(a: FinalAnswer, b: FinalAnswer): boolean | undefined {
  if (a.kind === 'unread' || b.kind === 'unread') return undefined
  if (a.kind === 'answer' && b.kind === 'answer') return a.id !== b.id
  return a.kind !== b.kind
}

const known = new WeakMap<NonNullable<Question['options']>, Vocabulary>()
let diseases: Record<string, string[]> | undefined

/** Diagnoses to choose from, with the synonyms that we know; undefined where none are listed. */
function vocabularyOf({ format, options }: Question): Vocabulary | undefined {
  if (format !== 'diagnosis' || options === undefined) return undefined
  diseases ??= diseaseVocabulary()
  const synonyms = diseases
  const made =
    known.get(options) ?? Object.fromEntries(options.map(({ text }) => [text, synonyms[text] ?? []]))
  known.set(options, made)
  return made
}
