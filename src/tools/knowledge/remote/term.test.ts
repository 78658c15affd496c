import { beforeAll, expect, suite, test } from 'vitest'
import { type Knowledge, shippedKnowledge } from '../../../cases/index.ts'
import { termSchema } from './term.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = await shippedKnowledge()
})

const isTerm = (text: string) => termSchema.safeParse(text).success

suite('a term', () => {
  test('may be a name of a condition or finding', () => {
    for (const term of [
      'pulmonary embolism',
      'Guillain-Barré syndrome',
      "Crohn's disease",
      'CA 19-9',
      'vitamin B12',
    ])
      expect(isTerm(term), term).toBe(true)
  })

  test('is never a sentence of a narrative', () => {
    const told = [...knowledge.evidences.values()].map(({ statement }) => statement.replace('[choice]', 'x'))
    expect(told.filter(isTerm)).toEqual([])
  })

  test('holds no age, date, record number, address or query syntax', () => {
    for (const text of [
      '34-year-old man with cough',
      'cough 12 days old',
      'seen 2024-03-05',
      'MRN 00481516',
      'a@b.example',
      'cough[Title]',
      '"cough"',
      'a) OR (b',
      'cough*',
      'a\u0000b',
      'a\nb: c',
      '{ __schema }',
      'one two three four five six seven',
      'x'.repeat(61),
      ' ',
    ])
      expect(isTerm(text), text).toBe(false)
  })
})
