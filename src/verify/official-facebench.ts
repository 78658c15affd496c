/**
 * FaceBench as its released code scores it: CVI-SZU/FaceBench, evaluation/evaluation.py and utils.py, read
 * at commit 108acd3e (paper: Wang et al., CVPR 2025, arXiv 2503.21457). Every number of the original is a
 * term of the verdict; it is summed over view and question type and divided by the number of replies that
 * were neither missing nor an error. Which of them enters the paper's tables is not published.
 *
 * Question types follow from the reference: TFQ and SCQ are `choice`, MCQ is `choices`, OEQ is `open`.
 */
import type { Case, Option, Reference } from '../cases/index.ts'
import { sentenceBleu } from './bleu.ts'
import { readAnswer } from './extract.ts'
import type { OfficialRule } from './official.ts'
import { normaliseWord } from './official-vqa-rad.ts'
import { type Overlap, rougeL, rougeLsum, rougeN } from './rouge.ts'
import type { Extraction } from './verdict.ts'

type Judged = ReturnType<OfficialRule['judge']>

export const faceBench: OfficialRule = {
  id: 'facebench',
  title: 'FaceBench, released evaluation code',
  source: 'CVI-SZU/FaceBench, evaluation/evaluation.py, commit 108acd3e',
  quirks: [
    'a reply with "error" or "ERROR" anywhere, and an empty one, is left out of every denominator',
    'TFQ, SCQ: F1, precision and recall are weighted over the option positions of one question, so a wrong option of K earns (K - 2) / K recall and an unread reply (K - 1) / K',
    'MCQ: micro F1 is the accuracy over option positions, so options rightly left out are rewarded',
    'MCQ: after the judge, an option counts as chosen where its text is a substring of what was read',
    'OEQ: BLEU and ROUGE-L precision, recall and F see only the first character of the reply and of the reference (of a list of references, all of the first)',
    'OEQ: a first character that is "a" or a mark is normalised away, so "Auburn" scores 0 against itself',
    'OEQ: ROUGE-L takes the reply for the reference, so its precision and recall change places',
    'OEQ: single-character n-grams do not exist, so BLEU cannot exceed 0.178',
    '"Information not visible" is an option like any other',
  ],
  deviations: [
    'where the original asks GPT-4o for the closest option, the strict reader of Praxis reads the reply; what it cannot read is left unextracted and scored as the original scores a failed GPT-4o call',
    'an empty reply to a TFQ or SCQ is a miss; the original asks GPT-4o about it',
    'a list of one reference answer is taken for a plain string',
    'the table of contractions ("dont" to "don\'t") is left out',
  ],
  judge: (case_, reference, answer) => {
    if (answer === '') return unscored('miss', 'the reply is empty')
    if (answer.includes('error') || answer.includes('ERROR'))
      return unscored('error', 'the reply holds the word "error"')
    switch (reference.format) {
      case 'choice':
        return judgeOne(case_, reference, answer)
      case 'choices':
        return judgeSet(case_, reference, answer)
      case 'open':
        return judgeOpen(reference.answers, answer)
      default:
        return undefined
    }
  },
}

function unscored(term: 'miss' | 'error', why: string): Judged {
  return { outcome: 'unextracted', value: null, terms: { [term]: 1 }, why: `${term}: ${why}` }
}

function judgeOne(case_: Case, { key }: Reference & { format: 'choice' }, answer: string): Judged {
  const options = case_.question.options ?? []
  const read = verbatim(options, answer) ?? closest(case_, answer)
  const said = textOf(options, read?.value)
  const wanted = textOf(options, key)
  const texts = [...new Set(options.map(({ text }) => text))]
  const { precision, recall, f1 } = averaged(
    texts.map(text => text === wanted),
    texts.map(text => text === said),
    'weighted',
  )
  const correct = said !== undefined && said === wanted
  const terms = {
    accuracy: Number(correct),
    weightedF1: f1,
    weightedPrecision: precision,
    weightedRecall: recall,
  }
  if (read === undefined)
    return { outcome: 'unextracted', value: null, terms, why: 'the reply is no option, nor read as one' }
  return {
    outcome: correct ? 'correct' : 'incorrect',
    value: Number(correct),
    terms,
    why: `${read.rule}: "${said}", expected "${wanted}"`,
    extraction: read,
  }
}

function judgeSet(case_: Case, { keys }: Reference & { format: 'choices' }, answer: string): Judged {
  const options = case_.question.options ?? []
  const exact = verbatim(options, answer)
  const read = exact ?? closest(case_, answer)
  const list = (read?.value ?? '').split(',').map(key => textOf(options, key) ?? '')
  const isSaid: (text: string) => boolean =
    exact === undefined ? text => list.join(', ').includes(text) : text => list.includes(text)
  const truth = options.map(option => keys.includes(option.key))
  const said = options.map(({ text }) => read !== undefined && isSaid(text))
  const share = truth.filter((wanted, i) => wanted === said[i]).length / options.length
  const terms = { positions: share, macroF1: averaged(truth, said, 'macro').f1, microF1: share }
  if (read === undefined)
    return { outcome: 'unextracted', value: null, terms, why: 'the reply is no option, nor read as several' }
  return {
    outcome: share === 1 ? 'correct' : share === 0 ? 'incorrect' : 'partial',
    value: share,
    terms,
    why: `${read.rule}: share of option positions that agree`,
    extraction: read,
  }
}

const bleuWeights = {
  bleu: [0.25, 0.25, 0.25, 0.25],
  bleu1: [1, 0, 0, 0],
  bleu2: [0, 1, 0, 0],
  bleu3: [0, 0, 1, 0],
}

/** No stemmer is needed: it leaves words of up to three letters alone, and the reply is one character. */
function judgeOpen(answers: readonly string[], answer: string): Judged {
  const [first = ''] = answers
  const wanted = normaliseWord(answers.length === 1 ? first.slice(0, 1) : first)
  const said = normaliseWord(answer.slice(0, 1))
  const bleu = Object.entries(bleuWeights).map(
    ([name, weights]) => [name, sentenceBleu(wordsOf(said), wordsOf(wanted), weights)] as const,
  )
  const swapped = rougeL(wanted, said)
  const best = (measure: (reference: string) => Overlap) =>
    Math.max(...answers.map(reference => measure(reference).f1))
  const whole = best(reference => rougeL(answer, reference))
  return {
    outcome: whole === 1 ? 'correct' : whole === 0 ? 'incorrect' : 'partial',
    value: whole,
    terms: {
      ...Object.fromEntries(bleu),
      firstPrecision: swapped.precision,
      firstRecall: swapped.recall,
      firstF1: swapped.f1,
      rouge1: best(reference => rougeN(answer, reference, 1)),
      rouge2: best(reference => rougeN(answer, reference, 2)),
      rougeL: whole,
      rougeLsum: best(reference => rougeLsum(answer, reference)),
    },
    why: 'open: ROUGE-L F over the whole strings',
    extraction: { rule: 'whole-reply', span: [0, answer.length], value: answer },
  }
}

function wordsOf(text: string): string[] {
  return text.split(' ').filter(word => word !== '')
}

function textOf(options: readonly Option[], key: string | undefined): string | undefined {
  return options.find(option => option.key === key)?.text
}

/** The reply is an option's text to the letter. */
function verbatim(options: readonly Option[], answer: string): Extraction | undefined {
  const found = options.find(({ text }) => text === answer)
  return found && { rule: 'verbatim', span: [0, answer.length], value: found.key }
}

/** What the strict reader reads in place of GPT-4o. */
function closest({ question }: Case, answer: string): Extraction | undefined {
  const reading = readAnswer(answer, question)
  return reading.kind === 'answer' ? reading.extraction : undefined
}

/**
 * Precision, recall and F1 of the labels "chosen" and "not chosen" over the options of one question, each 0
 * where it is undefined. `weighted` by how often the reference has a label, `macro` over labels that either
 * side has: scikit-learn's averages.
 */
function averaged(truth: readonly boolean[], said: readonly boolean[], mean: 'weighted' | 'macro'): Overlap {
  const labels = [false, true].filter(label => truth.includes(label) || said.includes(label))
  const sums = { precision: 0, recall: 0, f1: 0 }
  for (const label of labels) {
    const support = truth.filter(value => value === label).length
    const given = said.filter(value => value === label).length
    const hits = truth.filter((value, i) => value === label && said[i] === label).length
    const weight = mean === 'weighted' ? support / truth.length : 1 / labels.length
    sums.precision += weight * (given === 0 ? 0 : hits / given)
    sums.recall += weight * (support === 0 ? 0 : hits / support)
    sums.f1 += weight * (hits === 0 ? 0 : (2 * hits) / (given + support))
  }
  return sums
}
