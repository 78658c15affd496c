/**
 * VLMEvalKit's multiple-choice matching without a judge (`exact_matching`): first an option letter among
 * the words of the answer, then a fixed sentence, then an option's text inside a short answer.
 * Source: open-compass/VLMEvalKit, vlmeval/utils/matching_util.py (`can_infer_option`, `can_infer_text`)
 * and vlmeval/dataset/utils/multiple_choice.py, read at commit d21c5e96.
 */
import type { OfficialRule } from './official.ts'
import type { Extraction } from './verdict.ts'

/** Sentences that mean Z, the answer that is none of the options. */
export const rejections = [
  "Sorry, I can't help with images of people yet.",
  "I can't process this file.",
  "I'm sorry, but without the image provided",
  'Cannot determine the answer',
]
/** Marks that part words as blanks do. */
export const separators = /[.()[\],:;!*#{}]/g
const sentence = /(?:correct\s{1,9})?answer\s{1,9}is\s{1,9}\*{0,9}([ABCD])\*{0,9}/i
const lastWords = 5

export const vlmevalkitMultipleChoice: OfficialRule = {
  id: 'vlmevalkit-multiple-choice',
  title: 'VLMEvalKit multiple choice (exact matching)',
  source: 'open-compass/VLMEvalKit, vlmeval/utils/matching_util.py, commit d21c5e96',
  quirks: [
    'a letter counts only if it first occurs among the last five words of the answer',
    'the article "A" counts as option A',
    'the sentence "answer is X" is read for A to D only, and its first occurrence wins over a revision',
    'an option text is searched as a bare substring, so "no" is found in "normal"',
    'an option text is searched only in answers at most twice as long as all option texts together',
  ],
  deviations: [
    'where the original asks a judge and then draws a random option, the answer is left unextracted (it earns 0, as under `exact_matching`, and is counted as unread)',
    'an answer that the original reads as rejection (Z) is reported as refused',
    'white space in the fixed sentence may be at most nine characters',
  ],
  judge: (case_, reference, answer) => {
    if (reference.format !== 'choice') return undefined
    if (rejections.some(text => answer.includes(text)))
      return { outcome: 'refused', value: 0, terms: {}, why: 'VLMEvalKit reads a rejection (Z)' }
    const options = (case_.question.options ?? []).map(({ key, text }) => [key, text] as const)
    const keys = options.map(([key]) => key)
    const read =
      letterAmongWords(answer, keys) ?? letterInSentence(answer, keys) ?? textWithin(answer, options)
    if (read === undefined)
      return { outcome: 'unextracted', value: null, terms: {}, why: 'VLMEvalKit infers no option' }
    if (read.value === 'Z')
      return { outcome: 'refused', value: 0, terms: {}, why: 'VLMEvalKit reads a rejection (Z)' }
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

function letterAmongWords(answer: string, keys: readonly string[]): Extraction | undefined {
  const words = [...answer.replace(separators, ' ').matchAll(/\S+/g)]
  const present = keys.filter(key => words.some(([word]) => word === key))
  const wanted = present.length === 0 ? 'Z' : present.length === 1 ? present[0] : undefined
  const at = words.findIndex(([word]) => word === wanted)
  const word = words[at]
  if (wanted === undefined || word === undefined) return undefined
  if (wanted !== 'Z' && at <= words.length - lastWords) return undefined
  return { rule: 'official-letter', span: [word.index, word.index + wanted.length], value: wanted }
}

function letterInSentence(answer: string, keys: readonly string[]): Extraction | undefined {
  const found = sentence.exec(answer)
  const key = found?.[1]?.toUpperCase()
  if (found === null || key === undefined || !keys.includes(key)) return undefined
  return { rule: 'official-sentence', span: [found.index, found.index + found[0].length], value: key }
}

function textWithin(answer: string, options: readonly (readonly [string, string])[]): Extraction | undefined {
  const lower = answer.toLowerCase()
  if (lower.length > 2 * options.reduce((sum, [, text]) => sum + text.length, 0)) return undefined
  const found = options.filter(([, text]) => lower.includes(text.toLowerCase()))
  const [only] = found
  if (only === undefined || found.length > 1) return undefined
  const start = Math.min(answer.length, lower.indexOf(only[1].toLowerCase()))
  return {
    rule: 'official-text',
    span: [start, Math.min(answer.length, start + only[1].length)],
    value: only[0],
  }
}
