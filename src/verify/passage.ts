/**
 * What extraction rules look at, and what a rule may answer. Rules are tried in the order in which a
 * format declares them. A rule reads a value, or finds a conflict (which ends the reading: nothing is
 * guessed), or has nothing to say.
 */
import type { Question } from '../cases/index.ts'
import { indexNames, type NameIndex } from './names.ts'

/** The options of a question, ready for comparison. */
export type Options = {
  keys: string[]
  byKey: Map<string, string>
  /** Option texts by their words; made when first needed. */
  readonly index: NameIndex
  /** The key that a token stands for; a small letter stands for a capital key. */
  keyOf: (token: string) => string | undefined
}

export type Passage = {
  /** As `visibleText` gives it. */
  text: string
  question: Question
  options: Options
  /** Known names, for diagnoses. */
  names?: NameIndex
}

export type Found =
  | { rule?: string; value: string; start: number; end: number }
  | { conflict: string }
  | { abstained: true; start: number; end: number }

export type Rule = { name: string; read: (passage: Passage) => Found | undefined }

/** The options of a question. */
export function optionsOf({ options = [] }: Question): Options {
  const byKey = new Map(options.map(({ key, text }) => [key, text]))
  let index: NameIndex | undefined
  return {
    keys: options.map(option => option.key),
    byKey,
    get index() {
      index ??= indexNames(options.map(option => [option.key, option.text] as const))
      return index
    },
    keyOf: token => {
      if (byKey.has(token)) return token
      const capital = token.toUpperCase()
      return byKey.has(capital) ? capital : undefined
    },
  }
}

const negation =
  /\b(?:no|not|never|neither|nor|without|cannot|unlikely|exclud(?:e|es|ed|ing)|rul(?:e|es|ed|ing) out|absent|absence|incorrect|wrong|false|rather than|instead of|except|negative for|less likely|against|\w{2,6}n't)\b/i

/** True where the sentence around a span, the span left out, holds a word of negation or rejection. */
export function isNegated(text: string, start: number, end: number): boolean {
  const before = text.slice(sentenceStart(text, start), start)
  // "I cannot be certain, but this is …": what stands before the turn does not reach the span.
  const turn = Math.max(before.lastIndexOf(' but '), before.lastIndexOf(' however'))
  return (
    negation.test(turn === -1 ? before : before.slice(turn + 5)) ||
    negation.test(text.slice(end, sentenceEnd(text, end)))
  )
}

const reach = 300

/** Where the sentence that holds `at` begins, looking back at most 300 characters. */
export function sentenceStart(text: string, at: number): number {
  const floor = Math.max(0, at - reach)
  for (let i = at - 1; i >= floor; i--) if (endsSentence(text, i)) return i + 1
  return floor
}

/** Where the sentence that holds `at` ends, looking ahead at most 300 characters. */
export function sentenceEnd(text: string, at: number): number {
  const ceiling = Math.min(text.length, at + reach)
  for (let i = at; i < ceiling; i++) if (endsSentence(text, i)) return i
  return ceiling
}

/** A full stop ends a sentence only before white space, so "2.5" and "e.g." inside words do not. */
function endsSentence(text: string, i: number): boolean {
  const c = text[i]
  if (c === '\n' || c === '!' || c === '?' || c === '。') return true
  if (c !== '.') return false
  const next = text[i + 1]
  return next === undefined || next === ' ' || next === '\n' || next === '\r' || next === '*' || next === '"'
}

/** A text that mentions an option or a name more often than this is an essay; its mentions are no answer. */
export const manyMentions = 64

/** The first and the last line with something on them; equal where there is only one. */
export function edgeLines(text: string): [start: number, end: number][] {
  let start = 0
  while (start < text.length && isMargin(text, start)) start++
  let end = text.length
  while (end > start && isMargin(text, end - 1)) end--
  if (start === end) return []
  const newline = text.indexOf('\n', start)
  const firstEnd = newline === -1 || newline > end ? end : newline
  if (firstEnd === end) return [[start, end]]
  return [
    [start, firstEnd],
    [text.lastIndexOf('\n', end - 1) + 1, end],
  ]
}

/** Counts words, but no further than `limit`. */
export function wordsUpTo(text: string, limit: number): number {
  let count = 0
  let inside = false
  for (let i = 0; i < text.length && count <= limit; i++) {
    const space = isSpace(text, i)
    if (!space && !inside) count++
    inside = !space
  }
  return count
}

/** White space, or the backticks of a code fence around the whole answer. */
function isMargin(text: string, i: number): boolean {
  return text[i] === '`' || isSpace(text, i)
}

export function isSpace(text: string, i: number): boolean {
  const c = text.charCodeAt(i)
  return c === 32 || (c >= 9 && c <= 13)
}
