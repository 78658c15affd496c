import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import * as z from 'zod'
import { praxis } from './praxis-process.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-cli-'))
  for (const model of ['chance', 'bayes'])
    expect((await run('medeinst', '--model', `builtin:${model}`, '--out', model)).code).toBe(0)
}, 60_000)
afterAll(() => rm(dir, { recursive: true }))

const run = (...args: string[]) => praxis(dir, 'run', ...args, '--json')

async function json(...args: string[]) {
  const { stdout } = await praxis(dir, ...args, '--json')
  return JSON.parse(stdout)
}

async function lines(file: string) {
  return (await readFile(join(dir, file), 'utf8'))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

suite('the command line', () => {
  test('medeinst tells Acc_base, Acc_rob and the Bias Trap Rate with intervals over pairs', async () => {
    const { metrics } = await json('run', 'medeinst', '--model', 'builtin:bayes', '--out', 'bayes')
    for (const id of ['acc-base', 'acc-rob', 'bias-trap-rate']) {
      const metric = metrics.find((m: { id: string }) => m.id === id)
      expect(metric.low).toBeLessThanOrEqual(metric.value)
      expect(metric.high).toBeGreaterThanOrEqual(metric.value)
    }
    expect(metrics[0].units).toBe(245)
  })

  test('the three figures agree with a count made from the records alone', async () => {
    const records = await lines('bayes/records.jsonl')
    const pairs = Object.values(Object.groupBy(records, r => r.case.tags.pair)).map(pair => ({
      control: pair?.find(r => r.case.tags.role === 'control'),
      trap: pair?.find(r => r.case.tags.role === 'trap'),
    }))
    const base = pairs.filter(
      ({ control }) => control.verdict.extraction?.value === control.case.reference.name,
    )
    const robust = base.filter(({ trap }) => trap.verdict.extraction?.value === trap.case.reference.name)
    const trapped = base.filter(
      ({ control, trap }) => trap.verdict.extraction?.value === control.case.reference.name,
    )
    const { metrics } = await json('run', 'medeinst', '--model', 'builtin:bayes', '--out', 'bayes')
    const figure = (id: string) => metrics.find((m: { id: string }) => m.id === id).value
    expect(figure('acc-base')).toBeCloseTo(base.length / pairs.length, 12)
    expect(figure('acc-rob')).toBeCloseTo(robust.length / pairs.length, 12)
    expect(figure('bias-trap-rate')).toBeCloseTo(trapped.length / base.length, 12)
  })

  test('vqa gives the blind baseline of VQA-RAD', async () => {
    const summary = await json(
      'run',
      'vqa',
      '--data',
      'vqa-rad',
      '--model',
      'builtin:prior',
      '--mode',
      'blind',
    )
    expect(summary).toMatchObject({ status: 'finished', n: 145, clusters: 60 })
  })

  test('every file of a run is valid under the schemas that praxis publishes', async () => {
    const schemas = await json('schema')
    const record = z.fromJSONSchema(schemas.record)
    for (const line of await lines('bayes/records.jsonl')) expect(() => record.parse(line)).not.toThrow()
    const runFile = JSON.parse(await readFile(join(dir, 'bayes', 'run.json'), 'utf8'))
    expect(() => z.fromJSONSchema(schemas.run).parse(runFile)).not.toThrow()
    expect(record.safeParse({ version: 1 }).success).toBe(false)
  })

  test('compare exits with 1 only where the second run is worse and that was asked', async () => {
    expect((await praxis(dir, 'compare', 'bayes', 'chance')).code).toBe(0)
    expect((await praxis(dir, 'compare', 'bayes', 'chance', '--fail-if', 'worse')).code).toBe(1)
    expect((await praxis(dir, 'compare', 'chance', 'bayes', '--fail-if', 'worse')).code).toBe(0)
    expect((await praxis(dir, 'compare', 'bayes', 'bayes', '--fail-if', 'worse')).code).toBe(0)
  })

  test('compare refuses runs on other data', async () => {
    const { code, stderr } = await praxis(dir, 'compare', 'bayes', 'nowhere')
    expect(code).toBe(2)
    expect(stderr).toContain('[data-missing]')
    await run('vqa', '--data', 'medqa', '--model', 'builtin:chance', '--limit', '5', '--out', 'medqa')
    const other = await praxis(dir, 'compare', 'bayes', 'medqa')
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('[not-comparable]')
  })

  test('rescore judges again beside the run and leaves it as it was', async () => {
    const before = await readFile(join(dir, 'bayes', 'records.jsonl'), 'utf8')
    const rescored = await json('rescore', 'bayes')
    expect(rescored).toMatchObject({ changed: { outcome: 0, value: 0 } })
    expect(await readFile(join(dir, 'bayes', 'records.jsonl'), 'utf8')).toBe(before)
    expect(await lines('bayes.strict/records.jsonl')).toEqual(await lines('bayes/records.jsonl'))
  })

  test('report writes one file that asks the network for nothing', async () => {
    const { code } = await praxis(dir, 'report', 'bayes', 'chance', '--html', 'out/report.html')
    expect(code).toBe(0)
    const html = await readFile(join(dir, 'out', 'report.html'), 'utf8')
    expect(html).toContain('not a medical device')
    expect(html).not.toMatch(/(?:src|href)="https?:/)
  })

  test('forge pairs is deterministic and makes what it was asked for', async () => {
    const args = ['forge', 'pairs', '--count', '40', '--seed', '7', '--out']
    expect((await praxis(dir, ...args, 'a.jsonl')).code).toBe(0)
    expect((await praxis(dir, ...args, 'b.jsonl')).code).toBe(0)
    expect(await readFile(join(dir, 'a.jsonl'), 'utf8')).toBe(await readFile(join(dir, 'b.jsonl'), 'utf8'))
    expect((await lines('a.jsonl')).length).toBe(80)
  })

  test('bad usage is one line on stderr, nothing on stdout, and exit code 2', async () => {
    const wrong = [
      ['run', 'nope', '--model', 'builtin:chance'],
      ['run', 'vqa', '--model', 'nope'],
      ['run', 'vqa', '--model', 'builtin:chance', '--limit', '-1'],
      ['run', 'vqa', '--model', 'builtin:chance', '--data', 'nowhere.tsv'],
      ['schema', 'nope'],
      ['nope'],
    ]
    const results = await Promise.all(wrong.map(args => praxis(dir, ...args)))
    for (const { code, stdout, stderr } of results) {
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).not.toContain('    at ')
    }
  })

  test('list and doctor print one JSON object', async () => {
    const { benchmarks } = await json('list')
    const ids = benchmarks.map(({ id }: { id: string }) => id)
    expect(ids).toEqual(
      expect.arrayContaining(['endobench', 'facebench', 'faithfulness', 'medeinst', 'medgaze', 'vqa']),
    )
    expect(await json('doctor')).toMatchObject({ ok: true })
  })
})
