/** Every benchmark and every builder, from the command line, with no data given and no network. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { praxis } from './praxis-process.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-benchmarks-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function json(...args: string[]) {
  const { stdout, stderr, code } = await praxis(dir, ...args, '--json')
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const headline: Record<string, { model: string; metric: string }> = {
  endobench: { model: 'builtin:prior', metric: 'accuracy' },
  facebench: { model: 'builtin:prior', metric: 'accuracy' },
  medgaze: { model: 'builtin:chance', metric: 'accuracy' },
  faithfulness: { model: 'builtin:bayes', metric: 'faithfulness' },
}

suite('with no data given', () => {
  for (const [benchmark, { model, metric }] of Object.entries(headline))
    test(`${benchmark} runs on what ships and tells its headline with an interval`, async () => {
      const summary = await json('run', benchmark, '--model', model, '--limit', '24', '--out', benchmark)
      expect(summary.n).toBe(24)
      expect(summary.problems).toBe(0)
      expect(summary.metrics[0]).toMatchObject({ id: metric })
      expect(summary.metrics[0].value).not.toBeNull()
      expect((await json('run', benchmark, '--model', model, '--limit', '24', '--out', benchmark)).n).toBe(24)
    }, 60_000)

  test('medgaze says what showing the gaze was worth, case by case', async () => {
    const run = (gaze: string) =>
      json(
        'run',
        'medgaze',
        '--model',
        'builtin:chance',
        '--limit',
        '24',
        '--set',
        `gaze=${gaze}`,
        '--out',
        gaze,
      )
    await run('none')
    await run('salience')
    const comparison = await json('compare', 'none', 'salience')
    expect(comparison).toMatchObject({ n: 24, a: { settings: { gaze: 'none' } } })
  }, 60_000)

  test('confidence and repeats are told for any of them', async () => {
    const args = ['--limit', '30', '--repeats', '3', '--confidence']
    const summary = await json('run', 'medeinst', '--model', 'builtin:bayes', ...args)
    expect(summary.n).toBe(90)
    expect(summary.calibration.stated).not.toBeNull()
    expect(summary.stability).not.toBeNull()
  }, 60_000)
})

suite('a set that was forged', () => {
  const forge = (name: string, ...args: string[]) => json('forge', name, '--out', `made-${name}`, ...args)
  const measure = (name: string) =>
    json('run', name, '--data', `made-${name}`, '--model', 'builtin:chance', '--limit', '20')

  test('from drawn endoscopies is read by endobench', async () => {
    expect((await forge('endobench', '--from', 'phantom:9', '--most', '40')).items.test).toBeGreaterThan(0)
    expect((await measure('endobench')).problems).toBe(0)
  }, 60_000)

  test('from drawn faces is read by facebench', async () => {
    expect((await forge('facebench', '--count', '6', '--size', '128')).items.test).toBeGreaterThan(0)
    expect((await measure('facebench')).problems).toBe(0)
  }, 60_000)

  test('from pictures with areas is read by medgaze', async () => {
    const from = join(import.meta.dirname, '..', 'data', 'medgaze-mini')
    expect((await forge('medgaze', '--from', from)).items).toBeGreaterThan(0)
    expect((await measure('medgaze')).problems).toBe(0)
  }, 60_000)
})
