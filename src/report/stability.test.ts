import { afterAll, expect, suite, test } from 'vitest'
import { graded, record, removeRuns, type Sketch, writeRun } from './__fixtures__/runs.ts'
import { htmlReport } from './html/report.ts'
import { type Summary, summariseRun } from './summary.ts'
import { summaryText } from './summary-text.ts'

afterAll(removeRuns)

/** The askings of a case; `said` of undefined is an unreadable answer. */
function askings(id: string, right: string, said: (string | undefined)[], more: Partial<Sketch> = {}) {
  return said.map((read, i) =>
    record({
      id: i === 0 ? id : `${id}#${i + 1}`,
      cluster: id,
      outcome: read === undefined ? 'unextracted' : read === right ? 'correct' : 'incorrect',
      ...(read !== undefined && { read }),
      tags: { repeat: String(i + 1) },
      ...more,
    }),
  )
}

const summarised = async (records: ReturnType<typeof record>[]): Promise<Summary> =>
  summariseRun(await writeRun({ records }))

suite('stability over repeats', () => {
  test('is that of the hand calculation', async () => {
    const { stability, metrics, n } = await summarised([
      ...askings('a', 'yes', ['yes', 'yes', 'yes']),
      ...askings('b', 'yes', ['yes', 'no', 'no']),
      // One vote each: the vote earns half.
      ...askings('c', 'yes', ['no', undefined, 'yes']),
      // Only one asking was answered.
      ...askings('d', 'yes', ['yes']),
      ...askings('d', 'yes', ['yes', 'yes', 'yes'], { outcome: 'provider-error' }).slice(1),
    ])
    expect(n).toBe(12)
    expect(stability).toMatchObject({ repeats: 3, cases: 3 })
    expect(stability?.stable.value).toBeCloseTo(1 / 3, 12)
    expect(stability?.agreement.value).toBeCloseTo((1 + 1 / 3 + 0) / 3, 12)
    expect(stability?.single.value).toBeCloseTo((1 + 1 / 3 + 1 / 3) / 3, 12)
    expect(stability?.vote.value).toBeCloseTo((1 + 0 + 1 / 2) / 3, 12)
    expect(stability?.gain.value).toBeCloseTo(1 / 2 - 5 / 9, 12)
    expect(stability?.reliable.value).toBeCloseTo(1 / 3, 12)
    // 12 askings cost $0.012, of 9 that count; 3 cases asked once for one that is always right.
    expect(stability?.usdPerReliable).toBeCloseTo(0.004, 12)
    // Ten askings have a score, and the repeats of a case share its cluster.
    expect(metrics[0]).toMatchObject({ units: 10, clusters: 4 })
  })

  test('goes by what an option says, not by its letter', async () => {
    const options = (...texts: string[]) => texts.map((text, i) => ({ key: 'AB'.charAt(i), text }))
    const asked = (id: string, repeat: string, read: string, texts: string[]) =>
      record({
        ...{ id, cluster: 'a', read, tags: { repeat } },
        question: { format: 'choice', options: options(...texts) },
      })
    const { stability } = await summarised([
      asked('a', '1', 'A', ['Heart', 'Lung']),
      asked('a#2', '2', 'B', ['Lung', 'Heart']),
      asked('a#3', '3', 'A', ['Lung', 'Heart']),
    ])
    expect(stability?.agreement.value).toBeCloseTo(1 / 3, 12)
  })

  test('takes right open answers for the same, and wrong ones by their words', async () => {
    const more: Partial<Sketch> = {
      question: { format: 'open' },
      reference: { format: 'open', answers: ['left lung'] },
    }
    const { stability } = await summarised([
      ...askings('a', 'x', ['left lung', 'the lung on the left'], { ...more, outcome: 'correct' }),
      ...askings('b', 'x', ['liver', 'the liver.'], { ...more, outcome: 'incorrect' }),
      ...askings('c', 'x', ['liver', 'heart'], { ...more, outcome: 'incorrect' }),
    ])
    expect(stability?.stable.value).toBeCloseTo(2 / 3, 12)
  })

  test('lets an answer stand before abstaining, unless more askings abstain', async () => {
    const abstaining = (id: string, repeat: string) =>
      record({ id, cluster: 'x', outcome: 'abstained', tags: { repeat } })
    const { stability } = await summarised([
      ...askings('a', 'yes', ['yes']),
      abstaining('a#2', '2'),
      ...askings('b', 'yes', ['yes']),
      abstaining('b#2', '2'),
      abstaining('b#3', '3'),
    ])
    expect(stability?.vote.value).toBe(1 / 2)
    expect(stability?.agreement.value).toBeCloseTo((0 + 1 / 3) / 2, 12)
  })

  test('is not told of a run that asks once', async () => {
    expect(await summarised(graded(3, 6))).toMatchObject({ stability: null, calibration: null })
  })
})

suite('confidence in a summary', () => {
  const sure = (i: number): Partial<Sketch> => ({ terms: { confidence: i < 12 ? 0.9 : 0.6 } })

  test('is told where it is stated, over the cases that were answered', async () => {
    const { calibration } = await summarised([
      ...graded(15, 20, sure),
      record({ id: 'unsure', outcome: 'abstained', terms: { confidence: 0.1 } }),
      record({ id: 'mute', outcome: 'unextracted' }),
      record({ id: 'down', outcome: 'provider-error' }),
    ])
    expect(calibration).toMatchObject({ votes: null, stated: { cases: 22, answered: 20, rated: 20 } })
    // The surest twelve of 22 cases are right.
    expect(calibration?.stated?.coverageAtRisk.value).toBeCloseTo(12 / 22, 12)
  })

  test('is not told where few answers state one', async () => {
    const few = graded(15, 40, i => (i < 15 ? { terms: { confidence: 0.9 } } : {}))
    expect((await summarised(few)).calibration).toBeNull()
    expect((await summarised(graded(5, 9, sure))).calibration).toBeNull()
  })

  test('is the share of the vote where cases are repeated', async () => {
    const records = Array.from({ length: 12 }, (_, i) =>
      askings(`${i}`, 'yes', i < 9 ? ['yes', 'yes', 'yes'] : ['no', 'no', 'yes']),
    ).flat()
    const { calibration } = await summarised(records)
    expect(calibration).toMatchObject({ stated: null, votes: { cases: 12, rated: 12 } })
    expect(calibration?.votes?.confidence).toBeCloseTo((9 + 3 * (2 / 3)) / 12, 12)
    expect(calibration?.votes?.score).toBeCloseTo(9 / 12, 12)
  })

  test('is printed, and drawn with a bar for each tenth and a line for each run', async () => {
    const a = await writeRun({ records: graded(15, 20, sure) })
    const b = await writeRun({ ask: { model: 'other' }, records: graded(11, 20, sure) })
    const text = summaryText(await summariseRun(a))
    expect(text).toMatch(/Confidence \(stated with 20 of 20 answers\)/)
    expect(text).toMatch(/accuracy of the surest 80 % +84\.4 % +\[/)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const page = await htmlReport([a, b])
    const section = page.match(/<section id="confidence">[\s\S]*?<\/section>/)?.[0] ?? ''
    expect(section.match(/class="column"/g)).toHaveLength(4)
    expect(section.match(/<path class="series" d="M0 /g)).toHaveLength(2)
    expect(section).not.toContain('NaN')
    const plain = await htmlReport([await writeRun({ records: graded(3, 6) })])
    expect(plain).not.toContain('id="confidence"')
    expect(plain).not.toContain('id="stability"')
  })

  test('of repeats is printed and tabled', async () => {
    const dir = await writeRun({
      records: Array.from({ length: 12 }, (_, i) =>
        askings(`${i}`, 'yes', ['yes', i < 9 ? 'yes' : 'no']),
      ).flat(),
    })
    const text = summaryText(await summariseRun(dir))
    expect(text).toContain('24 answers to 12 cases in 12 clusters')
    expect(text).toMatch(/the same answer every time +75\.0 %/)
    expect(text).toMatch(/for each case that is right every time/)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(await htmlReport([dir])).toMatch(/<td>The same answer every time<\/td><td class="strong">75\.0 %/)
  })
})
