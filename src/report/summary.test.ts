import { afterAll, expect, suite, test } from 'vitest'
import { graded, record, removeRuns, writeRun } from './__fixtures__/runs.ts'
import { wilson } from './statistics/wilson.ts'
import { summariseRun } from './summary.ts'
import { summaryText } from './summary-text.ts'

afterAll(removeRuns)

suite('the summary of a run', () => {
  test('counts every outcome and gives the headline with interval, bounds and groups', async () => {
    const records = [
      ...graded(6, 8, i => ({
        tags: { organ: i < 4 ? 'head' : 'chest' },
        terms: { agree: i === 0 ? 0 : 1 },
      })),
      record({ id: 'unread', outcome: 'unextracted', tags: { organ: 'chest' } }),
      record({ id: 'failed', outcome: 'provider-error', usage: { requests: 1 } }),
    ]
    const problems = [{ code: 'data-malformed', message: 'row 3: no image' }]
    const summary = await summariseRun(await writeRun({ records, problems }))
    expect(summary).toMatchObject({
      benchmark: 'vqa',
      n: 10,
      clusters: 10,
      problems: 1,
      unextracted: 0.1,
      extractorAgreement: { share: 7 / 8, cases: 8 },
    })
    expect(summary.outcomes).toMatchObject({ correct: 6, incorrect: 2, unextracted: 1, 'provider-error': 1 })
    // 6 of 9: the unread answer earns nothing, the failed request is left out; both ways 6/10 to 8/10.
    const [accuracy] = summary.metrics
    expect(accuracy).toMatchObject({
      value: 6 / 9,
      ...wilson(6, 9),
      method: 'wilson',
      bounds: { low: 0.6, high: 0.8 },
    })
    expect(accuracy?.by.organ?.head).toMatchObject({ value: 1, units: 4 })
    expect(accuracy?.by.organ?.chest).toMatchObject({ value: 2 / 5, units: 5 })
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary)
  })

  test('adds up what is known and says what is not', async () => {
    const usages = [
      { requests: 2, inputTokens: 5, outputTokens: 3, usd: 0.5 },
      { requests: 1, inputTokens: 7, outputTokens: 2 },
      { requests: 1 },
    ]
    const { usage } = await summariseRun(
      await writeRun({ records: usages.map((use, i) => record({ id: `${i}`, usage: use })) }),
    )
    expect(usage).toMatchObject({ requests: 4, inputTokens: 12, outputTokens: 5, usd: 0.5 })
    expect(usage).toMatchObject({ casesWithoutTokens: 1, casesWithoutPrice: 2, reasoningTokens: 'unknown' })
    const free = await summariseRun(
      await writeRun({ records: [record({ id: 'a', usage: { requests: 0 } })] }),
    )
    expect(free.usage).toMatchObject({ usd: 0, inputTokens: 0 })
  })

  test('of a run without records says so and does not divide by zero', async () => {
    const summary = await summariseRun(await writeRun({ records: [] }))
    expect(summary).toMatchObject({ n: 0, unextracted: null, metrics: [{ value: null, low: null }] })
    expect(summaryText(summary)).toMatch(/0 cases/)
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary)
  })

  test('tells the figures of a published rule for runs under official scoring only', async () => {
    const told = async (scoring: 'strict' | 'official') => {
      const dir = await writeRun({ ask: { benchmark: 'facebench', scoring }, records: graded(1, 2) })
      return (await summariseRun(dir)).metrics.map(({ id }) => id)
    }
    expect(await told('official')).toContain('official-mcq-accuracy')
    expect(await told('strict')).not.toContain('official-mcq-accuracy')
  })

  test('tells in the terminal how a model fails after how well it does', async () => {
    const pair = ['control', 'trap'].map(role =>
      record({ id: role, cluster: 'p', tags: { pair: 'p', role, disease: 'Flu' } }),
    )
    const summary = await summariseRun(await writeRun({ ask: { benchmark: 'medeinst' }, records: pair }))
    const text = summaryText(summary)
    expect(text.indexOf('Bias Trap Rate')).toBeLessThan(text.indexOf('How it fails'))
    expect(text.indexOf('How it fails')).toBeLessThan(text.indexOf('Third disease'))
    expect(summary.metrics.filter(metric => metric.descriptive).map(({ id }) => id)).toContain(
      'trapped-blindness',
    )
  })

  test('reads in the terminal without colour codes and within its columns', async () => {
    const text = summaryText(await summariseRun(await writeRun({ records: graded(6, 8) })))
    expect(text).toMatch(/Accuracy {2}75\.0 % {2}\[40\.9, 92\.9\] {2}n 8\n {2}95 % intervals: Wilson/)
    expect(text).toMatch(/correct {4}6 {2}75\.0 %/)
    expect(text).toMatch(/cost \$0\.0080/)
    expect(text).not.toContain('\u001b')
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
  })
})
