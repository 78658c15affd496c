import { expect, suite, test } from 'vitest'
import { clausesOf } from './clauses.ts'

suite('clauses', () => {
  test.each([
    [
      'She denies fever or chills.',
      [
        ['She', 'present'],
        ['fever or chills.', 'absent'],
      ],
    ],
    [
      'Cough without fever.',
      [
        ['Cough', 'present'],
        ['fever.', 'absent'],
      ],
    ],
    [
      'No fever, cough or chills but nausea',
      [
        ['fever, cough or chills', 'absent'],
        ['nausea', 'present'],
      ],
    ],
    [
      'No fever, and he has a cough',
      [
        ['fever', 'absent'],
        ['he has a cough', 'present'],
      ],
    ],
    ['Fever is absent.', [['Fever is absent.', 'absent']]],
    ['Fever: no', [['Fever: no', 'absent']]],
    [
      "I don't have a fever",
      [
        ['I do', 'present'],
        ['have a fever', 'absent'],
      ],
    ],
    ['He does not deny having no fever', [['He does not deny having no fever', 'open']]],
    ['It is not known whether there was fever', [['It is not known whether there was fever', 'open']]],
  ])('%s', (sentence, clauses) => {
    expect(clausesOf(sentence).map(({ text, says }) => [text, says])).toEqual(clauses)
  })

  test('tell relatives from the patient', () => {
    expect(clausesOf('Her mother has a cough').map(({ relative }) => relative)).toEqual([true])
  })
})
