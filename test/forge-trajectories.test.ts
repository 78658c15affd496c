import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { type Finished, loggedIds, praxis, startPraxis } from './praxis-process.ts'

let dir: string
let straight: Finished
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-forge-'))
  straight = await praxis(dir, ...command('straight'))
}, 60_000)
afterAll(() => rm(dir, { recursive: true }))

const shipped = join(import.meta.dirname, '..', 'data', 'segment-mini')
const command = (out: string) => [
  ...['forge', 'trajectories', '--from', shipped, '--out', out, '--json'],
  ...['--per-family', '2', '--actions', '2', '--min-iou', '0.5', '--limit', '3', '--workers', '2'],
]

/** Cases in the ledger. */
async function ledger(out: string): Promise<string[]> {
  const text = await readFile(join(dir, out, 'attempts.jsonl'), 'utf8').catch(() => '')
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line).case)
}

suite('forging trajectories from the command line', () => {
  test('continues after kill -9: nothing lost, nothing doubled, and the same as without', async () => {
    for (const cases of [1, 2]) {
      const child = startPraxis(dir, command('killed'))
      while ((await ledger('killed')).length < cases) await sleep(5)
      child.kill('SIGKILL')
      await child.finished
      await appendFile(join(dir, 'killed', 'records.jsonl'), '{"version":1,"case":{"id":"lu')
    }
    const before = await loggedIds(join(dir, 'killed'))
    const { code, stdout } = await praxis(dir, ...command('killed'))
    expect(code).toBe(0)
    const { cases, families } = JSON.parse(stdout)
    const ids = await loggedIds(join(dir, 'killed'))
    expect(ids.slice(0, before.length)).toEqual(before)
    expect(new Set(ids).size).toBe(ids.length)
    expect((await ledger('killed')).toSorted()).toHaveLength(3)

    const whole = JSON.parse(straight.stdout)
    expect({ cases, families }).toEqual({ cases: whole.cases, families: whole.families })
    expect(ids.toSorted()).toEqual((await loggedIds(join(dir, 'straight'))).toSorted())
  }, 60_000)

  test('gives a run that is judged again and reported like any other', async () => {
    expect(straight.code).toBe(0)
    expect(straight.stderr).toContain('no training part apart')
    const rescored = JSON.parse((await praxis(dir, 'rescore', 'straight', '--json')).stdout)
    const { length: n } = await loggedIds(join(dir, 'straight'))
    expect(rescored).toMatchObject({ changed: { outcome: 0, value: 0 }, n })
    expect((await praxis(dir, 'report', 'straight', '--html', 'run.html')).code).toBe(0)
    const page = await readFile(join(dir, 'run.html'), 'utf8')
    expect(page.includes('praxis forge trajectories --from segment-mini --segmenter builtin')).toBe(true)
    expect(await readFile(join(dir, 'straight', 'summary.txt'), 'utf8')).toContain('IoU after 1')
  }, 60_000)

  test('gives rows to learn from', async () => {
    const exported = await praxis(
      dir,
      'export',
      'straight',
      '--format',
      'sharegpt',
      '--out',
      'rows',
      '--json',
    )
    expect(exported.code).toBe(0)
    const ids = await loggedIds(join(dir, 'straight'))
    expect(JSON.parse(exported.stdout)).toMatchObject({ rows: ids.length, redrawn: 0, leftOut: {} })
    const rows = (await readFile(join(dir, 'rows', 'straight.jsonl'), 'utf8')).trimEnd().split('\n')
    expect(rows.map(row => JSON.parse(row).id)).toEqual(ids)
    expect((await praxis(dir, 'export', 'straight', '--format', 'csv', '--out', 'rows')).code).toBe(2)
  }, 60_000)

  test('refuses a share that is none', async () => {
    const { code, stderr } = await praxis(dir, ...command('run'), '--min-iou', '70')
    expect(code).toBe(2)
    expect(stderr).toContain('it must be between 0 and 1.')
  })
})
