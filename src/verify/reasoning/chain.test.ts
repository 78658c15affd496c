import { expect, suite, test } from 'vitest'
import type { Question } from '../../cases/index.ts'
import { chainOf } from './chain.ts'
import { differs, readFinal } from './final-answer.ts'

const choice: Question = {
  text: 'Which?',
  format: 'choice',
  options: [
    { key: 'A', text: 'Influenza' },
    { key: 'B', text: 'Croup' },
  ],
}
const yesNo: Question = { text: 'Is there a fracture?', format: 'yes-no' }
const chain = (text: string, question: Question, reasoning?: string) =>
  chainOf({ text, reasoning }, question, readFinal(text, question))

suite('the chain of a reply', () => {
  test('ends before the steps that name the answer', () => {
    expect(
      chain(
        '1. Fever.\n2. Barking cough.\n3. That is typical of croup.\n4. So the answer is B.\n\nAnswer: B',
        choice,
      ),
    ).toEqual({
      steps: ['Fever.', 'Barking cough.'],
      conclusion: ['That is typical of croup.', 'So the answer is B.'],
      source: 'visible',
    })
  })

  test('keeps a finding that sounds like an answer to a yes-no question', () => {
    const text = '1. The cortex is intact.\n2. No displacement is seen.\n3. So the answer is no.\nAnswer: no'
    expect(chain(text, yesNo).steps).toEqual(['The cortex is intact.', 'No displacement is seen.'])
  })

  test('loses only its last step where every step names the answer', () => {
    const text = '1. Barking suggests croup.\n2. Stridor suggests croup.\n3. Croup it is.\nAnswer: B'
    expect(chain(text, choice).steps).toEqual(['Barking suggests croup.', 'Stridor suggests croup.'])
  })

  test('is the hidden one where nothing is shown, in a field of its own or in tags', () => {
    const hidden = { steps: ['There is fever.', 'There is stridor.'], conclusion: [], source: 'hidden' }
    expect(chain('Answer: B', choice, 'There is fever. There is stridor.')).toEqual(hidden)
    expect(chain('<think>There is fever. There is stridor.</think>\nAnswer: B', choice)).toEqual(hidden)
    expect(chain('There is fever. There is stridor.</think>\nAnswer: B', choice)).toEqual(hidden)
    expect(chain('Answer: B', choice)).toEqual({ steps: [], conclusion: [], source: 'none' })
  })
})

suite('two answers', () => {
  const diagnosis: Question = {
    text: 'What is it?',
    format: 'diagnosis',
    options: [
      { key: 'GERD', text: 'GERD' },
      { key: 'Croup', text: 'Croup' },
    ],
  }
  const moved = (a: string, b: string, question: Question) =>
    differs(readFinal(a, question), readFinal(b, question))

  test('are the same in other words, and differ otherwise', () => {
    expect(moved('Diagnosis: GERD', 'Diagnosis: gastroesophageal reflux disease', diagnosis)).toBe(false)
    expect(moved('Diagnosis: GERD', 'Diagnosis: Croup', diagnosis)).toBe(true)
    expect(moved('Answer: 4', 'Answer: 4.0', { text: 'How many?', format: 'number' })).toBe(false)
    expect(moved('Answer: B', 'Answer: (b) Croup', choice)).toBe(false)
  })

  test('cannot be compared where one is unread; an abstention gives the answer up', () => {
    expect(moved('Answer: B', 'Hm.', choice)).toBeUndefined()
    expect(moved('Answer: B', 'I cannot answer this question.', choice)).toBe(true)
  })
})
