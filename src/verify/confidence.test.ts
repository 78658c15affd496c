import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Case, Format, Question, Reference } from '../cases/index.ts'
import { answerVerifier } from './answer-verifier.ts'
import { readConfidence, withConfidence, withoutConfidence } from './confidence.ts'
import { readAnswer } from './extract.ts'
import { vlmevalkitMultipleChoice } from './official-vlmevalkit.ts'
import type { Trace } from './trace.ts'

const read: [text: string, value: number, statement: string][] = [
  ['Answer: B\nConfidence: 80 %', 0.8, 'Confidence: 80 %'],
  ['**Confidence:** 85%', 0.85, '**Confidence:** 85%'],
  ['Confidence：80％', 0.8, 'Confidence：80％'],
  ['Confidence: 12.5 %.', 0.125, 'Confidence: 12.5 %.'],
  ['Confidence: 0,8', 0.8, 'Confidence: 0,8'],
  ['Confidence (0-100): 85', 0.85, 'Confidence (0-100): 85'],
  ['Confidence level: 8 out of 10', 0.8, 'Confidence level: 8 out of 10'],
  ['{"answer": "B", "confidence": 0.9}', 0.9, '"confidence": 0.9'],
  ['Confidence: 0', 0, 'Confidence: 0'],
  ['Confidence: 1.0', 1, 'Confidence: 1.0'],
  ['My confidence is about 70 percent', 0.7, 'My confidence is about 70 percent'],
  ['The probability that my answer is right: 40 %', 0.4, 'The probability that my answer is right: 40 %'],
  ['I am 90% sure it is B.', 0.9, 'I am 90% sure'],
  ['Confidence: 50 %\nWait, no.\nConfidence: 70 %', 0.7, 'Confidence: 70 %'],
  ['<think>Confidence: 10 %</think>B\nConfidence: 60 %', 0.6, 'Confidence: 60 %'],
]

const unread = [
  'Confidence: high',
  'I am fairly sure.',
  'Confidence: 7',
  'Confidence: 1',
  'Confidence: 80-90 %',
  'Confidence: > 90 %',
  'Confidence: 101 %',
  'Confidence: N %',
  'I am not 100 % sure',
  'I am more than 90 % certain',
  '95 % confidence interval 0.2 to 0.3',
  'Confidence: 95% CI 2',
  'Uncertainty: 80 %',
  'The probability of embolism is 80 %',
  '<think>Confidence: 10 %</think>B',
]

suite('a stated confidence', () => {
  for (const [text, value, statement] of read)
    test(JSON.stringify(text), () => {
      const found = readConfidence(text)
      expect(found?.value).toBeCloseTo(value, 12)
      expect(text.slice(...(found?.span ?? []))).toBe(statement)
    })
  for (const text of unread)
    test(`is not guessed from ${JSON.stringify(text)}`, () => expect(readConfidence(text)).toBeUndefined())

  test('is a share, lies in the text, and taking it out keeps the length and leaves none', () => {
    const part = fc.oneof(
      fc.constantFrom(...read.map(([text]) => text), ...unread, '**', '\n', ' not ', '<think>', '</think>'),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), parts => {
        const text = parts.join(' ')
        const found = readConfidence(text)
        const without = withoutConfidence(text)
        expect(without.length).toBe(text.length)
        expect(readConfidence(without)).toBeUndefined()
        if (found === undefined) expect(without).toBe(text)
        if (found === undefined) return
        expect(found.value).toBeGreaterThanOrEqual(0)
        expect(found.value).toBeLessThanOrEqual(1)
        expect(without.slice(...found.span).trim()).toBe('')
      }),
    )
  })
})

const options = ['Pneumonia', 'Effusion', '80 %'].map((text, i) => ({ key: 'ABC'.charAt(i), text }))
const questionOf = (format: Format): Question => ({
  text: 'What is it?',
  format,
  ...(format.startsWith('choice') && { options }),
})
const vocabulary = { Influenza: ['flu'], Croup: [] }
const answers: [format: Format, answer: string, value: string][] = [
  ['choice', 'B', 'B'],
  ['choice', 'I would say effusion.', 'B'],
  ['choices', 'A, C', 'A,C'],
  ['yes-no', 'Yes', 'yes'],
  ['number', 'There are 3 lesions.', '3'],
  ['number', '3', '3'],
  ['open', 'left lower lobe', 'left lower lobe'],
  ['diagnosis', 'Diagnosis: flu', 'Influenza'],
]
const endings = ['\nConfidence: 80 %', '\n\n**Confidence:** 80%', ' I am 80 % sure.', '\nConfidence: 0.8.']

suite('an answer with a confidence', () => {
  for (const [format, answer, value] of answers)
    for (const ending of endings)
      test(`is read as without it: ${format}, ${JSON.stringify(answer + ending)}`, () => {
        const known = format === 'diagnosis' ? vocabulary : undefined
        const reading = readAnswer(answer + ending, questionOf(format), known)
        expect(reading).toMatchObject({ kind: 'answer', extraction: { value } })
      })

  for (const format of ['choice', 'choices', 'yes-no', 'number', 'open', 'diagnosis'] satisfies Format[])
    test(`may abstain: ${format}`, () => {
      const known = format === 'diagnosis' ? vocabulary : undefined
      for (const text of ['Answer: I cannot tell\nConfidence: 5 %', 'I cannot tell.\nConfidence: 0 %'])
        expect(readAnswer(text, questionOf(format), known).kind).toBe('abstained')
    })

  test('"cannot be determined" is still an answer to an open question', () => {
    expect(readAnswer('Answer: cannot be determined', questionOf('open')).kind).toBe('answer')
  })
})

const caseOf = (format: Format, reference: Reference): Case => {
  return { id: 'c', cluster: 'c', media: [], question: questionOf(format), reference, tags: {} }
}
const traceOf = (answer: string | null): Trace => ({
  caseId: 'c',
  solver: 's',
  steps: [],
  answer,
  usage: { requests: 1 },
  timing: { startedAt: '2026-01-01T00:00:00Z', ms: 1, retries: 0 },
  stop: answer === null ? 'error' : 'answered',
})

suite('a verdict', () => {
  const number = caseOf('number', { format: 'number', value: 3 })
  test('tells the confidence in every outcome, and none where none is stated', async () => {
    const { verify } = answerVerifier()
    const right = await verify(number, traceOf('3\nConfidence: 80 %'))
    expect(right).toMatchObject({ outcome: 'correct', terms: { confidence: 0.8 } })
    const unsure = await verify(number, traceOf('I cannot tell\nConfidence: 4 %'))
    expect(unsure).toMatchObject({ outcome: 'abstained', terms: { confidence: 0.04 } })
    expect((await verify(number, traceOf('3'))).terms).not.toHaveProperty('confidence')
    expect((await verify(number, traceOf(null))).terms).not.toHaveProperty('confidence')
  })
  test('of official arithmetic does not see the closing line', async () => {
    const { verify } = answerVerifier({ official: vlmevalkitMultipleChoice })
    const choice = caseOf('choice', { format: 'choice', key: 'B' })
    const verdict = await verify(choice, traceOf('The answer is clearly B\nConfidence: 80 % '))
    expect(verdict).toMatchObject({ outcome: 'correct', terms: { confidence: 0.8 } })
  })
  test('of a judge does not show it how sure the answer sounds', async () => {
    let seen = ''
    const { verify } = answerVerifier({
      judge: async prompt => {
        seen = prompt
        return '{"verdict": "correct", "why": "same"}'
      },
    })
    const open = caseOf('open', { format: 'open', answers: ['left lung'] })
    const verdict = await verify(open, traceOf('Answer: on the left\nConfidence: 80 %'))
    expect(verdict).toMatchObject({ outcome: 'correct', terms: { judged: 1, confidence: 0.8 } })
    expect(seen).toContain('on the left')
    expect(seen).not.toContain('80')
  })
  test('of any verifier can be given it', async () => {
    const plain = {
      id: 'own',
      verify: () => ({ verifier: 'own', outcome: 'correct', value: 1, terms: { x: 1 }, why: '' }) as const,
    }
    expect((await withConfidence(plain).verify(number, traceOf('Confidence: 0.25'))).terms).toEqual({
      x: 1,
      confidence: 0.25,
    })
  })
})
