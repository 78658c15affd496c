/**
 * Comparing what was read with the reference. Strict rules:
 * - choice, yes-no: equal or not. number: within the reference's tolerance.
 * - choices: the Jaccard index of the two sets; a full match is correct, none is incorrect.
 * - labels: the share of the known labels told rightly; all of them is correct, none is incorrect.
 * - open: equal after `normaliseAnswer` to one accepted answer; or such an answer is contained in the
 *   reply as whole words, in a sentence without negation, alternative ("or") or opposite side. An
 *   ambiguous containment is left unextracted. Token F1 (SQuAD, Rajpurkar et al. 2016) is reported as a
 *   term and never turned into a pass.
 * - diagnosis: the same name after normalisation, or one of its synonyms.
 */
import type { Reference } from '../cases/index.ts'
import { gradeLabels, labelsIn } from './labels.ts'
import { type NameIndex, namesOf, type Vocabulary, vocabularyIndex } from './names.ts'
import { normaliseAnswer, type Token, tokenise } from './normalise.ts'
import { isNegated } from './passage.ts'

export type Grade = {
  outcome: 'correct' | 'incorrect' | 'partial' | 'unextracted'
  value: number | null
  terms: Record<string, number>
  why: string
}

/** Grades an extracted value against a reference of any format. */
export function grade(reference: Reference, value: string, vocabulary?: Vocabulary): Grade {
  switch (reference.format) {
    case 'choice':
      return passed(value === reference.key, `${value}, expected ${reference.key}`)
    case 'yes-no':
      return passed(value === reference.answer, `${value}, expected ${reference.answer}`)
    case 'number':
      return passed(
        sameNumber(Number(value), reference.value, reference.tolerance ?? 0),
        `${value}, expected ${reference.value}${reference.tolerance ? ` ± ${reference.tolerance}` : ''}`,
      )
    case 'choices':
      return gradeSet(value === '' ? [] : value.split(','), reference.keys)
    case 'open':
      return gradeText(value, reference.answers)
    case 'diagnosis': {
      const accepted = [reference.name, ...(reference.synonyms ?? [])]
      if (vocabulary === undefined) return gradeText(value, accepted)
      return passed(sameDiagnosis(value, accepted, vocabulary), `${value}, expected ${reference.name}`)
    }
    case 'labels':
      return gradeLabels(labelsIn(value), reference)
    case 'mask':
      return { outcome: 'unextracted', value: null, terms: {}, why: 'a mask cannot be given as text' }
  }
}

/** Whether what was read is the wrong answer that the case invites. */
export function isLured(reference: Reference, value: string, vocabulary?: Vocabulary): boolean {
  const { lure } = reference
  if (lure === undefined) return false
  switch (reference.format) {
    case 'choices':
    case 'labels':
      return value.split(',').includes(lure)
    case 'number':
      return sameNumber(Number(value), Number(lure), 0)
    case 'open':
      return gradeText(value, [lure]).outcome === 'correct'
    case 'diagnosis':
      return vocabulary === undefined
        ? gradeText(value, [lure]).outcome === 'correct'
        : sameDiagnosis(value, [lure], vocabulary)
    default:
      return value.toLowerCase() === lure.toLowerCase()
  }
}

/** Token precision, recall and F1 of two texts, each word counted as often as it occurs. */
export function tokenF1(
  answer: string,
  reference: string,
): { precision: number; recall: number; f1: number } {
  const said = tokenise(answer)
  const wanted = tokenise(reference)
  const left = new Map<string, number>()
  for (const { word } of wanted) left.set(word, (left.get(word) ?? 0) + 1)
  let shared = 0
  for (const { word } of said) {
    const count = left.get(word) ?? 0
    if (count > 0) {
      shared++
      left.set(word, count - 1)
    }
  }
  const precision = said.length === 0 ? 0 : shared / said.length
  const recall = wanted.length === 0 ? 0 : shared / wanted.length
  return { precision, recall, f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

function passed(correct: boolean, why: string): Grade {
  return { outcome: correct ? 'correct' : 'incorrect', value: correct ? 1 : 0, terms: {}, why }
}

function sameNumber(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance + 1e-9 * Math.max(1, Math.abs(b))
}

function gradeSet(said: readonly string[], wanted: readonly string[]): Grade {
  const expected = new Set(wanted)
  const given = new Set(said)
  const shared = [...given].filter(key => expected.has(key)).length
  const jaccard = shared / (given.size + expected.size - shared)
  return {
    outcome: jaccard === 1 ? 'correct' : jaccard === 0 ? 'incorrect' : 'partial',
    value: jaccard,
    terms: {
      jaccard,
      precision: given.size === 0 ? 0 : shared / given.size,
      recall: shared / expected.size,
    },
    why: `${said.join(',')}, expected ${wanted.join(',')} (Jaccard index)`,
  }
}

/** Words of which one excludes the other, so that naming both answers nothing. */
const opposites: readonly (readonly [string, string])[] = [
  ['left', 'right'],
  ['upper', 'lower'],
  ['anterior', 'posterior'],
  ['medial', 'lateral'],
  ['axial', 'coronal'],
  ['normal', 'abnormal'],
  ['yes', 'no'],
]
const alternative = new Set(['or', 'versus', 'vs', 'either'])

function gradeText(value: string, accepted: readonly string[]): Grade {
  const said = tokenise(value)
  const saidText = said.map(token => token.word).join(' ')
  const best = accepted.map(answer => tokenF1(value, answer)).reduce((a, b) => (b.f1 > a.f1 ? b : a))
  const exact = accepted.some(answer => normaliseAnswer(answer) === saidText)
  const contained = accepted
    .map(answer => containment(value, said, answer))
    .filter(found => found !== undefined)
  const clear = contained.includes('clear')
  const terms = { exact: Number(exact), tokenF1: best.f1, contains: Number(contained.length > 0) }
  if (exact) return { outcome: 'correct', value: 1, terms, why: `"${value}" equals an accepted answer` }
  if (clear) return { outcome: 'correct', value: 1, terms, why: 'contains an accepted answer, unhedged' }
  if (contained.length > 0)
    return {
      outcome: 'unextracted',
      value: null,
      terms,
      why: 'names an accepted answer beside a negation, an alternative or its opposite',
    }
  return { outcome: 'incorrect', value: 0, terms, why: `matches none of: ${accepted.slice(0, 4).join('; ')}` }
}

function containment(value: string, said: readonly Token[], answer: string): 'clear' | 'unclear' | undefined {
  const wanted = tokenise(answer).map(token => token.word)
  const [first] = wanted
  if (first === undefined) return undefined
  const at = said.findIndex((_, i) => wanted.every((word, k) => said[i + k]?.word === word))
  const from = said[at]
  const last = said[at + wanted.length - 1]
  if (from === undefined || last === undefined) return undefined
  const words = new Set(said.map(token => token.word))
  const own = new Set(wanted)
  const contrary = opposites.some(
    ([a, b]) => (own.has(a) && words.has(b) && !own.has(b)) || (own.has(b) && words.has(a) && !own.has(a)),
  )
  const hedged = [...alternative].some(word => words.has(word) && !own.has(word))
  return contrary || hedged || isNegated(value, from.start, last.end) ? 'unclear' : 'clear'
}

function sameDiagnosis(value: string, accepted: readonly string[], vocabulary: Vocabulary): boolean {
  const index = vocabularyIndex(vocabulary)
  const said = canonical(value, index)
  return accepted.some(name => canonical(name, index).some(one => said.includes(one)))
}

/** The vocabulary's names for a phrase, or its normalised form where there is none. */
function canonical(phrase: string, index: NameIndex): string[] {
  const names = namesOf(tokenise(phrase), index)
  return names.length > 0 ? names : [normaliseAnswer(phrase)]
}
