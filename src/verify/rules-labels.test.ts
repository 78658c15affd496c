import { expect, suite, test } from 'vitest'
import type { Question } from '../cases/index.ts'
import { readAnswer } from './extract.ts'

const question: Question = {
  text: 'Which hold?',
  format: 'labels',
  options: [
    { key: 'Effusion', text: 'Pleural Effusion' },
    { key: 'Pneumonia', text: 'Pneumonia' },
    { key: 'Pleural_Thickening', text: 'Pleural Thickening' },
    { key: 'Mass', text: 'Mass' },
  ],
}

function read(text: string): string {
  const reading = readAnswer(text, question)
  return reading.kind === 'answer' ? reading.extraction.value : reading.kind
}

suite('a set of labels', () => {
  test('is read from a box, a marked line or a list, by key or by text, in the order of the question', () => {
    expect(read('<think>A mass?</think> \\boxed{Pneumonia, Effusion}')).toBe('Effusion,Pneumonia')
    expect(read('Answer: pleural effusion and mass')).toBe('Effusion,Mass')
    expect(read('- Mass\n- pleural_thickening')).toBe('Pleural_Thickening,Mass')
  })

  test('is read whole from a box with wrappers in it', () => {
    for (const inner of [
      '\\text{Effusion}, \\text{Mass}',
      '\\textbf{Effusion}, Mass',
      '{Effusion}, {Mass}',
      '\\text{Effusion, Mass}',
    ])
      expect([inner, read(`\\boxed{${inner}}`)]).toEqual([inner, 'Effusion,Mass'])
    expect(read('\\boxed{Effusion} and \\boxed{Mass}')).toBe('unread')
    expect(read('First \\boxed{Effusion}.\nNo: \\boxed{Mass}')).toBe('Mass')
  })

  test('is empty only where that is said', () => {
    for (const text of ['\\boxed{No Finding}', 'Answer: none', 'no findings'])
      expect([text, read(text)]).toEqual([text, 'No Finding'])
    expect(read('\\boxed{}')).toBe('unread')
  })

  test('is not guessed from alternatives, unknown labels, prose or a contradiction', () => {
    for (const text of [
      '\\boxed{Mass or Pneumonia}',
      '\\boxed{Mass, Zebra}',
      'There is an effusion.',
      '\\boxed{No Finding, Mass}',
    ])
      expect([text, read(text)]).toEqual([text, 'unread'])
  })

  test('may be declined', () => {
    expect(read('I cannot tell.')).toBe('abstained')
  })
})
