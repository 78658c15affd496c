import { expect, suite, test } from 'vitest'
import type { Case, Reference } from '../cases/index.ts'
import { faceBench } from './official-facebench.ts'

function caseOf(texts: string[], reference: Reference): Case {
  const options = texts.map((text, i) => ({ key: String.fromCharCode(65 + i), text }))
  const question = { text: 'What is it?', format: reference.format, ...(options.length > 0 && { options }) }
  return { id: 'face.jpg/x_q0', cluster: 'face.jpg', media: [], question, reference, tags: {} }
}

function judge(texts: string[], reference: Reference, answer: string) {
  const judged = faceBench.judge(caseOf(texts, reference), reference, answer)
  if (judged === undefined) throw new Error('the rule does not cover this format')
  return judged
}

const density = ['Dense', 'Sparse', 'Medium dense']
const dense: Reference = { format: 'choice', key: 'A' }

suite('TFQ and SCQ as FaceBench scores them', () => {
  test('give all marks to the option, to the letter', () => {
    const judged = judge(density, dense, 'Dense')
    expect(judged).toMatchObject({
      outcome: 'correct',
      value: 1,
      extraction: { rule: 'verbatim', value: 'A' },
    })
    expect(judged.terms).toEqual({ accuracy: 1, weightedF1: 1, weightedPrecision: 1, weightedRecall: 1 })
  })

  test('credit a wrong option with (K - 2) / K', () => {
    // "Not chosen" is right for one option of two on each side: 1/2, weighted by its 2 of 3 positions.
    const { terms, outcome } = judge(density, dense, 'Sparse')
    expect(outcome).toBe('incorrect')
    expect(terms.accuracy).toBe(0)
    for (const name of ['weightedF1', 'weightedPrecision', 'weightedRecall'])
      expect(terms[name]).toBeCloseTo(1 / 3, 12)
    expect(judge(['Yes', 'No'], dense, 'No').terms.weightedRecall).toBe(0)
  })

  test('score an unread reply as a failed call of the judge, which earns more than a wrong option', () => {
    // Nothing chosen: "not chosen" has precision 2/3, recall 1, F1 4/5; weighted by 2/3.
    const judged = judge(density, dense, 'Hard to tell from this angle')
    expect(judged).toMatchObject({ outcome: 'unextracted', value: null })
    expect(judged.terms.weightedPrecision).toBeCloseTo(4 / 9, 12)
    expect(judged.terms.weightedRecall).toBeCloseTo(2 / 3, 12)
    expect(judged.terms.weightedF1).toBeCloseTo(8 / 15, 12)
  })

  test('let the strict reader stand in for GPT-4o', () => {
    expect(judge(density, dense, 'dense.')).toMatchObject({ outcome: 'correct', extraction: { value: 'A' } })
    expect(judge(density, dense, 'Answer: B').outcome).toBe('incorrect')
  })
})

suite('MCQ as FaceBench scores them', () => {
  const units = ['AU1', 'AU12', 'AU2', 'AU4']
  const truth: Reference = { format: 'choices', keys: ['B', 'D'] }

  test('switch on an option that is a substring of another', () => {
    // Read: AU12 and AU4. AU1 is in "AU12, AU4" too. Chosen 1101 against 0101: three positions of four.
    const { value, terms } = judge(units, truth, 'AU12, AU4')
    expect(value).toBe(0.75)
    expect(terms).toMatchObject({ positions: 0.75, microF1: 0.75 })
    // Chosen: 2 hits, 2 right, 3 given: F1 4/5. Not chosen: 1 hit, 2 right, 1 given: 2/3.
    expect(terms.macroF1).toBeCloseTo((4 / 5 + 2 / 3) / 2, 12)
  })

  test('take a reply that is one option as that option alone', () => {
    // 0100 against 0101: F1 2/3 chosen, 2·2/(3+2) not chosen.
    const { terms } = judge(units, truth, 'AU12')
    expect(terms.positions).toBe(0.75)
    expect(terms.macroF1).toBeCloseTo((2 / 3 + 4 / 5) / 2, 12)
  })

  test('score an unread reply as nothing chosen', () => {
    const judged = judge(units, truth, 'The muscles around the mouth are active in some way')
    expect(judged).toMatchObject({ outcome: 'unextracted', value: null })
    // Not chosen: 2 hits, 2 right, 4 given: 2/3; chosen: 0.
    expect(judged.terms).toMatchObject({ positions: 0.5 })
    expect(judged.terms.macroF1).toBeCloseTo(1 / 3, 12)
  })
})

suite('OEQ as FaceBench scores them', () => {
  const black: Reference = { format: 'open', answers: ['Black'] }

  test('compare first characters with BLEU and whole strings with ROUGE', () => {
    // "b" against "b": BLEU (1 · 0.1³)^¼; "brown" against "black": no word shared.
    const { value, terms } = judge([], black, 'Brown')
    expect(value).toBe(0)
    expect(terms.bleu).toBeCloseTo(10 ** -0.75, 12)
    expect(terms).toMatchObject({ bleu1: 1, firstF1: 1, rouge1: 0, rougeL: 0, rougeLsum: 0 })
    expect(terms.bleu2).toBeCloseTo(0.1, 12)
    expect(terms.bleu3).toBeCloseTo(0.1, 12)
  })

  test('give a right answer that begins with "a" nothing for its first character', () => {
    const { value, terms } = judge([], { format: 'open', answers: ['Auburn'] }, 'Auburn')
    expect(value).toBe(1)
    expect(terms).toMatchObject({ bleu: 0, bleu1: 0, firstF1: 0, rouge1: 1, rouge2: 0 })
  })

  test('swap precision and recall where a reference is a list, and take the best of it for ROUGE', () => {
    // Only the first reference counts for the characters: reply "j" against "j black": 1 of 2 words.
    const { terms } = judge([], { format: 'open', answers: ['J black', 'jet black'] }, 'jet black')
    expect(terms).toMatchObject({ firstPrecision: 0.5, firstRecall: 1, rougeL: 1 })
  })
})

suite('what FaceBench leaves out of every denominator', () => {
  test.each(['TFQ', 'OEQ'])('an empty reply and the word "error" (%s)', type => {
    const [texts, reference]: [string[], Reference] =
      type === 'OEQ' ? [[], { format: 'open', answers: ['Black'] }] : [density, dense]
    expect(judge(texts, reference, '')).toMatchObject({ value: null, terms: { miss: 1 } })
    expect(judge(texts, reference, 'Dense, no error')).toMatchObject({ value: null, terms: { error: 1 } })
  })
})
