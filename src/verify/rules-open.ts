/**
 * Free text, and diagnoses. Free text is what follows the last marker, or the whole answer if it is
 * short; picking a sentence out of a long unmarked answer would be a guess. With a vocabulary a
 * diagnosis is one of its names; without one it is read as free text.
 */
import { findNames, namesOf } from './names.ts'
import { tokenise } from './normalise.ts'
import { edgeLines, type Found, type Passage, type Rule, sentenceEnd, wordsUpTo } from './passage.ts'
import { declinedIn } from './refusal.ts'
import { affirmed, single, uniqueMention } from './rules-choice.ts'
import { statedRule } from './stated.ts'

/** Words in the longest answer that is taken whole. */
export const longestWhole = 30

const statedText = statedRule(({ text }, { kind, from, to }) =>
  kind === 'declared'
    ? undefined
    : orAbstained(
        text,
        trimmed(text, from, kind === 'marked' || kind === 'chosen' ? sentenceEnd(text, from) : to, 'text'),
      ),
)

const wholeText: Rule = {
  name: 'whole-text',
  read: ({ text }) => {
    const [first, last] = edgeLines(text)
    if (first === undefined) return undefined
    const end = (last ?? first)[1]
    if (wordsUpTo(text, longestWhole) > longestWhole)
      return { conflict: `more than ${longestWhole} words and no marked answer` }
    return trimmed(text, first[0], end)
  },
}

export const openStated: readonly Rule[] = [statedText]
export const openMentioned: readonly Rule[] = [wholeText]

/** A known name after a marker. A marked name that is not known is a conflict: it may be a synonym. */
const statedName = statedRule((passage, { kind, from, to }) => {
  if (kind === 'declared' || passage.names === undefined) return undefined
  const tokens = tokenise(passage.text, from, to)
  const exact = namesOf(tokens, passage.names)
  const mentions = affirmed(passage, findNames(tokens, passage.names))
  if (exact.length !== 1 && mentions.length > 0) return single(mentions, 'name')
  const [first] = tokens
  const last = tokens.at(-1)
  if (first === undefined || last === undefined) return undefined
  if (exact[0] !== undefined && exact.length === 1)
    return { rule: 'name', value: exact[0], start: first.start, end: last.end }
  return kind === 'marked' || kind === 'boxed' || kind === 'tagged'
    ? unknownName(passage, from, to)
    : undefined
})

const wholeName: Rule = {
  name: 'whole-name',
  read: passage => {
    const [line, more] = edgeLines(passage.text)
    if (line === undefined || more !== undefined || passage.names === undefined) return undefined
    const names = namesOf(tokenise(passage.text, ...line), passage.names)
    if (names.length > 1) return { conflict: `the phrase names several: ${names.join('; ')}` }
    return names[0] === undefined ? undefined : { value: names[0], start: line[0], end: line[1] }
  },
}

const uniqueName: Rule = {
  name: 'unique-name',
  read: passage => passage.names && uniqueMention(passage, findNames(tokenise(passage.text), passage.names)),
}

export const diagnosisStated: readonly Rule[] = [statedName, wholeName]
export const diagnosisMentioned: readonly Rule[] = [uniqueName]

function unknownName({ text }: Passage, from: number, to: number): Found | undefined {
  const found = trimmed(text, from, Math.min(to, sentenceEnd(text, from)))
  if (found === undefined || !('value' in found) || wordsUpTo(found.value, 8) > 8) return undefined
  const known = orAbstained(text, found)
  if (known !== found) return known
  return { conflict: `name-unknown: "${found.value}" is not in the vocabulary` }
}

/** "Answer: I cannot tell" abstains. Without the "I" it may be what the image shows: "cannot be determined". */
function orAbstained(text: string, found: Found | undefined): Found | undefined {
  if (found === undefined || !('value' in found) || !/^I\b/.test(found.value)) return found
  const declined = declinedIn(text, [found.start, found.end])
  return declined?.outcome === 'abstained' && declined.start === found.start
    ? { abstained: true, start: declined.start, end: declined.end }
    : found
}

/** The span without surrounding space, quotes, Markdown and closing punctuation. */
function trimmed(text: string, from: number, to: number, rule?: string): Found | undefined {
  let start = from
  let end = to
  while (start < end && /[\s*_"'`#>$]/.test(text[start] as string)) start++
  while (end > start && /[\s*_"'`$.,;:!}]/.test(text[end - 1] as string)) end--
  if (start >= end) return undefined
  return { ...(rule !== undefined && { rule }), value: text.slice(start, end), start, end }
}
