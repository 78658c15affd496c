import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { findBenchmark } from '../../benchmarks/index.ts'
import { encodePng, readMask } from '../../imaging/index.ts'
import { openRun, readRecords } from '../../runs/index.ts'
import { writeShapes } from '../__fixtures__/cases.ts'
import { type ForgeTrajectoriesOptions, forgeTrajectories } from './forge-trajectories.ts'
import { defaultRecipe, type Recipe } from './recipe.ts'

const recipe: Recipe = { ...defaultRecipe, perFamily: 2, actions: 2, minIou: 0.3 }

let dir: string
let data: string
let whole: Awaited<ReturnType<typeof forgeTrajectories>>
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-trajectories-'))
  data = join(dir, 'shapes')
  await writeShapes(data, 3)
  whole = await forge('whole')
})
afterAll(() => rm(dir, { recursive: true }))

async function forge(out: string, changed: Partial<ForgeTrajectoriesOptions> = {}, from = data) {
  return forgeTrajectories({
    dir: join(dir, out),
    dataset: await findBenchmark('segment').open(from, { target: '', modality: '' }),
    segmenter: 'builtin',
    recipe,
    workers: 1,
    code: { praxis: '0', node: '0' },
    prices: { asOf: '2026-01-01', sha256: '0' },
    ...changed,
  })
}

/** Lines of a log in the order of their text, without times. */
async function lines(out: string, file: string): Promise<string[]> {
  const text = await readFile(join(dir, out, file), 'utf8')
  const timeless = (key: string, value: unknown) => (key === 'ms' || key === 'startedAt' ? 0 : value)
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.stringify(JSON.parse(line), timeless))
    .sort()
}

suite('forging trajectories', () => {
  test('two threads forge what one forges', async () => {
    const two = await forge('two', { workers: 2 })
    expect(await lines('two', 'records.jsonl')).toEqual(await lines('whole', 'records.jsonl'))
    expect(await lines('two', 'attempts.jsonl')).toEqual(await lines('whole', 'attempts.jsonl'))
    expect(two.families).toEqual(whole.families)
    expect(two).toMatchObject({ cases: 3, failed: 0 })
  })

  test('what was cut off is forged again, and nothing is doubled', async () => {
    await cp(join(dir, 'whole'), join(dir, 'cut'), { recursive: true })
    // As if killed between the records of a case and its line in the ledger, with torn lines in both; that of the
    // ledger lacks no more than its end of line.
    const ledger = join(dir, 'cut', 'attempts.jsonl')
    const [first, second] = (await readFile(ledger, 'utf8')).split('\n')
    await writeFile(ledger, `${first}\n${second}`)
    const log = join(dir, 'cut', 'records.jsonl')
    const kept = (await readFile(log, 'utf8')).split('\n').slice(0, -3)
    await writeFile(log, `${kept.join('\n')}\n{"version":1,"ca`)
    await forge('cut')
    expect(await lines('cut', 'records.jsonl')).toEqual(await lines('whole', 'records.jsonl'))
    expect(await lines('cut', 'attempts.jsonl')).toEqual(await lines('whole', 'attempts.jsonl'))
  })

  test('masks of 0 and 1, which are made white in memory, forge like those of 0 and 255', async () => {
    const ones = join(dir, 'ones')
    await cp(data, ones, { recursive: true })
    for (const name of await readdir(join(ones, 'masks'))) {
      const file = join(ones, 'masks', name)
      const { width, height, data: samples } = await readMask(await readFile(file))
      await writeFile(file, await encodePng({ width, height, channels: 1, samples }))
    }
    expect(await forge('of-ones', {}, ones)).toMatchObject({ cases: 3, failed: 0 })
    expect(await lines('of-ones', 'attempts.jsonl')).toEqual(await lines('whole', 'attempts.jsonl'))
  })

  test('a folder holds one recipe', async () => {
    const other = { recipe: { ...recipe, minGain: 0.05 } }
    await expect(forge('whole', other)).rejects.toMatchObject({ code: 'run-mismatch' })
  })

  test('the folder is a run, with a card that says what is simulated', async () => {
    const { run } = await openRun(join(dir, 'whole'))
    expect(run.ask).toMatchObject({
      benchmark: 'segment',
      solver: 'trajectories',
      settings: { 'min-gain': '0.01', jitter: '5' },
    })
    expect(JSON.parse(await readFile(join(dir, 'whole', 'card.json'), 'utf8'))).toEqual(run.card)
    expect(run.card.limits).toContain('The trajectories are SIMULATED')
    const records = await Array.fromAsync(readRecords(join(dir, 'whole')))
    const { 'box-then-points': boxes, points } = whole.families
    expect(records).toHaveLength(boxes.accepted + points.accepted)
    expect(boxes.accepted).toBeGreaterThan(0)
  })

  test('only what the data sets apart for training is used, and what cannot be forged is tried again', async () => {
    const from = join(dir, 'split')
    await writeShapes(from, 3)
    const annotations = [0, 1, 2].map(n => ({
      mask_file: `shape-${n}.png`,
      file_name: `shape-${n}.png`,
      split: n === 0 ? 'test' : 'train',
      sentences: [{ sent: 'the bright shape' }],
    }))
    await writeFile(join(from, 'all.json'), JSON.stringify({ annotations }))
    const mask = join(from, 'masks', 'shape-2.png')
    const intact = await readFile(mask)
    await writeFile(mask, intact.subarray(0, 40))
    const dataset = await findBenchmark('segment').open(from, { target: '', modality: '' })
    expect(await forge('split', { dataset })).toMatchObject({ cases: 1, failed: 1 })
    expect((await openRun(join(dir, 'split'))).problems).toHaveLength(1)
    await writeFile(mask, intact)
    expect(await forge('split', { dataset })).toMatchObject({ cases: 2, failed: 0 })
    expect(await lines('split', 'attempts.jsonl')).toEqual([
      expect.stringContaining('"case":"shape-1"'),
      expect.stringContaining('"case":"shape-2"'),
    ])
  })
})
