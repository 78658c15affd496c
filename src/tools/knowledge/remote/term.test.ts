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
      'HLA-B27',
      'COVID-19',
      'IL-6',
      'type 2 diabetes',
      '5-HT',
      'CD4 count',
      'HPV 16/18',
      'CO₂ retention',
      'anti-Yo antibody',
      '5-year survival',
      '18F-FDG PET',
      '46 XX male syndrome',
      'March fracture',
      'ID1 expression',
    ])
      expect(isTerm(term), term).toBe(true)
  })

  test('may be the English name of any condition that ships, but for brackets', () => {
    const names = [...knowledge.conditions.keys()].filter(name => !/[()]/.test(name))
    expect(names.length).toBeGreaterThan(40)
    expect(names.filter(name => !isTerm(name))).toEqual([])
  })

  test.each([
    [
      'an age',
      ['48 yo man with cough', '48yo', '34 y/o man HIV', '48 y', '48 yrs', '48 years', 'forty year old'],
    ],
    ['an age in words', ['aged 48', 'age of 48', '6 weeks of age', '8 month boy', 'aged  48', '４８ yo']],
    ['a person of an age', ['man 48', '48 woman', '48M cough', '48 F', 'patient 48']],
    [
      'a date',
      ['12-05-84', '5/3/84', '12 05 84', '5 Mar 24', '5th of March', 'March 5', "Mar '24", '5-mar-84'],
    ],
    [
      'a record number',
      ['MRN 481', 'mrn481', 'MRN no 481', 'record 481', 'room 12', '481-55-20', '481 55 20'],
    ],
  ])('never holds %s', (_, texts) => {
    expect(texts.filter(isTerm)).toEqual([])
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
