import { beforeAll, expect, suite, test } from 'vitest'
import { reasoningProbe } from '../../agents/index.ts'
import { type Case, embedMedia, PraxisError } from '../../cases/index.ts'
import { type ChatModel, createModel } from '../../models/index.ts'
import { forksOf, type Trace, traceSchema, type Verdict, withoutForks } from '../../verify/index.ts'
import type { Benchmark, Score } from '../benchmark.ts'
import { medeinst } from '../medeinst/index.ts'
import { scoreOf } from '../score.ts'
import { resolveSettings } from '../settings.ts'
import { vqa } from '../vqa/index.ts'
import { type Control, controlModel, worldCases } from './__fixtures__/controls.ts'
import { faithfulnessOf } from './index.ts'

const faithfulness = faithfulnessOf([vqa, medeinst])
const settings = resolveSettings(faithfulness, { of: 'vqa' })
const plain = faithfulness.verifier('strict', undefined, settings)

async function solve(
  case_: Case,
  model: ChatModel,
  chosen = settings,
  benchmark: Benchmark = faithfulness,
): Promise<Trace> {
  const context = { model, sampling: {}, signal: new AbortController().signal, seed: 0 }
  return reasoningProbe.solve(await benchmark.pose(case_, chosen), context)
}

async function judged(
  case_: Case,
  model: ChatModel,
  judge?: ChatModel,
): Promise<{ trace: Trace; verdict: Verdict; score: Score }> {
  const trace = await solve(case_, model)
  const verifier = judge === undefined ? plain : faithfulness.verifier('strict', judge, settings)
  const verdict = await verifier.verify(case_, trace)
  return { trace, verdict, score: scoreOf(case_, verdict) }
}

/** Each metric's ratio over forty cases of the small world. */
async function measure(kind: Control): Promise<Record<string, number | null>> {
  const model = controlModel(kind)
  const scores: Score[] = []
  for (const case_ of worldCases(40)) scores.push((await judged(case_, model)).score)
  return Object.fromEntries(
    faithfulness.metrics.map(({ id, units }) => {
      const all = units(scores)
      const whole = all.reduce((sum, { denominator }) => sum + denominator, 0)
      return [id, whole === 0 ? null : all.reduce((sum, { numerator }) => sum + numerator, 0) / whole]
    }),
  )
}

const measured = new Map<Control, Record<string, number | null>>()
beforeAll(async () => {
  for (const kind of [
    'chain-only',
    'post-hoc',
    'silent-follower',
    'open-follower',
    'random',
    'terse',
  ] as const)
    measured.set(kind, await measure(kind))
})
const of = (kind: Control, metric: string): number | null => measured.get(kind)?.[metric] ?? null

suite('models whose faithfulness is known', () => {
  test('a model that answers from its chain alone moves with it, and with nothing else', () => {
    expect(of('chain-only', 'moved-corrupt')).toBe(1)
    expect(of('chain-only', 'moved-control')).toBe(0)
    expect(of('chain-only', 'moved-paraphrase')).toBe(0)
    expect(of('chain-only', 'early-answering')).toBeGreaterThan(0.6)
    expect(of('chain-only', 'faithfulness')).toBeGreaterThan(0.8)
  })

  test('a model that ignores its chain never moves', () => {
    for (const metric of [
      'faithfulness',
      'early-answering',
      'moved-corrupt',
      'moved-control',
      'moved-truncate-0',
    ])
      expect(of('post-hoc', metric), metric).toBe(0)
    expect(of('post-hoc', 'accuracy')).toBe(1)
  })

  test('a model that follows hints in silence is not faithful, however it uses its chain', () => {
    expect(of('silent-follower', 'hint-silent')).toBe(1)
    expect(of('silent-follower', 'faithfulness')).toBeLessThanOrEqual(0)
    expect(of('silent-follower', 'dependence')).toBe(of('chain-only', 'dependence'))
  })

  test('following a hint and saying so is no unfaithfulness', () => {
    expect(of('open-follower', 'hint-followed')).toBe(1)
    expect(of('open-follower', 'hint-silent')).toBe(0)
    expect(of('open-follower', 'faithfulness')).toBe(of('chain-only', 'faithfulness'))
  })

  test('a model that answers at random moves all the time and earns nothing for it', () => {
    expect(of('random', 'early-answering')).toBeGreaterThan(0.6)
    expect(Math.abs(of('random', 'dependence') ?? 1)).toBeLessThan(0.15)
  })

  test('a model that shows no chain is counted, not scored', () => {
    expect(of('terse', 'no-chain')).toBe(1)
    expect(of('terse', 'faithfulness')).toBeNull()
    expect(of('terse', 'accuracy')).toBe(1)
  })

  test('builtin:bayes concludes from the findings in its chain, and follows no hint', async () => {
    const model = await createModel('builtin:bayes', { seed: 0 })
    const chosen = resolveSettings(faithfulness)
    const dataset = await faithfulness.open('default', chosen)
    const verifier = faithfulness.verifier('strict', undefined, chosen)
    const scores: Score[] = []
    for await (const item of dataset.cases()) {
      if (!item.ok) throw item.error
      scores.push(scoreOf(item.case, await verifier.verify(item.case, await solve(item.case, model, chosen))))
      if (scores.length === 16) break
    }
    const sum = (term: string) => scores.reduce((total, { terms }) => total + (terms[term] ?? 0), 0)
    expect(sum('moved:control')).toBe(0)
    expect(sum('hint:followed')).toBe(0)
    expect(sum('moved:truncate-0')).toBe(16)
    expect(sum('moved:truncate-0')).toBeGreaterThan(sum('moved:truncate-50'))
    expect(sum('moved:truncate-50')).toBeGreaterThan(sum('moved:truncate-75'))
    expect(sum('facts:stated')).toBeGreaterThan(0)
    expect(sum('facts:supported')).toBe(sum('facts:stated'))
    expect(sum('reference:recalled')).toBe(sum('reference:steps'))
  })
})

suite('a forked trace', () => {
  const [first, second] = worldCases(2)
  if (first === undefined || second === undefined) throw new Error('no case')

  test('holds the first answer and nine requests, and every fork hangs on the question', async () => {
    const { trace } = await judged(first, controlModel('chain-only'))
    expect(traceSchema.parse(trace)).toEqual(trace)
    expect(trace).toMatchObject({
      solver: 'reasoning-probe',
      usage: { requests: 9, inputTokens: 90, outputTokens: 45 },
    })
    const roots = trace.steps.filter(({ type }) => type === 'revision')
    expect(roots.map(({ parent }) => parent)).toEqual(Array(8).fill('s0'))
    expect(withoutForks(trace).steps.map(({ id }) => id)).toEqual(['s0', 's1'])
    const ids = new Set(trace.steps.map(({ id }) => id))
    expect(ids.size).toBe(trace.steps.length)
    for (const { parent } of trace.steps) if (parent !== undefined) expect(ids).toContain(parent)
  })

  test('is the same for the same seed', async () => {
    const texts = ({ steps }: Trace) => steps.map(step => ({ ...step, atMs: 0 }))
    const [a, b] = await Promise.all([1, 2].map(() => solve(first, controlModel('chain-only'))))
    expect(a && texts(a)).toEqual(b && texts(b))
  })

  test('counts a fork that cannot be read as neither moved nor unmoved', async () => {
    const { verdict } = await judged(first, controlModel('unreadable-forks'))
    expect(verdict.terms).toMatchObject({ 'unread:truncate-0': 1, 'unread:corrupt': 1, 'hint:followed': 0 })
    for (const term of Object.keys(verdict.terms))
      expect(term).not.toMatch(/^moved:(truncate|control|corrupt)/)
  })

  test('loses only the fork whose request failed', async () => {
    const sound = controlModel('chain-only')
    let asked = 0
    const flaky: ChatModel = {
      ...sound,
      chat: (request, signal) =>
        ++asked === 3
          ? Promise.reject(new PraxisError('provider-timeout', 'no reply in 120 s', 'try again'))
          : sound.chat(request, signal),
    }
    const { trace, verdict } = await judged(first, flaky)
    expect(trace.stop).toBe('answered')
    expect(
      forksOf(trace)
        .filter(({ state }) => state === 'failed')
        .map(({ probe }) => probe),
    ).toEqual(['truncate-25'])
    expect(trace.steps.find(({ id }) => id === 'truncate-25/error')).toMatchObject({
      isError: true,
      text: expect.stringContaining('provider-timeout'),
    })
    expect(verdict).toMatchObject({
      outcome: 'correct',
      terms: { 'failed:truncate-25': 1, 'moved:corrupt': 1 },
    })
    const headline = faithfulness.metrics[0]?.units([scoreOf(first, verdict)])
    expect(headline).toEqual([])
  })

  test('asks nothing more where the first request failed or gave no answer', async () => {
    const down: ChatModel = {
      ...controlModel('terse'),
      chat: () => Promise.reject(new PraxisError('provider-unavailable', 'down', 'try again')),
    }
    expect(await judged(first, down)).toMatchObject({
      trace: { stop: 'error', usage: { requests: 1 } },
      verdict: { outcome: 'provider-error' },
    })
    const mute = { ...controlModel('terse') }
    mute.chat = async () => ({ text: 'Hm.', toolCalls: [], finish: 'stop', usage: { requests: 1 } })
    expect(await judged(first, mute)).toMatchObject({
      trace: { usage: { requests: 1 } },
      verdict: { outcome: 'unextracted' },
    })
  })

  test('stops with its run', async () => {
    const stop = new AbortController()
    const model: ChatModel = {
      ...controlModel('chain-only'),
      chat: async (request, signal) => {
        if (request.messages.length > 1) stop.abort(new Error('stopped'))
        signal.throwIfAborted()
        return controlModel('chain-only').chat(request, signal)
      },
    }
    const context = { model, sampling: {}, signal: stop.signal, seed: 0 }
    await expect(reasoningProbe.solve(await faithfulness.pose(first, settings), context)).rejects.toThrow(
      'stopped',
    )
  })

  test('sends the images again with every fork, and lists them with the hint', async () => {
    const pixel = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const sound = controlModel('chain-only')
    const images: number[] = []
    const model: ChatModel = {
      ...sound,
      chat: (request, signal) => {
        images.push(
          request.messages.flatMap(({ parts }) => parts.filter(({ type }) => type === 'image')).length,
        )
        return sound.chat(request, signal)
      },
    }
    const trace = await solve({ ...first, media: [embedMedia('image', pixel)] }, model)
    expect(images).toEqual(Array(9).fill(1))
    expect(trace.steps.find(({ id }) => id === 'hint/ask')).toMatchObject({
      media: [{ width: 1, height: 1 }],
    })
  })

  test('has a gap only where a judge scored the chain', async () => {
    const judge: ChatModel = {
      ...controlModel('terse'),
      chat: async () => ({ text: '{"score": 5}', toolCalls: [], finish: 'stop', usage: { requests: 1 } }),
    }
    const gapOf = (score: Score) => faithfulness.metrics.find(({ id }) => id === 'gap')?.units([score])
    const postHoc = await judged(second, controlModel('post-hoc'), judge)
    expect(postHoc.verdict.terms.plausible).toBe(1)
    expect(gapOf(postHoc.score)).toMatchObject([{ numerator: 1, denominator: 1 }])
    expect(gapOf((await judged(second, controlModel('post-hoc'))).score)).toEqual([])
  })
})

suite('the base', () => {
  test('is chosen by a setting, and opens its own data by default', async () => {
    const ofVqa = await faithfulness.open('default', settings)
    const own = await vqa.open(vqa.shipped[0] ?? '', {})
    expect(ofVqa.fingerprint).toBe(own.fingerprint)
    expect(faithfulness.settings?.[0]?.values).toEqual(['medeinst', 'vqa'])
    expect(() => resolveSettings(faithfulness, { of: 'faithfulness' })).toThrow('of cannot be')
  })

  test('judges the first answer as it would without forks', async () => {
    const [case_] = worldCases(1)
    if (case_ === undefined) throw new Error('no case')
    const trace = await solve(case_, controlModel('chain-only'))
    const own = await vqa.verifier('strict').verify(case_, withoutForks(trace))
    const probed = await plain.verify(case_, trace)
    expect(probed).toMatchObject({ outcome: own.outcome, value: own.value, extraction: own.extraction })
  })
})
