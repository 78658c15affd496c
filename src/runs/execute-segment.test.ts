/** Runs whose answers are masks: what is kept, what a resume and a rescore find, and who sees the reference. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { noModel } from '../agents/index.ts'
import { findBenchmark, resolveSettings } from '../benchmarks/index.ts'
import { hashBytes } from '../cases/index.ts'
import { emptyMask, maskFromBox } from '../imaging/index.ts'
import { type ChatModel, createSegmenter, type Segmenter } from '../models/index.ts'
import { turnsOf } from '../verify/index.ts'
import { executeRun, type RunPlan } from './execute.ts'
import { fixedGate } from './gate.ts'
import { type RunRecord, recordVersion } from './record.ts'
import { rescoreRun } from './rescore.ts'
import { retryDefaults } from './retry.ts'
import { readRecords } from './run-folder.ts'

let root: string
let dir: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'praxis-segment-run-'))
  dir = join(root, 'run')
})
afterEach(() => rm(root, { recursive: true }))

const benchmark = findBenchmark('segment')

async function plan(changes: Partial<RunPlan> = {}): Promise<RunPlan> {
  const settings = resolveSettings(benchmark, { actions: '2' })
  const dataset = await benchmark.open('segment-mini', settings)
  const solver = benchmark.solver?.(settings, 'oracle')
  if (solver === undefined) throw new Error('no solver')
  return {
    dir,
    run: {
      version: recordVersion,
      id: 'run',
      createdAt: '2026-01-01T00:00:00.000Z',
      ask: {
        benchmark: 'segment',
        data: dataset.name,
        dataFingerprint: dataset.fingerprint,
        model: 'none',
        solver: solver.id,
        segmenter: 'builtin',
        mode: 'plain',
        seed: 0,
        limit: 4,
        scoring: 'strict',
        settings,
        sampling: {},
      },
      card: dataset.card,
      code: { praxis: '0', node: '24' },
      prices: { asOf: '2026-01-01', sha256: '' },
      notice: 'Research use, not a medical device.',
    },
    cases: dataset.cases,
    pose: case_ => benchmark.pose(case_, settings),
    solver,
    model: noModel,
    segmenter: await createSegmenter('builtin'),
    verifier: benchmark.verifier('strict'),
    manners: {
      gate: fixedGate(1),
      retry: retryDefaults,
      timeoutMs: 10_000,
      caseBudget: {},
      price: usage => usage,
    },
    workers: 1,
    runBudget: {},
    signal: new AbortController().signal,
    graceMs: 10_000,
    ...changes,
  }
}

async function recorded(folder = dir): Promise<RunRecord[]> {
  const records: RunRecord[] = []
  for await (const record of readRecords(folder)) records.push(record)
  return records
}

const mediaOf = ({ case: { media, reference }, trace: { outputs = [] } }: RunRecord) => [
  ...media,
  ...(reference?.format === 'mask' ? [reference.mask] : []),
  ...outputs,
]

suite('a run of segmentation', () => {
  test('goes on after an interruption, and keeps every mask of both parts under its hash', async () => {
    const stop = new AbortController()
    const first = await plan({ signal: stop.signal, onProgress: () => stop.abort() })
    expect((await executeRun(first)).status).toBe('interrupted')
    const before = await recorded()
    expect(before.length).toBeLessThan(4)
    expect((await executeRun(await plan())).status).toBe('finished')

    const records = await recorded()
    expect(records.slice(0, before.length)).toEqual(before)
    expect(new Set(records.map(record => record.case.id)).size).toBe(4)
    for (const record of records) {
      expect(record.trace.outputs).toHaveLength(2)
      for (const { uri, sha256 } of mediaOf(record))
        expect(hashBytes(await readFile(join(dir, uri)))).toBe(sha256)
    }
    const kept = await readdir(join(dir, 'media'))
    expect(kept.filter(name => name.endsWith('.partial'))).toEqual([])
  })

  test('is judged again from its masks, without a segmenter, and comes to the same', async () => {
    await executeRun(await plan())
    const out = join(root, 'again')
    const { cases, changed } = await rescoreRun(dir, out, 'strict', benchmark.verifier('strict'))
    expect({ cases, changed }).toEqual({ cases: 4, changed: { outcome: 0, value: 0 } })
    expect(await recorded(out)).toEqual(await recorded())
    for (const record of await recorded(out))
      for (const { uri, sha256 } of mediaOf(record))
        expect(hashBytes(await readFile(join(out, uri)))).toBe(sha256)
  })

  test('judges a case that ran out of time by the masks it has', async () => {
    // Fills the box, and never answers the click after it.
    const tiring: Segmenter = {
      id: 'tiring',
      locality: 'local',
      open: async ({ width, height }) => {
        let mask = emptyMask(width, height)
        return {
          ...{ width, height, prompts: () => [], mask: () => mask, close: () => {} },
          add: async prompt => {
            if (prompt.kind === 'point') return new Promise(() => {})
            mask = maskFromBox(prompt.box, width, height)
            return mask
          },
        }
      },
    }
    const unhurried = await plan()
    const manners = { ...unhurried.manners, caseBudget: { ms: 1000 } }
    const ask = { ...unhurried.run.ask, limit: 1 }
    await executeRun({ ...unhurried, manners, segmenter: tiring, run: { ...unhurried.run, ask } })
    const [record] = await recorded()
    expect(record?.trace).toMatchObject({ stop: 'budget', error: { code: 'budget-exhausted' } })
    expect(record?.trace.outputs).toHaveLength(1)
    expect(record?.verdict.value).toBeGreaterThan(0.5)
    expect(turnsOf(record?.trace ?? { steps: [] })).toMatchObject([
      { tool: 'add_bbox' },
      { tool: 'add_point' },
    ])
  })

  test('shows the reference to an annotator alone, and lets it reach no model', async () => {
    let asked = 0
    const model: ChatModel = {
      ...noModel,
      chat: async () => {
        asked++
        return { text: 'yes', toolCalls: [], finish: 'stop', usage: { requests: 1 } }
      },
    }
    const seen = new Map<string, unknown>()
    const spying = (seesReference: boolean): Partial<RunPlan> => ({
      model,
      solver: {
        id: `spy-${seesReference}`,
        ...(seesReference && { seesReference: true as const }),
        solve: async ({ caseId }, context) => {
          seen.set(`${seesReference}`, context.reference)
          const answer = await context.model.chat({ messages: [] }, context.signal).catch(error => error.code)
          seen.set(`${seesReference} asks`, answer)
          return {
            ...{ caseId, solver: 'spy', steps: [], answer: null, usage: { requests: 0 }, stop: 'answered' },
            timing: { startedAt: '2026-01-01T00:00:00.000Z', ms: 1, retries: 0 },
          }
        },
      },
    })
    for (const sees of [true, false]) {
      await executeRun(await plan({ ...spying(sees), dir: join(root, `${sees}`) }))
      expect(asked).toBe(sees ? 0 : 4)
    }
    expect(seen.get('true')).toMatchObject({ format: 'mask' })
    expect(seen.get('true asks')).toBe('model-unsuited')
    expect(seen.get('false')).toBeUndefined()
  })
})
