/** Whether words were really said: a model's finding must rest on words of the story. */
import { splitSentences } from '../../../cases/index.ts'
import { type Clause, clausesOf } from '../symbolic/clauses.ts'

/** Without regard to case, spacing and the shape of quotation marks. */
export function isQuoted(words: string, story: string): boolean {
  const wanted = plain(words)
  return wanted !== '' && plain(story).includes(wanted)
}

/** What the story says with these words, clause by clause; a mere subject ("He" of "He denies fever") says nothing. */
export function sayings(words: string, story: string): Clause['says'][] {
  const wanted = plain(words)
  const around = splitSentences(story).filter(
    sentence => plain(sentence).includes(wanted) || wanted.includes(plain(sentence)),
  )
  return (around.length > 0 ? around : [words])
    .flatMap(clausesOf)
    .filter(
      ({ text }) => !subject.test(text) && (wanted.includes(plain(text)) || plain(text).includes(wanted)),
    )
    .map(({ says }) => says)
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
