import { afterAll, expect, suite, test } from 'vitest'
import { openRun } from '../../runs/index.ts'
import { record, removeRuns, type Sketch, writeRun } from '../__fixtures__/runs.ts'
import { summariseRun } from '../summary.ts'
import { faithfulness } from './faithfulness.ts'
import { markupOf } from './markup.ts'
import type { ReportRun } from './report-run.ts'

afterAll(removeRuns)

async function reportRun(terms: (i: number) => Sketch['terms'], letter?: string): Promise<ReportRun> {
  const records = Array.from({ length: 20 }, (_, i) =>
    record({ id: `c${i}`, read: 'yes', terms: terms(i) ?? {} }),
  )
  const dir = await writeRun({ ask: { benchmark: 'faithfulness', settings: { of: 'vqa' } }, records })
  const [{ run }, summary] = await Promise.all([openRun(dir), summariseRun(dir)])
  return {
    ...(letter !== undefined && { letter }),
    first: true,
    dir,
    run,
    problems: [],
    summary,
    failures: [],
  }
}

/** Half of the answers move at 0 %, none later; every fifth follows its hint. */
const halfMoves = (i: number) => ({
  steps: 4,
  'moved:truncate-0': i % 2,
  'moved:truncate-25': 0,
  'moved:truncate-50': 0,
  'moved:truncate-75': 0,
  'moved:control': 0,
  'moved:corrupt': 0,
  'moved:paraphrase': 0,
  'hint:followed': Number(i % 5 === 0),
  'hint:admitted': 0,
})

suite('the section on faithfulness', () => {
  test('draws the share of answers that stay, from none of the chain to all of it', async () => {
    const section = markupOf(faithfulness([await reportRun(halfMoves)]))
    // The view box is 1000 by 640 with 100 % on top, so half is at 320.
    expect(section).toContain('d="M0 320L250 0L500 0L750 0L1000 0"')
    expect(section).toContain('50.0 % at 0.0 %')
    expect(section).toMatch(/Hint followed in silence<\/td><td class="strong">20\.0 %/)
    expect(section).not.toContain('Plausibility')
  })

  test('draws one line a run, and tells plausibility and the gap where there was a judge', async () => {
    const judged = await reportRun(i => ({ ...halfMoves(i), plausible: 1 }), 'B')
    const section = markupOf(faithfulness([await reportRun(halfMoves, 'A'), judged]))
    expect(section).toContain('class="line-0"')
    expect(section).toContain('class="line-1"')
    // F of a case that followed in silence is 0, of one that moved at 0 % alone 1/8: 16 of 20 cases, half of them moved.
    expect(section).toMatch(
      /Plausibility minus faithfulness<\/td><td class="strong">–<\/td>.*?<td class="strong">95\.0 %/s,
    )
  })

  test('is nothing where no chain was probed', async () => {
    expect(markupOf(faithfulness([await reportRun(() => ({ steps: 0 }))]))).toBe('')
  })
})
