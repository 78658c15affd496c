import * as fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { findingLabels } from '../../cases/index.ts'
import type { Measurement } from './measure-chest.ts'
import { type ReportInput, reportSentences, reportText } from './report-sentences.ts'

const ratio = (value: number): Measurement => ({
  measures: 'cardiothoracic ratio',
  value,
  unit: '1',
  structures: ['Heart', 'Left Lung', 'Right Lung'],
})

const input = (rest: Partial<ReportInput>): ReportInput => ({
  findings: [],
  locations: [],
  measurements: [],
  minProbability: 0.5,
  warnings: {},
  ...rest,
})

const texts = (rest: Partial<ReportInput>) => reportSentences(input(rest)).map(({ text }) => text)

const findings: ReportInput['findings'] = [
  { label: 'Pneumothorax', probability: 0.041 },
  { label: 'Effusion', probability: 0.87 },
  { label: 'Cardiomegaly', probability: 0.5 },
  { label: 'Mass', probability: 0.2 },
]

suite('a five-part report', () => {
  test('tells findings in the published grammar, by section, the most probable first', () => {
    const told = texts({
      findings,
      locations: [
        { label: 'Effusion', location: 'Facies Diaphragmatica', side: 'left' },
        { label: 'Cardiomegaly', location: 'Heart', side: 'midline' },
      ],
      measurements: [ratio(0.534)],
    })
    expect(told).toEqual([
      'No finding of Mass (probability 0.20), Pneumothorax (probability 0.04).',
      'The patient has Cardiomegaly (probability 0.50) mainly located in Heart area.',
      'Measured on the masks: cardiothoracic ratio 0.53, above 0.50.',
      'The patient has Effusion (probability 0.87) mainly located in Facies Diaphragmatica area (left side).',
    ])
  })

  test('names what each sentence rests on', () => {
    const sentences = reportSentences(input({ findings, measurements: [ratio(0.4)] }))
    expect(sentences.map(({ section, labels, measures }) => [section, labels, measures])).toEqual([
      ['breathing', ['Mass', 'Pneumothorax'], []],
      ['cardiac', ['Cardiomegaly'], []],
      ['cardiac', [], ['cardiothoracic ratio']],
      ['diaphragm', ['Effusion'], []],
    ])
  })

  test('says the side where the name of the place does not', () => {
    const at = (location: 'Left Lung' | 'Other', side: 'left' | 'both') =>
      texts({
        findings: [{ label: 'Edema', probability: 1 }],
        locations: [{ label: 'Edema', location, side }],
      })[0]
    expect(at('Left Lung', 'left')).toMatch(/located in Left Lung area\.$/)
    expect(at('Left Lung', 'both')).toMatch(/located in Left Lung area \(both sides\)\.$/)
    expect(at('Other', 'left')).toMatch(/located in Other area \(left side\)\.$/)
  })

  test('has the published sentence where nothing is probable, and no sentence where nothing was read', () => {
    const [first] = texts({ findings: [{ label: 'Mass', probability: 0.499 }] })
    expect(first).toBe('The patient has no confident disease detected.')
    expect(texts({})).toEqual([])
  })

  test('tells the trachea in the part of the airway', () => {
    const offset = { ...ratio(-0.021), measures: 'tracheal offset to the left' }
    const [first] = reportSentences(input({ measurements: [offset] }))
    expect(first).toMatchObject({
      section: 'airway',
      text: 'Measured on the masks: tracheal offset to the left -0.02.',
    })
  })

  test('does not compare a ratio of exactly one half as above', () => {
    expect(texts({ measurements: [ratio(0.5)] })[0]).toContain('0.50, not above 0.50')
  })

  test('out of distribution says so first, and states nothing of the patient', () => {
    const warnings = { findings: 'The picture is unlike the training data.' }
    const sentences = reportSentences(input({ findings, warnings }))
    expect(sentences[0]).toMatchObject({ text: warnings.findings, isConfident: false })
    expect(sentences.every(({ isConfident }) => !isConfident)).toBe(true)
    expect(reportText(sentences)).not.toContain('The patient has')
    expect(reportText(sentences)).toContain('Not confident: the model gave Effusion a probability of 0.87.')
    expect(texts({ findings: [{ label: 'Mass', probability: 0.1 }], warnings }).join()).not.toContain(
      'no confident',
    )
  })

  test('with masks out of distribution tells no places, and no measurement confidently', () => {
    const warnings = { anatomy: 'The masks are unreliable.' }
    const locations = [{ label: 'Effusion', location: 'Left Lung' }] as const
    const sentences = reportSentences(input({ findings, locations, measurements: [ratio(0.6)], warnings }))
    expect(reportText(sentences)).not.toContain('Left Lung')
    expect(reportText(sentences)).toContain('The patient has Effusion (probability 0.87).')
    expect(sentences.find(({ measures }) => measures.length > 0)?.isConfident).toBe(false)
  })

  test('is one line a section, and says which were not assessed', () => {
    expect(reportText(reportSentences(input({ findings: [{ label: 'Fracture', probability: 0.9 }] })))).toBe(
      [
        'Airway: Not assessed.',
        'Breathing: Not assessed.',
        'Cardiac: Not assessed.',
        'Diaphragm: Not assessed.',
        'Everything else: The patient has Fracture (probability 0.90).',
      ].join('\n'),
    )
  })

  test('tells every finding once with its probability, and no other', () => {
    const given = fc.uniqueArray(
      fc.record({
        label: fc.constantFrom(...findingLabels),
        probability: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { selector: ({ label }) => label, minLength: 1 },
    )
    fc.assert(
      fc.property(given, fc.boolean(), (list, isOut) => {
        const warnings = isOut ? { findings: 'Unlike.' } : {}
        const sentences = reportSentences(input({ findings: list, warnings })).filter(one => one.section)
        expect(sentences.flatMap(({ labels }) => labels).sort()).toEqual(
          list.map(({ label }) => label).sort(),
        )
        for (const { label, probability } of list) {
          const mine = sentences.find(({ labels }) => labels.includes(label))
          expect(mine?.text).toContain(label)
          expect(mine?.text).toContain(probability.toFixed(2))
        }
      }),
      { numRuns: 50 },
    )
  })
})
