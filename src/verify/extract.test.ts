import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Question } from '../cases/index.ts'
import { REFUSED, tables, UNREAD } from './__fixtures__/answers.ts'
import { withoutConfidence } from './confidence.ts'
import { extractAnswer, readAnswer } from './extract.ts'
import { normaliseAnswer } from './normalise.ts'
import { secondReading } from './second-reader.ts'
import { visibleText } from './visible.ts'

for (const { title, question, vocabulary, rows } of tables)
  suite(`reading ${title}`, () => {
    for (const [answer, expected, rule] of rows)
      test(JSON.stringify(answer.slice(0, 90)), () => {
        const reading = readAnswer(answer, question, vocabulary)
        if (typeof expected === 'string') {
          if (reading.kind !== 'answer') throw new Error(`read nothing: ${JSON.stringify(reading)}`)
          expect([reading.extraction.value, reading.extraction.rule]).toEqual([expected, rule])
        } else if (expected === UNREAD) {
          expect(reading.kind).toBe('unread')
          if (reading.kind === 'unread') expect(reading.why).toContain(rule ?? '')
        } else expect(reading.kind).toBe(expected === REFUSED ? 'refused' : 'abstained')
      })
  })

const questions = tables.map(table => table.question)
const anyQuestion = fc.constantFrom(...tables)
const fragments = tables.flatMap(table => table.rows.map(([answer]) => answer))
/** Text built of what the rules look for, so that they meet unusual neighbours. */
const anyAnswer = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        ...fragments,
        'Answer:',
        '\\boxed{',
        '**',
        '<think>',
        '</think>',
        '(',
        ' ',
        '\n',
        'not ',
        ' or ',
      ),
      {
        maxLength: 12,
      },
    )
    .map(parts => parts.join('')),
)
const calm = anyAnswer.map(text => text.replace(/<\/?think(?:ing)?>/gi, ''))

suite('whatever the answer', () => {
  test('reading never throws, and every span lies in the text', () => {
    fc.assert(
      fc.property(anyAnswer, anyQuestion, (text, { question, vocabulary }) => {
        const reading = readAnswer(text, question, vocabulary)
        secondReading(text, question)
        if (reading.kind === 'unread') return reading.why.length > 0
        const [start, end] = reading.kind === 'answer' ? reading.extraction.span : reading.span
        return start >= 0 && start < end && end <= text.length
      }),
      { numRuns: 500 },
    )
  })

  test('the span of a free-text answer is the evidence for its value', () => {
    const question: Question = { text: 'Where?', format: 'open' }
    fc.assert(
      fc.property(calm, text => {
        const extraction = extractAnswer(text, question)
        return (
          extraction === undefined ||
          normaliseAnswer(withoutConfidence(visibleText(text)).slice(...extraction.span)) ===
            normaliseAnswer(extraction.value)
        )
      }),
    )
  })

  test('the span of a letter is that letter or its option text', () => {
    const question = questions[0] as Question
    fc.assert(
      fc.property(calm, text => {
        const extraction = extractAnswer(text, question)
        if (extraction === undefined) return true
        const seen = normaliseAnswer(visibleText(text).slice(...extraction.span))
        const option = question.options?.find(({ key }) => key === extraction.value)
        return option !== undefined && [option.key.toLowerCase(), normaliseAnswer(option.text)].includes(seen)
      }),
      { numRuns: 500 },
    )
  })

  test('a reasoning block before or after it changes nothing', () => {
    const thought = fc.string({ maxLength: 80 }).map(text => text.replaceAll('<', ''))
    fc.assert(
      fc.property(calm, thought, anyQuestion, (text, inner, { question, vocabulary }) => {
        const plain = extractAnswer(text, question, vocabulary)
        const block = `<think>${inner} Answer: A yes 7</think>`
        const before = extractAnswer(`${block}\n${text}`, question, vocabulary)
        const after = extractAnswer(`${text}\n${block}`, question, vocabulary)
        expect(before?.value).toBe(plain?.value)
        expect(after?.value).toBe(plain?.value)
      }),
      { numRuns: 300 },
    )
  })
})

suite('a marked answer', () => {
  const words = fc.stringMatching(/^[a-z]{4,9}( [a-z]{4,9}){0,3}$/)
  const optionList = fc
    .uniqueArray(words, { minLength: 2, maxLength: 10, selector: normaliseAnswer })
    .map(list => list.map((text, i) => ({ key: String.fromCharCode(65 + i), text })))
  const wordings = [
    'Answer: X',
    'answer: X.',
    '**Answer:** X',
    'Final answer: (X)',
    'The correct answer is X.',
    '\\boxed{X}',
    '<answer>X</answer>',
    'Some reasoning about A and B.\n\nFinal Answer: **X**',
    'X',
    '(X)',
    'I choose X.',
    '{"answer": "X"}',
  ]

  test('is read as stated, for every option and wording', () => {
    fc.assert(
      fc.property(optionList, fc.constantFrom(...wordings), fc.nat(), (options, wording, pick) => {
        const { key } = options[pick % options.length] as { key: string }
        const question: Question = { text: 'Which?', format: 'choice', options }
        expect(extractAnswer(wording.replace('X', key), question)?.value).toBe(key)
      }),
    )
  })

  test('by its text follows its option when options are shuffled', () => {
    fc.assert(
      fc.property(optionList, fc.nat(), fc.nat(), (options, pick, turn) => {
        const { text } = options[pick % options.length] as { text: string }
        const turned = options.map((option, i) => ({
          ...option,
          text: (options[(i + turn) % options.length] as { text: string }).text,
        }))
        const key = extractAnswer(`Answer: ${text}`, { text: 'Which?', format: 'choice', options })?.value
        const other = extractAnswer(`Answer: ${text}`, {
          text: 'Which?',
          format: 'choice',
          options: turned,
        })?.value
        expect(options.find(option => option.key === key)?.text).toBe(text)
        expect(turned.find(option => option.key === other)?.text).toBe(text)
      }),
    )
  })

  test('gives a number back', () => {
    const question: Question = { text: 'How many?', format: 'number' }
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), value => {
        expect(extractAnswer(`Answer: ${value}`, question)?.value).toBe(String(value))
        expect(extractAnswer(`Answer: ${value.toLocaleString('en-US')} cells`, question)?.value).toBe(
          String(value),
        )
      }),
    )
  })
})

/** A rule that is not linear would need hours for these, so the test would hang. */
suite('long adversarial answers are read in linear time', () => {
  const worst = [
    'A ',
    'Answer: A or ',
    '</think>',
    '\\boxed{',
    '**A',
    'No. Yes. ',
    'pneumonia ',
    '1,1',
    '(((( ',
  ]
  const bad = [
    ...worst,
    ' ',
    '\n',
    'a',
    '****',
    '1',
    '1.',
    'Answer',
    'Answer: ',
    'answer is ',
    '<think>',
    '<think></think>',
    '<answer>',
    'option A ',
    '(A) ',
    'A. ',
    'A.\n',
    'yes ',
    "I can't ",
    'I would choose ',
    'no evidence of ',
    'Pneumonia. ',
    'A is correct. ',
    'é',
    '肺',
    "it's ",
    'if the answer is ',
    '"',
    '#',
    'x\u0301',
  ]
  const long = (part: string, length: number) => part.repeat(Math.ceil(length / part.length))
  const oneEach = new Map(tables.map(table => [table.question.format, table]))
  for (const [format, { question, vocabulary }] of oneEach)
    test(`one megabyte, ${format}`, { timeout: 120_000 }, () => {
      const texts = [...worst.map(part => long(part, 1_000_000)), ...bad.map(part => long(part, 50_000))]
      for (const text of texts) {
        readAnswer(text, question, vocabulary)
        secondReading(`${text}\nAnswer: A`, question)
      }
    })
})
