import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { record, removeRuns, writeRun } from './__fixtures__/runs.ts'
import { htmlReport } from './html/report.ts'
import { type Summary, summariseRun } from './summary.ts'
import { summaryText } from './summary-text.ts'

let dir = ''
let summary: Summary
/** Ten radiographs, half with a mass. All together are always right; `local` misses two of the masses, `whole` nothing. */
beforeAll(async () => {
  const records = Array.from({ length: 10 }, (_, i) => {
    const truth = Number(i < 5)
    return record({
      id: `r${i}`,
      outcome: 'correct',
      terms: {
        'truth.Mass': truth,
        'said.Mass': truth,
        'p.Mass': truth ? 0.9 : 0.1,
        'agent.local.Mass': i < 2 ? 0.3 : truth ? 0.8 : 0.2,
        'agent.whole.Mass': truth ? 0.7 : 0.2,
      },
    })
  })
  dir = await writeRun({ ask: { benchmark: 'cxr', data: 'phantoms' }, records })
  summary = await summariseRun(dir)
})
afterAll(removeRuns)

suite('each agent beside all together', () => {
  test('is measured on the same cases, and the gain over it is paired', () => {
    const accuracy = (name: string) =>
      summary.members?.find(one => one.name === name)?.metrics.find(({ id }) => id === 'accuracy')
    expect(accuracy('local')).toMatchObject({
      value: 0.8,
      gain: { difference: expect.closeTo(0.2), units: 10 },
    })
    expect(accuracy('whole')).toMatchObject({ value: 1, gain: { difference: 0 } })
  })

  test('is told in the terminal, by metric, with its gain', () => {
    const lines = summaryText(summary).split('\n')
    const from = lines.findIndex(line => line.startsWith('Each agent alone'))
    expect(lines[from + 1]).toContain('Overall accuracy')
    expect(lines[from + 2]).toMatch(/^ {4}local +80\.0 % .*\+20\.0/)
    expect(lines[from + 3]).toMatch(/^ {4}whole +100/)
  })

  test('is drawn in the report, labels in columns side by side', async () => {
    const page = await htmlReport([dir])
    const section = page.slice(page.indexOf('<section id="agents">'))
    expect(section).toContain('Each agent alone')
    expect(section).toMatch(/local.*\+20\.0/s)
  })

  test('is left out of a run without agents', async () => {
    const plain = await summariseRun(await writeRun({ records: [record({ id: 'a' })] }))
    expect(plain.members).toBeNull()
    expect(summaryText(plain)).not.toContain('agent alone')
  })
})
