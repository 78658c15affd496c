import { expect, suite, test } from 'vitest'
import { grade } from './grade.ts'

const reference = { format: 'labels' as const, present: ['Effusion', 'Mass'], absent: ['Hernia', 'Edema'] }

suite('labels', () => {
  test('are graded by the share of known labels that are told rightly', () => {
    expect(grade(reference, 'Effusion,Hernia,Nodule')).toEqual({
      outcome: 'partial',
      value: 0.5,
      terms: {
        ...{ 'truth.Effusion': 1, 'truth.Mass': 1, 'truth.Hernia': 0, 'truth.Edema': 0 },
        ...{ 'said.Effusion': 1, 'said.Mass': 0, 'said.Hernia': 1, 'said.Edema': 0 },
      },
      why: '2 of 4 labels told rightly; missed Mass; not there: Hernia',
    })
  })

  test('are right only all together, and an unknown one beside them does not matter', () => {
    expect(grade(reference, 'Effusion,Mass,Nodule')).toMatchObject({ outcome: 'correct', value: 1 })
    expect(grade(reference, 'Hernia,Edema')).toMatchObject({ outcome: 'incorrect', value: 0 })
    expect(grade({ ...reference, present: [] }, 'No Finding')).toMatchObject({ outcome: 'correct' })
  })
})
