import { expect, suite, test } from 'vitest'
import { auditSentence, mentionsOf } from './audit-report.ts'
import type { Told } from './findings.ts'

const finding = (label: Told['label'], state: Told['state'], probability: number): Told => ({
  ...{ label, state, probability, agents: {}, artifacts: [`probability a ${label}`] },
})
const findings = [
  finding('Effusion', 'present', 0.9),
  finding('Edema', 'absent', 0.03),
  finding('Mass', 'uncertain', 0.4),
  { ...finding('Pneumonia', 'present', 0.8), against: 'a gives 0.99, b 0.05' },
]
const ratio = 'cardiothoracic ratio'
const measurements = new Map([[ratio, 0.42]])
const ids = new Set([...findings.flatMap(({ artifacts }) => artifacts), `measurement ${ratio}`])

const audit = (text: string, measures: string[] = []) => {
  const { support, why, artifacts } = auditSentence(
    { section: 'breathing', text, labels: [], measures, isConfident: true },
    { findings, measurements, ids },
  )
  return { support, artifacts, ...(why !== undefined && { why }) }
}

suite('a sentence of a report', () => {
  test('is supported where the tools say the same', () => {
    expect(audit('There is a left pleural effusion.')).toEqual({
      support: 'supported',
      artifacts: ['probability a Effusion'],
    })
    expect(audit('No pulmonary oedema, but effusion.').support).toBe('supported')
    expect(audit('The heart is of normal width.', [ratio])).toEqual({
      support: 'supported',
      artifacts: [`measurement ${ratio}`],
    })
  })

  test.each([
    ['Pulmonary edema.', 'the tools together give Edema 0.03'],
    ['No effusion.', 'the tools together give Effusion 0.90'],
    ['Right basal pneumonia.', 'a gives 0.99, b 0.05'],
    ['The heart is enlarged.', 'the cardiothoracic ratio is 0.42'],
  ])('is contradicted where they say otherwise: %s', (text, why) => {
    expect(audit(text)).toMatchObject({ support: 'contradicted', why })
  })

  test.each([
    ['A healing rib fracture.', 'no tool looked for Fracture'],
    ['A mass in the right lung.', 'the tools leave Mass uncertain'],
    ['Old granulomatous disease.', 'it names nothing that a tool looked at'],
    ['', 'it names nothing that a tool looked at'],
  ])('is unsupported where they say nothing: %s', (text, why) => {
    expect(audit(text)).toMatchObject({ support: 'unsupported', why })
  })

  test('names labels by their longest name, and what it denies', () => {
    expect(mentionsOf('Lung opacity without pleural thickening or nodules')).toEqual([
      { label: 'Lung Opacity', says: 'present' },
      { label: 'Pleural_Thickening', says: 'absent' },
      { label: 'Nodule', says: 'absent' },
    ])
    expect(mentionsOf('Possible pneumothorax')).toEqual([{ label: 'Pneumothorax', says: 'open' }])
  })
})
