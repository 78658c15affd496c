/**
 * Whether words were really said: a model's finding must rest on words of the story, and on enough of them to say
 * something: a single article is part of every story.
 */
import { splitSentences } from '../../../cases/index.ts'
import { stemsOf } from '../../../models/index.ts'
import { type Clause, clausesOf } from '../../clauses.ts'

/** Whole words, one of them with a meaning; without regard to case, spacing and the shape of quotation marks. */
export function isQuoted(words: string, story: string): boolean {
  const wanted = plain(words)
  if (stemsOf(wanted).length === 0) return false
  const text = plain(story)
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1))
    if (!letter.test(text[at - 1] ?? '') && !letter.test(text[at + wanted.length] ?? '')) return true
  return false
}

const letter = /[\p{L}\p{N}]/u

/**
 * What the story says of a finding of the patient with these words, clause by clause: with those that have words of the
 * finding, or where none has, with all. A mere subject ("He" of "He denies fever") says nothing, and neither does what is
 * said of relatives.
 */
export function sayings(finding: string, words: string, story: string): Clause['says'][] {
  const wanted = plain(words)
  const around = splitSentences(story).filter(
    sentence => plain(sentence).includes(wanted) || wanted.includes(plain(sentence)),
  )
  const clauses = (around.length > 0 ? around : [words])
    .flatMap(clausesOf)
    .filter(({ text, relative }) => !relative && !subject.test(text))
    .filter(({ text }) => wanted.includes(plain(text)) || plain(text).includes(wanted))
  const named = new Set(stemsOf(finding))
  const about = clauses.filter(({ text }) => stemsOf(text).some(stem => named.has(stem)))
  return (about.length > 0 ? about : clauses).map(({ says }) => says)
}

const subject = /^(?:i|he|she|they|it|there|the|patient|is|was|were|are|does|do|did|has|had|have|and|\s)+$/i

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(/^["' ]+|["'. ]+$/g, '')
}
