import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type ChestReading, xrvLabels } from '../../cases/index.ts'
import type { DataSet } from '../dicom/data-set.ts'
import { parseDicom } from '../dicom/parse.ts'
import { box } from '../geometry.ts'
import { maskFromBox } from '../mask.ts'
import { itemsOf, textOf } from '../seg/attributes.ts'
import { readSeg } from '../seg/read-seg.ts'
import { maskSegs } from './mask-segs.ts'
import { writeSr } from './write-sr.ts'

const tool = { name: 'cxr-anatomy', version: '0.9.1' }
const reading: ChestReading = {
  image: {
    sha256: 'a'.repeat(64),
    width: 8,
    height: 6,
    view: 'PA',
    source: { study: '2.25.1', series: '2.25.2', instance: '2.25.3', sopClass: '1.2.840.10008.5.1.4.1.1.1' },
  },
  artifacts: [
    { id: 'm1', kind: 'mask', structure: 'Left Lung', media: 'b'.repeat(64), tool, agent: 'anatomy' },
    { id: 'r1', kind: 'measurement', measures: 'Cardiothoracic ratio', value: 0.583, tool, agent: 'anatomy' },
  ],
  findings: [
    {
      label: 'Effusion',
      probability: 0.07,
      state: 'absent',
      location: 'Left Lung',
      agents: {},
      artifacts: ['m1'],
    },
  ],
  sentences: [
    {
      section: 'cardiac',
      text: 'The heart is large.',
      artifacts: [],
      support: 'unsupported',
      why: 'no proof',
    },
  ],
  failures: [{ agent: 'locator', reason: 'no answer' }],
  outOfDepth: { score: 3, threshold: 1, is: true, why: 'a lateral view' },
  notice: 'Research use.',
  software: { name: 'Praxis', version: '0.1.0' },
  at: '2026-01-02T03:04:05Z',
}

/** Each node as `name = value`, from the top down. */
function told(node: DataSet): string[] {
  const [measured] = itemsOf(node, 'MeasuredValueSequence')
  const [referenced] = itemsOf(node, 'ReferencedSOPSequence')
  const [code] = itemsOf(node, 'ConceptCodeSequence')
  const value = [
    textOf(node, 'TextValue'),
    textOf(code, 'CodeMeaning'),
    textOf(measured, 'NumericValue'),
    textOf(referenced, 'ReferencedSOPInstanceUID'),
  ].join('')
  const [name] = itemsOf(node, 'ConceptNameCodeSequence')
  return [`${textOf(name, 'CodeMeaning')} = ${value}`, ...itemsOf(node, 'ContentSequence').flatMap(told)]
}

const open = (bytes: Uint8Array): DataSet => parseDicom(bytes).set
const toldOf = (one: ChestReading): string[] => told(open(writeSr(one)))

suite('a reading as a DICOM structured report', () => {
  test('is partial, preliminary and unverified, and made by a device', () => {
    const set = open(writeSr(reading))
    expect(textOf(set, 'CompletionFlag')).toBe('PARTIAL')
    expect(textOf(set, 'PreliminaryFlag')).toBe('PRELIMINARY')
    expect(textOf(set, 'VerificationFlag')).toBe('UNVERIFIED')
    expect(textOf(set, 'StudyInstanceUID')).toBe('2.25.1')
    expect(told(set)).toContain('Observer Type = Device')
    expect(told(set)).toContain('Device Observer Model Name = Praxis 0.1.0')
  })

  test('tells a denial as an evaluation and never as a finding', () => {
    const absent = toldOf(reading)
    expect(absent).toContain('Pleural effusion = Absent')
    expect(absent).toContain('Certainty of Finding = 7')
    expect(absent).not.toContain('Finding = Pleural effusion')
    const findings = reading.findings.map(finding => ({ ...finding, state: 'present' as const }))
    expect(toldOf({ ...reading, findings })).toContain('Finding = Pleural effusion')
  })

  test('tells measurements, marked sentences, the depth and who failed', () => {
    expect(toldOf(reading)).toEqual(
      expect.arrayContaining([
        'Cardiothoracic ratio = 0.583',
        'Finding = The heart is large. [unsupported: no proof]',
        'Comment = Research use.',
        'Comment = Out of its depth: score 3 over 1; a lateral view',
        'Comment = No answer from locator: no answer',
      ]),
    )
  })

  test('refers to the image and to the segment of each mask', async () => {
    const mask = maskFromBox(box(1, 1, 4, 5), 8, 6)
    const [seg] = maskSegs(reading, new Map([['m1', mask]]))
    if (seg === undefined) throw new Error('no segmentation was made')
    const set = open(writeSr(reading, { masks: new Map([['m1', seg.reference]]) }))
    expect(told(set)).toContain(`Referenced Segmentation Frame = ${seg.reference.sopInstance}`)
    expect(told(set)).toContain('Source image for segmentation = 2.25.3')
    const evidence = itemsOf(set, 'CurrentRequestedProcedureEvidenceSequence').flatMap(study =>
      itemsOf(study, 'ReferencedSeriesSequence').map(series => textOf(series, 'SeriesInstanceUID')),
    )
    expect(evidence.toSorted()).toEqual(['2.25.2', seg.reference.series].toSorted())
    const { segments } = await readSeg(seg.bytes)
    expect(segments[0]).toMatchObject({ label: 'Left Lung', tracking: { id: 'mask m1' } })
  })

  test('of a picture that is no DICOM instance refers to nothing', () => {
    const { source: _, ...image } = reading.image
    const picture = { ...reading, image }
    expect(maskSegs(picture, new Map([['m1', maskFromBox(box(1, 1, 4, 5), 8, 6)]]))).toEqual([])
    expect(itemsOf(open(writeSr(picture)), 'CurrentRequestedProcedureEvidenceSequence')).toEqual([])
  })

  test('is the same for the same reading, and another for another', () => {
    expect(writeSr(reading)).toEqual(writeSr(structuredClone(reading)))
    const uid = (one: ChestReading) => textOf(open(writeSr(one)), 'SOPInstanceUID')
    expect(uid({ ...reading, notice: 'Other.' })).not.toBe(uid(reading))
  })

  test('of any findings states those findings, and any text can be read back', () => {
    const finding = fc.record({
      label: fc.constantFrom(...xrvLabels),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      state: fc.constantFrom('present' as const, 'absent' as const, 'uncertain' as const),
      agents: fc.constant({}),
      artifacts: fc.constant<string[]>([]),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(finding, { selector: ({ label }) => label }),
        fc.string({ unit: 'binary', minLength: 1 }),
        (findings, text) => {
          const lines = toldOf({ ...reading, findings, notice: `x${text}`, sentences: [] })
          const present = findings.filter(({ state }) => state === 'present').length
          expect(lines.filter(line => line.startsWith('Finding = '))).toHaveLength(present)
          for (const [state, word] of [
            ['present', 'Present'],
            ['absent', 'Absent'],
            ['uncertain', 'Undetermined'],
          ] as const)
            expect(lines.filter(line => line.endsWith(` = ${word}`))).toHaveLength(
              findings.filter(one => one.state === state).length,
            )
        },
      ),
      { numRuns: 25 },
    )
  })
})
