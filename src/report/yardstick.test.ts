import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, suite, test } from 'vitest'
import { findBenchmark } from '../benchmarks/index.ts'
import { graded, removeRuns, writeRun } from './__fixtures__/runs.ts'
import { htmlReport } from './html/report.ts'
import { summariseRun } from './summary.ts'
import { summaryText } from './summary-text.ts'
import { distancesTo } from './yardstick.ts'

afterAll(removeRuns)

const { published } = findBenchmark('endobench')

/** Four questions on region selection, three right; one on grounding, which the physicians did not answer. */
function endoscopyRun(): Promise<string> {
  return writeRun({
    ask: {
      benchmark: 'endobench',
      data: 'endobench-mini',
      model: 'compatible:mine@http://localhost:8000/v1',
    },
    records: graded(3, 5, i => ({
      tags: { task: i < 4 ? 'Region Selection' : 'Visual Grounding', scene: 'Colonoscopy' },
    })),
  })
}

suite('the distance to a published row', () => {
  test('is the run less the row, overall and in the groups that both have', async () => {
    const yardstick = distancesTo(published, await summariseRun(await endoscopyRun()))
    expect(yardstick?.model).toBe('Physician')
    // 3 of 5 against 74.12 %; 3 of 4 against 93.33 %.
    expect(yardstick?.by.get('')?.[0]?.distance).toBeCloseTo(0.6 - 0.7412, 10)
    const tasks = yardstick?.by.get('task') ?? []
    expect(tasks.map(({ value }) => value)).toEqual(['Region Selection'])
    expect(tasks[0]?.distance).toBeCloseTo(0.75 - 0.9333, 10)
    expect([...(yardstick?.by.keys() ?? [])]).toEqual(['', 'task', 'scene'])
  })

  test('is not told where no yardstick was published', async () => {
    const summary = await summariseRun(await endoscopyRun())
    expect(distancesTo(findBenchmark('medeinst').published, summary)).toBeUndefined()
    expect(distancesTo(undefined, summary)).toBeUndefined()
  })

  test('stands in the terminal with the reason why it may not compare', async () => {
    const text = summaryText(await summariseRun(await endoscopyRun()))
    expect(text).toMatch(
      /Distance to the published Physician by task, in points\n +all +60\.0 % +published 74\.1 % +−14\.1/,
    )
    expect(text).toMatch(/Region Selection +75\.0 % +published 93\.3 % +−18\.3/)
    expect(text).toContain('it compares only on the 6,832 official questions')
  })

  test('stands on the page, and claims to compare only on the verified official data', async () => {
    const dir = await endoscopyRun()
    const page = await htmlReport([dir])
    expect(page).toContain('Distance to the published Physician')
    expect(page).toMatch(
      /<td>Region Selection<\/td><td>4<\/td><td class="strong">75\.0 %<\/td>.*?<td>−18\.3<\/td><td>93\.3 %<\/td>/,
    )
    expect(page).toContain('These do not compare')
    expect(page).toContain('Published results, on other data')
    const run = JSON.parse(await readFile(join(dir, 'run.json'), 'utf8'))
    run.card.name = published?.card
    run.ask.scoring = 'official'
    await writeFile(join(dir, 'run.json'), JSON.stringify(run))
    const official = await htmlReport([dir])
    expect(official).not.toContain('These do not compare')
    expect(official).toContain(
      'On the same questions, with the published matching except for its random guesses.',
    )
  })
})
