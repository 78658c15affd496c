/**
 * EndoBench's matching (arXiv 2505.23601): the multiple-choice rule of the VLMEvalKit copy that the
 * authors released (vlmeval/utils/matching_util.py and vlmeval/dataset/utils/multiple_choice.py, release of
 * 2025-05-17). It is older than `official-vlmevalkit.ts`: a letter counts wherever it stands, no fixed
 * sentence is looked for, and option texts are searched in answers of any length.
 */
import type { OfficialRule } from './official.ts'
import { rejections, separators } from './official-vlmevalkit.ts'
import type { Extraction } from './verdict.ts'

export const endobenchMultipleChoice: OfficialRule = {
  id: 'endobench-multiple-choice',
  title: 'EndoBench multiple choice, as released',
  source: 'EndoBench repository (head 305b94f), vlmeval/utils/matching_util.py',
  quirks: [
    'exactly one option letter as a word of its own counts, wherever it stands: "B is wrong" reads as B',
    'the article "A" reads as option A; beside another letter it makes the letters unreadable',
    'an option text is searched as a bare substring without case, so "0" is found in "10"',
    'a lone "Z" and four fixed refusal sentences read as Z, which is wrong',
  ],
  deviations: [
    'where the original asks a judge model and then draws a random option, the answer is left unextracted (it earns 0, and is counted as unread)',
    'what the original reads as Z is reported as refused',
  ],
  judge: ({ question }, reference, answer) => {
    if (reference.format !== 'choice') return undefined
    const options = question.options ?? []
    const keys = options.map(({ key }) => key)
    const read = rejections.some(text => answer.includes(text))
      ? 'Z'
      : (letterIn(answer, keys) ?? textIn(answer, options))
    if (read === undefined)
      return { outcome: 'unextracted', value: null, terms: {}, why: 'the published rule infers no option' }
    if (read === 'Z')
      return { outcome: 'refused', value: 0, terms: {}, why: 'the published rule reads a rejection (Z)' }
    const correct = read.value === reference.key
    return {
      outcome: correct ? 'correct' : 'incorrect',
      value: correct ? 1 : 0,
      terms: {},
      why: `${read.rule}: ${read.value}, expected ${reference.key}`,
      extraction: read,
    }
  },
}

/** The only option letter among the words; `Z` where there is none but a Z. */
function letterIn(answer: string, keys: readonly string[]): Extraction | 'Z' | undefined {
  const words = [...answer.replace(separators, ' ').matchAll(/\S+/g)]
  const present = keys.filter(key => words.some(([word]) => word === key))
  if (present.length === 0 && words.some(([word]) => word === 'Z')) return 'Z'
  const [only] = present
  const at = words.find(([word]) => word === only)?.index
  if (only === undefined || present.length > 1 || at === undefined) return undefined
  return { rule: 'official-letter', span: [at, at + only.length], value: only }
}

/** The only option whose text lies within the answer. */
function textIn(answer: string, options: readonly { key: string; text: string }[]): Extraction | undefined {
  const lower = answer.toLowerCase()
  const found = options.filter(({ text }) => lower.includes(text.toLowerCase()))
  const [only] = found
  if (only === undefined || found.length > 1) return undefined
  // Lower case can be longer than the answer itself ("İ"), so the span is kept within it.
  const start = Math.min(answer.length, lower.indexOf(only.text.toLowerCase()))
  const end = Math.min(answer.length, start + only.text.length)
  return { rule: 'official-text', span: [start, end], value: only.key }
}
