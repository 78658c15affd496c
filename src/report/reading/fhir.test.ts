import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { xrvLabels } from '../../cases/index.ts'
import { labelCode } from '../../imaging/index.ts'
import { readings } from '../__fixtures__/readings.ts'
import { fhirBundle } from './fhir.ts'
import type { Resource } from './fhir-types.ts'

const { plain, dicom, failed, hostile, 'out-of-depth': outOfDepth } = readings

function all<T extends Resource['resourceType']>(
  bundle: ReturnType<typeof fhirBundle>,
  type: T,
): Extract<Resource, { resourceType: T }>[] {
  return bundle.entry
    .map(({ resource }) => resource)
    .filter((resource): resource is Extract<Resource, { resourceType: T }> => resource.resourceType === type)
}

suite('a reading as a FHIR bundle', () => {
  test('reports on a single view of the chest, preliminarily, for research', () => {
    const [report] = all(fhirBundle(dicom), 'DiagnosticReport')
    expect(report).toMatchObject({
      status: 'preliminary',
      code: { coding: [{ system: 'http://loinc.org', code: '36554-4' }] },
      category: [{ coding: [{ code: 'RAD' }] }],
      meta: { security: [{ code: 'HRESCH' }] },
      subject: { type: 'Patient', display: 'Not identified' },
    })
    expect(report?.conclusion.split('\n')).toEqual([
      'Research use, not a medical device. No person has read this.',
      'No answer from reporter: no answer within 5 s',
      'The trachea is midline. [unsupported: no tool looked at it]',
      'No pneumothorax.',
      'The heart is enlarged, with a cardiothoracic ratio of 0.58.',
      'A left pleural effusion. [contradicted: densenet gives it a probability of 0.2]',
      'Cardiomegaly.',
    ])
  })

  test('observes each finding with its state, probabilities, place and side', () => {
    const effusion = all(fhirBundle(plain), 'Observation').find(
      ({ code }) => code.text === 'Pleural effusion',
    )
    expect(effusion).toMatchObject({
      code: { coding: [{ system: 'http://snomed.info/sct', code: '60046008' }] },
      valueCodeableConcept: { coding: [{ code: '373068000', display: 'Undetermined' }] },
      bodySite: { coding: [{ code: '39607008' }], text: 'Left Lung' },
    })
    expect(
      effusion?.component?.map(({ code, valueQuantity, valueCodeableConcept }) => [
        code.text,
        valueQuantity?.value ?? valueCodeableConcept?.text,
      ]),
    ).toEqual([
      ['Probability', 0.45],
      ['Probability by built-in', 0.55],
      ['Probability by densenet', 0.2],
      ['Laterality', 'Left'],
    ])
  })

  test('gives a label without a term that means the same its words alone', () => {
    const heart = all(fhirBundle(plain), 'Observation').find(({ code }) => code.text === 'Cardiomegaly')
    expect(heart?.code).toEqual({ text: 'Cardiomegaly' })
    expect(heart?.valueCodeableConcept?.text).toBe('Present')
  })

  test('measures in units of UCUM, by the tool that measured', () => {
    const bundle = fhirBundle(plain)
    const ratio = all(bundle, 'Observation').find(({ code }) => code.text === 'Cardiothoracic ratio')
    expect(ratio?.valueQuantity).toEqual({
      value: 0.583,
      unit: 'ratio',
      system: 'http://unitsofmeasure.org',
      code: '1',
    })
    const tool = bundle.entry.find(
      ({ fullUrl }) =>
        'reference' in (ratio?.device ?? {}) && JSON.stringify(ratio?.device).includes(fullUrl),
    )
    expect(tool?.resource).toMatchObject({
      resourceType: 'Device',
      deviceName: [{ name: 'cxr-anatomy' }],
      version: [{ value: '0.9.1' }],
    })
  })

  test('names the study of a DICOM instance and of no other picture', () => {
    expect(all(fhirBundle(dicom), 'ImagingStudy')).toMatchObject([
      {
        identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:2.25.11' }],
        series: [{ uid: '2.25.12', modality: { code: 'CR' }, instance: [{ uid: '2.25.13' }] }],
      },
    ])
    expect(all(fhirBundle(plain), 'ImagingStudy')).toEqual([])
  })

  test('refers only to what it holds, each by an identifier of its own', () => {
    for (const reading of Object.values(readings)) {
      const bundle = fhirBundle(reading)
      const urls = bundle.entry.map(({ fullUrl }) => fullUrl)
      expect(new Set(urls).size).toBe(urls.length)
      const referred = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(([, url]) => url)
      expect(urls).toEqual(expect.arrayContaining(referred))
    }
  })

  test('says that it is out of its depth, and who failed, and finds nothing', () => {
    const conclusion = (reading: typeof plain) =>
      all(fhirBundle(reading), 'DiagnosticReport')[0]?.conclusion ?? ''
    expect(conclusion(outOfDepth)).toContain(
      'Out of its depth: score 7.3 over 1; it is no frontal chest radiograph',
    )
    expect(conclusion(failed)).toContain('No answer from built-in: gave NaN')
    expect(all(fhirBundle(failed), 'Observation')).toEqual([])
  })

  test('holds no control characters, half characters or markup of others', () => {
    const text = JSON.stringify(fhirBundle(hostile))
    expect(text.isWellFormed()).toBe(true)
    expect(text).not.toMatch(/\\u00[01]|\\ud8/)
    expect(all(fhirBundle(hostile), 'DiagnosticReport')[0]?.text.div).not.toContain('<script')
  })

  test('is the same for the same reading', () => {
    expect(fhirBundle(structuredClone(dicom))).toEqual(fhirBundle(dicom))
    expect(fhirBundle({ ...dicom, notice: 'Other.' }).id).not.toBe(fhirBundle(dicom).id)
  })

  test('observes exactly the findings of the reading', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...xrvLabels)), labels => {
        const findings = labels.map(label => ({
          label,
          probability: 0.5,
          state: 'absent' as const,
          agents: {},
          artifacts: [],
        }))
        const told = all(fhirBundle({ ...plain, artifacts: [], findings, sentences: [] }), 'Observation')
        expect(told.map(({ code }) => code.text)).toEqual(labels.map(label => labelCode(label).meaning))
        expect(told.every(one => one.valueCodeableConcept?.text === 'Absent')).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})
