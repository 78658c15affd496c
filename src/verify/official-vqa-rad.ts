/**
 * VQA-RAD as LLaVA-Med scores it, the figures that most papers compare with: closed questions by
 * substring, open questions by token recall. Source: microsoft/LLaVA-Med, llava/eval/run_eval.py and
 * llava/eval/eval_metrics/{evaluate_metrics,glossary}.py, commit ad758b68; Li et al. 2023
 * (arXiv:2306.00890), table 4: "accuracy for closed-set, recall for open-set questions".
 */
import type { Case, Reference } from '../cases/index.ts'
import type { OfficialRule } from './official.ts'

const punctuation = [...';/[]"{}()=+\\_-><@`,?!']
const digitWords: Record<string, string> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten'.split(' ').map((word, i) => [word, String(i)]),
)
const articles = new Set(['a', 'an', 'the'])
const strippedStops = 32

export const vqaRadExactMatch: OfficialRule = {
  id: 'vqa-rad-llava-med',
  title: 'VQA-RAD as scored by LLaVA-Med',
  source: 'microsoft/LLaVA-Med, llava/eval/run_eval.py, commit ad758b68',
  quirks: [
    'closed: correct if the reference is a substring of the answer, so "no" is found in "normal" and "not"',
    'closed: an answer without the letters "yes" or "no" is wrong, even for references such as "left"',
    'open: the score is token recall, so repeating the question or listing every finding is rewarded',
    'open: a shared word counts as often as the answer repeats it, so recall leans on repetition',
    '"none" is normalised to "0"; only the first 32 full stops are removed',
  ],
  deviations: [
    'closed: the original drops a wrong answer that contains "yes" or "no" from the denominator, which inflates accuracy; here it scores 0 and carries the term `droppedByOriginal`',
    'the table of contractions ("dont" to "don\'t") is left out',
    'an empty answer is left unextracted; the original scores it 0',
  ],
  judge: (case_, reference, answer) => {
    const expected = expectedText(case_, reference)
    if (expected === undefined) return undefined
    if (answer.trim() === '')
      return { outcome: 'unextracted', value: null, terms: {}, why: 'the answer is empty' }
    const said = normaliseWord(answer)
    return isClosed(case_, reference)
      ? judgeClosed(said, normaliseWord(expected))
      : judgeOpen(normaliseWord(said), normaliseWord(normaliseWord(expected)))
  },
}

function judgeClosed(said: string, wanted: string): ReturnType<OfficialRule['judge']> {
  const speaks = said.includes('yes') || said.includes('no')
  const correct = speaks && said.includes(wanted)
  return {
    outcome: correct ? 'correct' : 'incorrect',
    value: correct ? 1 : 0,
    terms: { droppedByOriginal: Number(speaks && !correct) },
    why: `closed: "${wanted}" ${correct ? 'is' : 'is not'} a substring`,
  }
}

function judgeOpen(said: string, wanted: string): ReturnType<OfficialRule['judge']> {
  const { precision, recall, f1 } = wordOverlap(said, wanted)
  return {
    outcome: recall === 1 ? 'correct' : recall === 0 ? 'incorrect' : 'partial',
    value: recall,
    terms: { tokenRecall: recall, tokenPrecision: precision, tokenF1: f1 },
    why: 'open: token recall',
  }
}

/** The tag of any name whose value is "closed" marks a closed question that is asked as free text. */
function isClosed(case_: Case, { format }: Reference): boolean {
  return format !== 'open' || Object.values(case_.tags).some(tag => tag.toLowerCase() === 'closed')
}

function expectedText({ question }: Case, reference: Reference): string | undefined {
  if (reference.format === 'yes-no') return reference.answer
  if (reference.format === 'open') return reference.answers[0]
  if (reference.format === 'number') return String(reference.value)
  if (reference.format === 'choice') return question.options?.find(({ key }) => key === reference.key)?.text
  return undefined
}

/**
 * A mark is deleted if anywhere in the text it stands beside a space, or if a digit-comma-digit occurs;
 * else it becomes a space. Then full stops that no digit follows go, then articles and number words.
 */
export function normaliseWord(text: string): string {
  const commaNumber = /\d,\d/.test(text)
  let result = text.toLowerCase()
  for (const mark of punctuation) {
    const beside = text.includes(`${mark} `) || text.includes(` ${mark}`)
    result = result.replaceAll(mark, beside || commaNumber ? '' : ' ')
  }
  let stops = 0
  return result
    .replace(/\.(?!\d)/g, stop => (stops++ < strippedStops ? '' : stop))
    .split(/\s+/)
    .map(word => (word === 'none' ? '0' : (digitWords[word] ?? word)))
    .filter(word => word !== '' && !articles.has(word))
    .join(' ')
}

/** Overlap in which a shared word weighs as often as the answer has it. */
function wordOverlap(said: string, wanted: string): { precision: number; recall: number; f1: number } {
  const given = counts(said)
  const expected = counts(wanted)
  let hits = 0
  let extra = 0
  let missed = 0
  for (const [word, count] of given) {
    if (expected.has(word)) hits += count
    else extra += count
  }
  for (const [word, count] of expected) if (!given.has(word)) missed += count
  if (hits === 0) return { precision: 0, recall: 0, f1: 0 }
  const precision = hits / (hits + extra)
  const recall = hits / (hits + missed)
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}

function counts(text: string): Map<string, number> {
  const result = new Map<string, number>()
  for (const word of text.split(' ')) if (word !== '') result.set(word, (result.get(word) ?? 0) + 1)
  return result
}
