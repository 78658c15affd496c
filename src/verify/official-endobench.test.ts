import { expect, suite, test } from 'vitest'
import type { Case } from '../cases/index.ts'
import { endobenchMultipleChoice } from './official-endobench.ts'

const case_: Case = {
  id: '1',
  cluster: '1',
  media: [],
  question: {
    text: 'Which organ is shown?',
    format: 'choice',
    options: [
      { key: 'A', text: 'Stomach' },
      { key: 'B', text: 'Small intestine' },
      { key: 'C', text: 'Colon' },
      { key: 'D', text: 'Oesophagus' },
    ],
  },
  reference: { format: 'choice', key: 'B' },
  tags: {},
}

function judged(answer: string): string {
  const verdict = endobenchMultipleChoice.judge(case_, { format: 'choice', key: 'B' }, answer)
  return `${verdict?.outcome} ${verdict?.extraction?.value ?? '-'}`
}

suite('the matching that EndoBench was published with', () => {
  test('takes the only option letter that is a word, wherever it stands and whatever is said about it', () => {
    expect(judged('B')).toBe('correct B')
    expect(judged('(B).')).toBe('correct B')
    expect(judged('**B**: Small intestine')).toBe('correct B')
    expect(judged('B is surely wrong, as one sees from the folds and the size of the lumen here')).toBe(
      'correct B',
    )
    expect(judged('The answer is {C}')).toBe('incorrect C')
    expect(judged('A stomach')).toBe('incorrect A')
  })

  test('reads letters only as whole words, and none where there are two', () => {
    expect(judged('B-mode')).toBe('unextracted -')
    expect(judged('A or B')).toBe('unextracted -')
    expect(judged('It is a B, not A')).toBe('unextracted -')
    expect(judged('option b')).toBe('unextracted -')
  })

  test('takes the only option text within an answer of any length', () => {
    expect(judged(`${'Villi are seen. '.repeat(40)}so this is the small intestine`)).toBe('correct B')
    expect(judged('the colonic mucosa')).toBe('incorrect C')
    expect(judged('stomach or colon')).toBe('unextracted -')
  })

  test('reads refusals as Z, and leaves open what the original would give to a judge and then to chance', () => {
    expect(judged("I'm sorry, but without the image provided, B")).toBe('refused -')
    expect(judged('Z')).toBe('refused -')
    expect(judged('Z or B')).toBe('correct B')
    expect(judged('')).toBe('unextracted -')
    expect(judged('I cannot tell')).toBe('unextracted -')
  })
})
