import { expect, suite, test } from 'vitest'
import { type ChestReading, chestReadingSchema } from './reading.ts'

const tool = { name: 'cxr-findings', version: '1.0.0' }
const reading: ChestReading = {
  image: { sha256: 'a'.repeat(64), width: 4, height: 4, view: 'PA' },
  artifacts: [
    { id: 'p1', kind: 'probability', label: 'Cardiomegaly', value: 0.9, tool, agent: 'findings' },
    { id: 'm1', kind: 'mask', structure: 'Heart', media: 'b'.repeat(64), tool, agent: 'anatomy' },
  ],
  findings: [
    {
      label: 'Cardiomegaly',
      probability: 0.9,
      state: 'present',
      agents: { findings: 0.9 },
      artifacts: ['p1'],
    },
  ],
  sentences: [
    { section: 'cardiac', text: 'The heart is enlarged.', artifacts: ['p1', 'm1'], support: 'supported' },
  ],
  failures: [],
  outOfDepth: { score: 0.1, threshold: 1, is: false },
  notice: 'Research use.',
  software: { name: 'Praxis', version: '0.1.0' },
  at: '2026-01-02T03:04:05Z',
}

/** What is wrong with the reading changed so; empty where nothing is. */
function problems(change: object): string[] {
  const { error } = chestReadingSchema.safeParse({ ...reading, ...change })
  return error?.issues.map(({ message }) => message) ?? []
}

suite('a reading of a chest radiograph', () => {
  test('keeps what it holds', () => {
    expect(chestReadingSchema.parse(reading)).toEqual(reading)
  })

  test('cites only artifacts that exist', () => {
    expect(problems({ artifacts: reading.artifacts.slice(0, 1) })).toEqual([
      'cites "m1", which does not exist',
    ])
  })

  test('has one artifact for an id, one finding for a label', () => {
    expect(problems({ artifacts: [...reading.artifacts, ...reading.artifacts] })).toEqual([
      'two artifacts have one id',
    ])
    expect(problems({ findings: [...reading.findings, ...reading.findings] })).toEqual([
      'a label is told twice',
    ])
  })

  test('supports a sentence by something, and says why where it does not', () => {
    const sentence = { section: 'cardiac', text: 'The heart is enlarged.', artifacts: [] }
    expect(problems({ sentences: [{ ...sentence, support: 'supported' }] })).toEqual([
      'a supported sentence must cite what it rests on',
    ])
    expect(problems({ sentences: [{ ...sentence, support: 'contradicted' }] })).toEqual([
      'a sentence that is contradicted must say why',
    ])
  })

  test('has no probability outside 0 to 1, and none that is not a number', () => {
    for (const probability of [-0.1, 1.1, Number.NaN])
      expect(problems({ findings: [{ ...reading.findings[0], probability }] })).toHaveLength(1)
  })

  test('was made at a time in UTC that has seconds', () => {
    expect(problems({ at: '2026-01-02T03:04:05.678Z' })).toEqual([])
    for (const at of ['2026-01-02T03:04Z', '2026-01-02T03:04:05+01:00', '2026-01-02'])
      expect(problems({ at })).not.toEqual([])
  })

  test('has no text without anything to see', () => {
    for (const notice of ['', '  ', '\u0000\u0007']) expect(problems({ notice })).toHaveLength(1)
  })

  test('has artifacts that carry what their kind needs', () => {
    const [p] = reading.artifacts
    expect(problems({ artifacts: [...reading.artifacts, { ...p, id: 'x', kind: 'mask' }] })).toEqual([
      'a mask needs its media',
    ])
    expect(problems({ artifacts: [...reading.artifacts, { ...p, id: 'x', kind: 'measurement' }] })).toEqual([
      'a measurement must say what it measures',
    ])
  })
})
