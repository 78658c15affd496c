import { expect, suite, test } from 'vitest'
import type { Told } from '../findings.ts'
import { auditSentence } from './audit-report.ts'

const finding = (
  label: Told['label'],
  state: Told['state'],
  probability: number,
  place: Pick<Told, 'location' | 'side'> = {},
): Told => ({
  ...{ label, state, probability, agents: { a: 0.77 }, artifacts: [`probability a ${label}`], ...place },
})
const findings = [
  finding('Effusion', 'present', 0.9, { location: 'Facies Diaphragmatica', side: 'right' }),
  finding('Consolidation', 'present', 0.7, { location: 'Left Lung', side: 'left' }),
  finding('Lung Opacity', 'present', 0.8, { location: 'Other', side: 'both' }),
  finding('Emphysema', 'present', 0.6),
  finding('Edema', 'absent', 0.03),
  finding('Mass', 'uncertain', 0.4),
  { ...finding('Pneumonia', 'present', 0.8), against: 'a gives 0.99, b 0.05' },
]
const ratio = 'cardiothoracic ratio'
const measurements = new Map([[ratio, 0.424]])
const ids = new Set([...findings.flatMap(({ artifacts }) => artifacts), `measurement ${ratio}`])

const audit = (text: string, rest: { measures?: string[]; isConfident?: boolean } = {}) => {
  const { support, why, artifacts } = auditSentence(
    { section: 'breathing', text, labels: [], measures: [], isConfident: true, ...rest },
    { findings, measurements, ids },
  )
  return { support, artifacts, ...(why !== undefined && { why }) }
}

suite('a sentence of a report', () => {
  test.each([
    ['There is a right pleural effusion.', ['probability a Effusion']],
    ['Effusion on the right and left lung consolidation.', undefined],
    ['Left opacity.', ['probability a Lung Opacity']],
    ['No pulmonary oedema, but effusion.', undefined],
    ['No effusion on the left.', undefined],
    ['The patient has Effusion (probability 0.90) mainly located in Facies Diaphragmatica area.', undefined],
    ['Effusion, probability 77%.', undefined],
    ['The cardiothoracic ratio is 0.42, not above 0.50.', [`measurement ${ratio}`]],
    ['CTR 42 %.', [`measurement ${ratio}`]],
    ['Possible mass.', ['probability a Mass']],
  ])('is supported where the tools say all of it: %s', (text, artifacts) => {
    expect(audit(text)).toEqual({ support: 'supported', artifacts: artifacts ?? expect.any(Array) })
  })

  test.each([
    ['Pulmonary edema.', 'the tools together give Edema 0.03'],
    ['No effusion.', 'the tools together give Effusion 0.90'],
    ['No right effusion.', 'the tools together give Effusion 0.90'],
    ['There is a left pleural effusion.', 'the tools place Effusion on the right'],
    ['Bilateral pleural effusions.', 'the tools place Effusion on the right'],
    ['Right basal pneumonia.', 'a gives 0.99, b 0.05'],
    ['The heart is enlarged.', 'the cardiothoracic ratio is 0.42'],
    ['The cardiothoracic ratio is 0.90.', 'the cardiothoracic ratio is 0.42'],
    ['The cardiothoracic ratio is above 0.50.', 'the cardiothoracic ratio is 0.42'],
    ['The patient has no confident disease detected.', 'the tools together give Effusion 0.90'],
    ['No mass. Edema.', 'the tools together give Edema 0.03'],
    ['No pneumothorax\nEdema', 'the tools together give Edema 0.03'],
  ])('is contradicted where they say otherwise: %s', (text, why) => {
    expect(audit(text)).toMatchObject({ support: 'contradicted', why })
  })

  test.each([
    ['A healing rib fracture.', 'no tool looked for Fracture'],
    ['A mass in the right lung.', 'the tools leave Mass uncertain'],
    ['Possible oedema.', 'the tools together give Edema 0.03'],
    ['Right pleural effusion and metastatic cancer.', 'no tool tells of “metastatic cancer”'],
    ['Effusion in the right lung.', 'the tools place Effusion in Facies Diaphragmatica'],
    ['Opacity in the left lung.', 'no tool places Lung Opacity in Left Lung'],
    [
      'No consolidation in the mediastinum.',
      'the tools tell of Consolidation in Left Lung, and of no other place',
    ],
    ['Consolidation not on the right.', 'no tool tells of “on the right.”'],
    ['No pneumothorax and edema is present.', expect.any(String)],
    ['Emphysema was excluded, edema was found.', expect.any(String)],
    ['Emphysema with edema absent', expect.any(String)],
    ['Left emphysema.', 'no tool tells the side of Emphysema'],
    ['Effusion (probability 0.55).', 'no tool gave 0.55'],
    ['The tracheal offset to the left is 0.02.', 'no tool measured the tracheal offset to the left'],
    ['Old granulomatous disease.', 'it names nothing that a tool looked at'],
    ['', 'it names nothing that a tool looked at'],
  ])('is unsupported where they do not say all of it: %s', (text, why) => {
    expect(audit(text)).toMatchObject({ support: 'unsupported', why })
  })

  test('is not supported by what it says it rests on', () => {
    expect(audit('Metastatic cancer; operate today.', { measures: [ratio] })).toMatchObject({
      support: 'unsupported',
      artifacts: [],
    })
    expect(audit('The heart is of normal width.', { measures: [ratio] })).toMatchObject({
      support: 'unsupported',
      why: 'no tool looked for Cardiomegaly',
    })
  })

  test('of a tool that is not sure of it leaves open what it says', () => {
    expect(
      audit('Not confident: the model gave Effusion a probability of 0.77.', { isConfident: false }),
    ).toMatchObject({ support: 'supported' })
  })
})
