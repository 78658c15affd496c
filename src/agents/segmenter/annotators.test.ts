/** Those who act without a model: the simulated annotator, a script, and prompts in pixels. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { embedMedia, random, readMedia } from '../../cases/index.ts'
import {
  box,
  boxFits,
  dice,
  gridOf,
  type Mask,
  maskFromBox,
  maskPng,
  point,
  readMask,
} from '../../imaging/index.ts'
import { createSegmenter, type Prompt, type Segmenter } from '../../models/index.ts'
import { episodeOf, masksOf, simulateClick, type Trace, turnsOf } from '../../verify/index.ts'
import { noModel } from '../no-model.ts'
import type { SolveContext, Solver } from '../solver.ts'
import { contextOf, grey, painter, taskOf } from './__fixtures__/episodes.ts'
import { jittered, type OracleOptions, oracle } from './oracle.ts'
import { prompted } from './prompted.ts'
import { readScript, type Script, scripted } from './scripted.ts'

const target = box(60, 40, 120, 100)
const truth = maskFromBox(target, 200, 150)
const untimed = ({ steps, outputs = [] }: Trace) => ({
  steps: steps.map(step => ({ ...step, atMs: 0 })),
  masks: outputs.map(({ sha256 }) => sha256),
})

async function annotate(
  options: OracleOptions = {},
  segmenter: Segmenter = painter(),
  seed = 1,
  mask = truth,
) {
  const reference = { format: 'mask', mask: embedMedia('mask', await maskPng(mask)) } as const
  const context: SolveContext = { ...contextOf(noModel, segmenter), reference, seed }
  const solver = oracle(options)
  return solver.solve(await taskOf(pictureOf(mask)), context)
}

/** The target a little brighter than its surroundings. */
function pictureOf({ width, height, data }: Mask) {
  const picture = grey(width, height)
  picture.samples.set(data.map((inside, i) => 80 + 60 * inside + (i % 7)))
  return picture
}

suite('the simulated annotator', () => {
  test('boxes the target, and stops where the mask is right', async () => {
    const trace = await annotate()
    expect(turnsOf(trace).map(({ tool }) => tool)).toEqual(['add_bbox', 'stop_action'])
    // As near as the grid comes: a unit is 0.2 pixels.
    const drawn = turnsOf(trace)[0]?.drawn
    if (drawn?.kind !== 'box') throw new Error('no box')
    for (const side of ['x0', 'y0', 'x1', 'y1'] as const)
      expect(Math.abs(drawn.box[side] - target[side])).toBeLessThan(0.11)
    expect(trace).toMatchObject({ solver: 'oracle', stop: 'answered', usage: { requests: 0 } })
  })

  test('leaves what is finer than references agree on', async () => {
    // The painter draws every box a row short: 59 of 60 rows, a Dice of 0.9916.
    const short: Segmenter = {
      ...painter(),
      open: async image => {
        const session = await painter().open(image)
        return {
          ...session,
          add: prompt =>
            session.add(
              prompt.kind === 'box' ? { ...prompt, box: { ...prompt.box, y1: prompt.box.y1 - 1 } } : prompt,
            ),
        }
      },
    }
    expect(turnsOf(await annotate({}, short)).map(({ tool }) => tool)).toEqual(['add_bbox', 'stop_action'])
  })

  test('clicks where the distance transform of the error is deepest, at most ten times', async () => {
    const trace = await annotate({ start: 'point' })
    const calls = turnsOf(trace)
    expect(calls.filter(({ tool }) => tool === 'add_point')).toHaveLength(10)
    expect(calls.at(-1)?.tool).toBe('stop_action')
    const first = simulateClick(truth, { ...truth, data: new Uint8Array(truth.data.length) })
    const drawn = calls[0]?.drawn
    if (drawn?.kind !== 'point' || first === undefined) throw new Error('no click')
    expect(drawn.positive).toBe(true)
    expect(Math.hypot(drawn.at.x - first.at.x, drawn.at.y - first.at.y)).toBeLessThan(0.2)
    expect((await annotate({ start: 'point', actions: 3 })).outputs).toHaveLength(3)
  })

  test('never makes a mask worse in the toy world, where a click does what it says', async () => {
    const trace = await annotate({ start: 'point' })
    const masks = await masksOf(trace, await maskPng(truth))
    const scores = episodeOf(trace, masks).masks.map(({ dice }) => dice)
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
  })

  test('does the same again under one seed, with the built-in segmenter too', async () => {
    for (const segmenter of [painter(), await createSegmenter('builtin')]) {
      const options = { jitter: 0.2, actions: 4 }
      const [a, b] = [await annotate(options, segmenter), await annotate(options, segmenter)]
      expect(untimed(a)).toEqual(untimed(b))
    }
  })

  test('jitters its box by the run’s seed, and not at all without jitter', async () => {
    const boxOf = async (jitter: number, seed: number) =>
      turnsOf(await annotate({ jitter }, painter(), seed))[0]
    expect(await boxOf(0.2, 1)).not.toMatchObject({ arguments: (await boxOf(0.2, 2))?.arguments })
    expect(await boxOf(0, 1)).toMatchObject({ arguments: (await boxOf(0, 2))?.arguments })
  })

  test('with the built-in segmenter comes close to a disc', async () => {
    const disc: Mask = { width: 128, height: 128, data: new Uint8Array(128 * 128) }
    for (let i = 0; i < disc.data.length; i++)
      disc.data[i] = Math.hypot((i % 128) - 60, Math.floor(i / 128) - 70) < 30 ? 1 : 0
    const trace = await annotate({}, await createSegmenter('builtin'), 1, disc)
    const last = trace.outputs?.at(-1)
    if (last === undefined) throw new Error('no mask')
    expect(dice(gridOf(disc), gridOf(await readMask(await readMedia(last))))).toBeGreaterThan(0.95)
  })

  test('of an empty target stops at once', async () => {
    const trace = await annotate({}, painter(), 1, maskFromBox(box(0, 0, 0, 0), 20, 20))
    expect(turnsOf(trace).map(({ tool }) => tool)).toEqual(['stop_action'])
    expect(trace.answer).toBeNull()
  })

  test('knows the reference, so its model answers nothing; it needs a reference of the image’s size', async () => {
    expect(oracle()).toMatchObject({ seesReference: true, asksNoModel: true })
    await expect(noModel.chat({ messages: [] }, new AbortController().signal)).rejects.toMatchObject({
      code: 'model-unsuited',
    })
    const task = await taskOf(grey(20, 20))
    await expect(oracle().solve(task, contextOf(noModel))).rejects.toMatchObject({ code: 'bad-usage' })
    const reference = { format: 'mask', mask: embedMedia('mask', await maskPng(truth)) } as const
    await expect(oracle().solve(task, { ...contextOf(noModel), reference })).rejects.toThrow(
      'the mask is 200×150 and the image 20×20',
    )
  })
})

suite('a jittered box', () => {
  const side = fc.integer({ min: 1, max: 60 })

  test('has an area and lies on the image, each side moved by no more than its share', () => {
    fc.assert(
      fc.property(
        side,
        side,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (w, h, share, seed) => {
          const [width, height] = [64, 64]
          const given = box(2, 3, 2 + w, 3 + h)
          const moved = jittered(given, { width, height }, share, random(seed))
          expect(boxFits(moved, width, height)).toBe(true)
          // A pixel is left wherever two sides would meet.
          expect(Math.abs(moved.x0 - given.x0)).toBeLessThanOrEqual(share * w + 1)
          expect(Math.abs(moved.y1 - given.y1)).toBeLessThanOrEqual(share * h + 1)
        },
      ),
    )
  })
})

suite('a script', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'praxis-script-'))
  })
  afterAll(() => rm(dir, { recursive: true }))
  const file = async (text: string) => {
    const path = join(dir, 'script.json')
    await writeFile(path, text)
    return path
  }
  const solve = async (solver: Solver) => solver.solve(await taskOf(grey(100, 100)), contextOf(noModel))
  const boxCall = { name: 'add_bbox', arguments: { bbox_2d: [0, 0, 499, 999] } }
  const stopCall = { name: 'stop_action' }

  test('is carried out in order up to its stop; what is refused is recorded and passed over', async () => {
    const script: Script = [{ name: 'add_point', arguments: {} }, boxCall, stopCall, boxCall]
    const trace = await solve(scripted(async () => script))
    expect(turnsOf(trace).map(({ tool, refused }) => [tool, refused !== undefined])).toEqual([
      ['add_point', true],
      ['add_bbox', false],
      ['stop_action', false],
    ])
    expect(untimed(trace)).toEqual(untimed(await solve(scripted(async () => script))))
  })

  test('may hold a list for each case; a case without one is an error that names both', async () => {
    const all = await readScript(await file(JSON.stringify({ 'case-7': [boxCall], other: [] })))
    expect((await solve(scripted(async () => all))).outputs).toHaveLength(1)
    expect((await solve(scripted(async () => ({ 'case-7': [] })))).outputs).toHaveLength(0)
    const others = { a: [], b: [], c: [], d: [], e: [], f: [boxCall], g: [] }
    await expect(solve(scripted(async () => others))).rejects.toMatchObject({
      code: 'data-missing',
      place: { caseId: 'case-7' },
      message: expect.stringContaining('for the case "case-7", only for "a", "b", "c", "d", "e" and 2 more'),
    })
    await expect(solve(scripted(async () => ({})))).rejects.toThrow('only for none')
  })

  test('that is missing or no script is refused with its file named', async () => {
    await expect(readScript(join(dir, 'none.json'))).rejects.toMatchObject({ code: 'data-missing' })
    for (const text of ['', '{', '{"a": 1}', '[{"tool": "add_bbox"}]'])
      await expect(readScript(await file(text))).rejects.toMatchObject({
        code: 'data-malformed',
        place: { file: join(dir, 'script.json') },
      })
  })
})

suite('prompts in pixels', () => {
  const draw = async (prompts: Prompt[], segmenter = painter()) => ({
    trace: await prompted(prompts).solve(await taskOf(grey(3000, 2000)), contextOf(noModel, segmenter)),
    given: segmenter.sessions[0]?.prompts,
  })

  test('reach the segmenter as they were given, finer than the grid, and are recorded on both', async () => {
    const prompts: Prompt[] = [
      { kind: 'box', box: box(101, 203, 1501, 1702) },
      { kind: 'point', at: point(1234.5, 77), positive: false },
    ]
    const { trace, given } = await draw(prompts)
    expect(given).toEqual(prompts)
    expect(turnsOf(trace)).toMatchObject([
      { tool: 'add_bbox', arguments: { bbox_2d: [34, 101, 500, 850] }, drawn: prompts[0] },
      { tool: 'add_point', arguments: { point_2d: [411, 38], point_type: 'negative' }, drawn: prompts[1] },
    ])
    expect(trace).toMatchObject({ solver: 'prompts', outputs: [{ kind: 'mask' }, { kind: 'mask' }] })
  })
})
