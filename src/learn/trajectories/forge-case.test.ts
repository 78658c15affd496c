import { expect, suite, test } from 'vitest'
import { embedMedia, readMedia } from '../../cases/index.ts'
import { emptyMask, maskPng, readMask } from '../../imaging/index.ts'
import { createSegmenter, type Segmenter } from '../../models/index.ts'
import { recordSchema } from '../../runs/index.ts'
import { segmentTools, squareSpan } from '../../tools/index.ts'
import { pictureOf, shapeCase, shapeOf, size } from '../__fixtures__/cases.ts'
import { painted, type Rule, toySegmenter } from '../__fixtures__/toy-segmenter.ts'
import { forgeCase } from './forge-case.ts'
import { defaultRecipe } from './recipe.ts'

const recipe = { ...defaultRecipe, perFamily: 2 }

/** A segmenter as another one, but without the way back. */
const withoutUndo = (segmenter: Segmenter): Segmenter => ({
  ...segmenter,
  open: async (image, signal) => {
    const { undo: _, ...session } = await segmenter.open(image, signal)
    return session
  },
})

suite('the trajectories of a case', () => {
  test('are records of their own, whose solver is the family', async () => {
    const { records, attempts } = await forgeCase(
      await shapeCase(0),
      { ...recipe, minIou: 0.5 },
      toySegmenter(painted(5)),
    )
    expect(records.map(({ case: { id }, trace }) => [id, trace.solver])).toEqual([
      ['shape-0/box-then-points-0', 'box-then-points'],
      ['shape-0/box-then-points-1', 'box-then-points'],
    ])
    const [first] = records
    expect(recordSchema.parse(JSON.parse(JSON.stringify(first)))).toBeDefined()
    expect(first?.case).toMatchObject({
      cluster: 'picture-0',
      tags: { modality: 'drawing', family: 'box-then-points' },
    })
    expect(attempts).toMatchObject({ case: 'shape-0', attempts: [{}, {}, {}, {}] })
  })

  test('end with a stop, hold a mask for each action, and are judged like any episode', async () => {
    const { records, attempts } = await forgeCase(await shapeCase(0), recipe, toySegmenter(painted(5)))
    const [record] = records
    const { steps = [], outputs = [] } = record?.trace ?? {}
    const calls = steps.filter(step => step.type === 'tool-call').map(({ tool }) => tool)
    expect(calls).toEqual(['add_bbox', ...outputs.slice(1).map(() => 'add_point'), 'stop_action'])
    expect(steps.map(({ parent }) => parent)).toEqual([undefined, ...steps.slice(0, -1).map(({ id }) => id)])
    expect(steps[1]).toMatchObject({ type: 'observation', text: 'done', drawn: { kind: 'box' } })
    expect(record?.verdict.terms.iou).toBe(attempts.attempts[0]?.iou)
    expect(record?.verdict.terms).toMatchObject({ turns: outputs.length, 'medsam-agent.format': 1 })
  })

  test('that end below the filter, begin with nothing or repeat another are told and left out', async () => {
    const outcomes = async (rule: Rule, changed = {}) => {
      const { attempts, records } = await forgeCase(
        await shapeCase(0),
        { ...recipe, ...changed },
        toySegmenter(rule),
      )
      expect(records).toHaveLength(attempts.attempts.filter(({ outcome }) => outcome === 'accepted').length)
      return attempts.attempts.map(({ outcome }) => outcome)
    }
    // The box alone: 216 of its 288 pixels are target. Clicks of one pixel never gain 0.01.
    expect(await outcomes(painted(1), { jitter: 0 })).toEqual([
      'accepted',
      'duplicate',
      'no-start',
      'no-start',
    ])
    expect(await outcomes(painted(1), { jitter: 0, minIou: 0.76 })).toEqual([
      ...['low-iou', 'duplicate', 'no-start', 'no-start'],
    ])
    expect(await outcomes(() => emptyMask(size.width, size.height))).toEqual([
      ...['no-start', 'no-start', 'no-start', 'no-start'],
    ])
  })

  test('each draw for themselves', async () => {
    const { records } = await forgeCase(
      await shapeCase(0),
      { ...recipe, perFamily: 4, minIou: 0.3 },
      toySegmenter(painted(7)),
    )
    const boxes = records.flatMap(({ case: { tags }, trace: { steps } }) => {
      const [first] = steps
      return tags.family === 'box-then-points' && first?.type === 'tool-call' ? [first.arguments] : []
    })
    expect(boxes.length).toBe(4)
    expect(new Set(boxes.map(box => JSON.stringify(box))).size).toBe(4)
  })

  test('replay to the same masks, through the tools of the agent', async () => {
    const builtin = await createSegmenter('builtin')
    const case_ = await shapeCase(1)
    const { records } = await forgeCase(case_, { ...recipe, minIou: 0.3 }, builtin)
    expect(records.length).toBeGreaterThan(2)
    for (const { trace } of records) {
      const session = await builtin.open(pictureOf(shapeOf(1)))
      const tools = segmentTools(session, { span: squareSpan(size) })
      const masks = (trace.outputs ?? []).values()
      for (const step of trace.steps) {
        if (step.type !== 'tool-call' || step.tool === 'stop_action') continue
        const result = await tools.call(step.tool, step.arguments)
        const stored = masks.next().value
        if (!result.ok || stored === undefined) throw new Error('refused')
        expect(await readMask(await readMedia(stored))).toEqual(result.mask)
      }
    }
  })

  test('are the same where the segmenter cannot take a prompt back', async () => {
    const plain = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, at) => (key === 'ms' || key === 'startedAt' ? 0 : at)))
    const builtin = await createSegmenter('builtin')
    const case_ = await shapeCase(2)
    expect(plain(await forgeCase(case_, recipe, withoutUndo(builtin)))).toEqual(
      plain(await forgeCase(case_, recipe, builtin)),
    )
    const [able, unable] = [toySegmenter(painted(3)), toySegmenter(painted(3), { undoes: false })]
    expect(plain(await forgeCase(case_, recipe, unable))).toEqual(plain(await forgeCase(case_, recipe, able)))
    expect(able.opened()).toBe(1)
    expect(unable.opened()).toBeGreaterThan(1)
  })

  test('do not exist for a case without a target', async () => {
    const case_ = await shapeCase(0)
    const nothing = embedMedia('mask', await maskPng(emptyMask(size.width, size.height)))
    const empty = { ...case_, reference: { format: 'mask' as const, mask: nothing } }
    await expect(forgeCase(empty, recipe, toySegmenter(painted(3)))).rejects.toThrow(
      /shape-0: the mask is empty/,
    )
  })
})
