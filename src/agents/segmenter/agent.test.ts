/** The rules of an episode, one by one (MedSAM-Agent, arXiv 2602.03320), with a model that says what it is told to. */
import { expect, suite, test } from 'vitest'
import { PraxisError, readMedia } from '../../cases/index.ts'
import {
  boundingBox,
  decode,
  emptyMask,
  type Mask,
  maskArea,
  maskFromBox,
  readMask,
} from '../../imaging/index.ts'
import type { Segmenter } from '../../models/index.ts'
import { maskVerifier, type Trace, traceSchema, turnsOf } from '../../verify/index.ts'
import type { SolveContext } from '../solver.ts'
import {
  call,
  contextOf,
  grey,
  painter,
  type Said,
  saying,
  someBox,
  stop,
  taskOf,
} from './__fixtures__/episodes.ts'
import { type AgentOptions, segmenterAgent, singleTurn } from './agent.ts'

type Options = AgentOptions & { context?: Partial<SolveContext>; width?: number; height?: number }

/** An episode on a black picture, and all that was heard and drawn in it. */
async function play(replies: Said[], { context, width = 200, height = 200, ...options }: Options = {}) {
  const model = saying(...replies)
  const segmenter = painter()
  const solver = segmenterAgent(options)
  const task = await taskOf(grey(width, height))
  const trace = await solver.solve(task, { ...contextOf(model, segmenter), ...context })
  expect(traceSchema.parse(trace)).toEqual(trace)
  return { trace, asked: model.asked, prompts: segmenter.sessions[0]?.prompts ?? [], segmenter }
}

async function lastMask({ outputs = [] }: Trace): Promise<Mask> {
  const last = outputs.at(-1)
  return last === undefined ? emptyMask(1, 1) : readMask(await readMedia(last))
}

const point = (x: number, y: number, point_type = 'positive') =>
  call('add_point', { point_2d: [x, y], point_type })

const lastText = ({ asked }: Awaited<ReturnType<typeof play>>) =>
  asked
    .at(-1)
    ?.messages.at(-1)
    ?.parts.map(part => (part.type === 'text' ? part.text : ''))
    .join('')

suite('an episode', () => {
  test('goes box, point, stop: the masks are kept in order and stopping adds none', async () => {
    const { trace, prompts } = await play([someBox, point(900, 900), stop])
    expect(prompts.map(({ kind }) => kind)).toEqual(['box', 'point'])
    expect(trace).toMatchObject({
      caseId: 'case-7',
      solver: 'agent',
      stop: 'answered',
      usage: { requests: 3 },
    })
    expect(trace.outputs).toHaveLength(2)
    expect(turnsOf(trace).map(({ tool, mask }) => [tool, mask !== undefined])).toEqual([
      ['add_bbox', true],
      ['add_point', true],
      ['stop_action', false],
    ])
    expect(trace.answer).toBe(`a mask of ${maskArea(await lastMask(trace))} pixels after 2 turns`)
  })

  test('acts on one session whichever tool is called, and closes it', async () => {
    const { segmenter } = await play([someBox, point(900, 900), stop])
    expect(segmenter.sessions).toHaveLength(1)
    expect(segmenter.sessions[0]).toMatchObject({ closed: true })
  })

  test('has five actions and no more', async () => {
    const { trace, asked } = await play([someBox, ...[1, 2, 3, 4, 5].map(i => point(100 * i, 500))])
    expect(asked).toHaveLength(5)
    expect(trace.outputs).toHaveLength(5)
    expect(trace.stop).toBe('answered')
  })

  test('ends when the replies together pass 8,192 tokens, and says so', async () => {
    const { trace, asked } = await play([
      { text: someBox, tokens: 4000 },
      { text: point(600, 500), tokens: 4192 },
      point(700, 500),
    ])
    expect(asked).toHaveLength(2)
    expect(trace).toMatchObject({ stop: 'length', usage: { outputTokens: 8192 } })
    expect(trace.outputs).toHaveLength(2)
  })

  test('without any mask is scored as an empty one', async () => {
    const { trace } = await play(['I cannot see it.', 'Still not.'])
    const target = await taskOf(grey(200, 200, 255))
    const [mask] = target.media
    if (mask === undefined) throw new Error('no mask')
    const case_ = {
      ...target,
      id: 'case-7',
      cluster: 'c',
      tags: {},
      reference: { format: 'mask' as const, mask },
    }
    expect(await maskVerifier().verify(case_, trace)).toMatchObject({ outcome: 'incorrect', value: 0 })
  })
})

suite('what the model is told', () => {
  test('first: the target, the picture, the tools in the system text and the form of a call', async () => {
    const { asked } = await play([someBox, stop])
    const [system, user] = asked[0]?.messages ?? []
    const told = system?.parts.map(part => (part.type === 'text' ? part.text : '')).join('') ?? ''
    for (const name of ['add_bbox', 'add_point', 'stop_action', '<tools>', '<tool_call>', '999'])
      expect(told).toContain(name)
    expect(asked[0]?.tools).toBeUndefined()
    expect(user?.role).toBe('user')
    expect(user?.parts.map(({ type }) => type)).toEqual(['image', 'text'])
    expect(JSON.stringify(user?.parts[1])).toContain('the left lung')
  })

  test('then: the mask after its action as a user message, behind the whole history', async () => {
    const { asked } = await play([someBox, point(900, 900), stop])
    expect(asked.map(({ messages }) => messages.map(({ role }) => role).join(' '))).toEqual([
      'system user',
      'system user assistant user',
      'system user assistant user assistant user',
    ])
    expect(asked[2]?.messages[3]).toEqual(asked[1]?.messages[3])
    expect(asked[1]?.messages.at(-1)?.parts.map(({ type }) => type)).toEqual(['image', 'text'])
  })

  test('sees 512×512, the mask painted half green on the original and never on an earlier overlay', async () => {
    const { asked } = await play([
      call('add_bbox', { bbox_2d: [0, 0, 499, 999] }),
      call('add_bbox', { bbox_2d: [500, 0, 999, 999] }),
      stop,
    ])
    const shown = await Promise.all(
      asked.map(async ({ messages }) => {
        const part = messages.at(-1)?.parts.find(({ type }) => type === 'image')
        if (part?.type !== 'image') throw new Error('no picture')
        expect(part.sent).toMatchObject({ width: 512, height: 512, bytes: part.bytes.byteLength })
        const { width, height, channels, samples } = await decode(part.bytes)
        expect([width, height]).toEqual([512, 512])
        return [100, 400].map(x => [
          ...samples.slice((256 * 512 + x) * channels, (256 * 512 + x) * channels + 3),
        ])
      }),
    )
    const [black, green] = [
      [0, 0, 0],
      [0, 128, 0],
    ]
    expect(shown).toEqual([
      [black, black],
      [green, black],
      [black, green],
    ])
  })

  test('sees the values that occur in a picture of 16 bits, not its high byte', async () => {
    const samples = Uint16Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 32 ? 100 : 300))
    const model = saying(someBox, stop)
    await segmenterAgent().solve(
      await taskOf({ width: 64, height: 64, channels: 1, samples }),
      contextOf(model),
    )
    const [part] = model.asked[0]?.messages[1]?.parts ?? []
    if (part?.type !== 'image') throw new Error('no picture')
    const seen = await decode(part.bytes)
    const at = (x: number) => seen.samples[(256 * 512 + x) * seen.channels]
    expect([at(50), at(460)]).toEqual([0, 255])
  })
})

suite('coordinates', () => {
  test('run from 0 to 999 over the picture, edge to edge', async () => {
    const { prompts } = await play([call('add_bbox', { bbox_2d: [0, 0, 999, 999] }), point(999, 0), stop])
    expect(prompts[0]).toMatchObject({ box: { x0: 0, y0: 0, x1: 200, y1: 200 } })
    // The far edge is no pixel: the last one is meant.
    expect(prompts[1]).toMatchObject({ at: { x: 199.5, y: 0 } })
  })

  for (const [width, height] of [
    [400, 100],
    [100, 400],
    [333, 250],
  ] as const)
    test(`are those of the square it sees: the letterbox of ${width}×${height} is undone`, async () => {
      // A white target, found by eye in the square that was sent, and boxed there.
      const target = {
        frame: 'pixel',
        x0: width / 2,
        y0: height / 4,
        x1: width - 10,
        y1: height - 10,
      } as const
      const picture = grey(width, height)
      picture.samples.set(maskFromBox(target, width, height).data.map(inside => (inside ? 200 : 0)))
      const model = saying('look first', stop, stop)
      await segmenterAgent().solve(await taskOf(picture), contextOf(model))
      const [part] = model.asked[0]?.messages[1]?.parts ?? []
      if (part?.type !== 'image') throw new Error('no picture')
      const { channels, samples } = await decode(part.bytes)
      const seen = emptyMask(512, 512)
      for (let i = 0; i < seen.data.length; i++)
        seen.data[i] = Math.abs((samples[i * channels] ?? 0) - 200) < 30 ? 1 : 0
      const found = boundingBox(seen)
      if (found === undefined) throw new Error('not seen')
      const bbox_2d = [found.x0, found.y0, found.x1, found.y1].map(at => Math.round((at / 512) * 999))

      const { prompts } = await play([call('add_bbox', { bbox_2d }), stop], { width, height })
      if (prompts[0]?.kind !== 'box') throw new Error('no box')
      const { x0, y0, x1, y1 } = prompts[0].box
      const pixel = Math.max(width, height) / 512
      for (const [is, was] of [
        [x0, target.x0],
        [y0, target.y0],
        [x1, target.x1],
        [y1, target.y1],
      ] as const)
        expect(Math.abs(is - was)).toBeLessThan(1.5 * Math.max(1, pixel))
    })

  test('in the margin beside the picture are refused, and a box that reaches there is cut', async () => {
    const { trace, prompts } = await play(
      [point(500, 20), call('add_bbox', { bbox_2d: [0, 0, 999, 999] }), stop],
      {
        width: 400,
        height: 100,
      },
    )
    expect(turnsOf(trace)[0]?.refused).toContain('outside the image')
    expect(prompts).toMatchObject([{ box: { x0: 0, y0: 0, x1: 400, y1: 100 } }])
  })

  test('are recorded twice: on the grid as called, in pixels as drawn', async () => {
    const { trace } = await play([someBox, stop], { width: 999, height: 999 })
    expect(turnsOf(trace)[0]).toMatchObject({
      arguments: { bbox_2d: [250, 250, 750, 750] },
      drawn: { kind: 'box', box: { frame: 'pixel', x0: 250, y0: 250, x1: 750, y1: 750 } },
    })
  })
})

suite('a reply', () => {
  test('without a call is asked for once more, and then the episode ends', async () => {
    const { trace, asked } = await play(['Hm.', 'Well.', someBox])
    expect(asked).toHaveLength(2)
    expect(trace).toMatchObject({ answer: null, stop: 'answered', outputs: [] })
    expect(asked[1]?.messages).toHaveLength(asked[0]?.messages.length ?? 0)
    const again = await play([someBox, 'Hm.', 'Well.'])
    expect(again.trace.outputs).toHaveLength(1)
  })

  test('that holds one when asked again goes on, and the faulty one leaves the history', async () => {
    const { trace, asked } = await play(['Hm.', someBox, stop])
    expect(trace.outputs).toHaveLength(1)
    expect(JSON.stringify(asked[1]?.messages.at(-1))).toContain('no tool call')
    expect(JSON.stringify(asked[2]?.messages)).not.toContain('Hm.')
  })

  test('that stops before there is a mask is asked for once more', async () => {
    const { trace, asked } = await play([stop, someBox, stop])
    expect(JSON.stringify(asked[1]?.messages.at(-1))).toContain('no mask yet')
    expect(trace.outputs).toHaveLength(1)
    const stubborn = await play([stop, stop])
    expect(stubborn.trace).toMatchObject({ answer: null, stop: 'answered' })
    expect(turnsOf(stubborn.trace)).toMatchObject([{ tool: 'stop_action' }])
    const confused = await play([stop, 'Hm.'])
    expect(turnsOf(confused.trace)).toMatchObject([{ tool: 'stop_action' }])
  })

  test('with a key that lacks its opening quote is mended', async () => {
    const faulty = '<tool_call>{name": "add_bbox", arguments": {"bbox_2d": [250, 250, 750, 750]}}</tool_call>'
    const { prompts } = await play([faulty, stop])
    expect(prompts).toHaveLength(1)
  })

  test('may use the older names of clicks', async () => {
    const { prompts } = await play([
      someBox,
      call('add_positive_point', { x: 900, y: 900 }),
      call('add_negative_point', { x: 500, y: 500 }),
      stop,
    ])
    expect(prompts.slice(1)).toMatchObject([{ positive: true }, { positive: false }])
  })

  test('with several calls counts as its first', async () => {
    const { prompts, asked } = await play([someBox + point(900, 900), stop])
    expect(prompts.map(({ kind }) => kind)).toEqual(['box'])
    expect(asked).toHaveLength(2)
  })

  test('is not read inside a block of thought', async () => {
    const { prompts } = await play([`<think>Perhaps ${point(5, 5)}?</think> ${someBox}`, stop])
    expect(prompts.map(({ kind }) => kind)).toEqual(['box'])
  })

  test('that was cut off after whole JSON is read', async () => {
    const { prompts } = await play([someBox.replace('</tool_call>', ''), stop])
    expect(prompts).toHaveLength(1)
  })
})

suite('a call that is not valid', () => {
  test('of a tool that is not there comes back as text and costs an action', async () => {
    const played = await play([call('erase', {}), someBox, stop], { actions: 2 })
    expect(turnsOf(played.trace)[0]?.refused).toBe(
      'There is no tool erase. Use add_bbox, add_point, stop_action.',
    )
    expect(lastText(played)).toContain('There is no tool erase')
    expect(played.trace.outputs).toHaveLength(1)
    expect(played.asked).toHaveLength(2)
  })

  for (const [what, args, says] of [
    ['a box inside out', { bbox_2d: [700, 100, 200, 300] }, 'inside out'],
    ['a coordinate off the grid', { bbox_2d: [0, 0, 1000, 500] }, '999'],
    ['a fraction', { bbox_2d: [0.5, 0, 100, 500] }, 'int'],
    ['three numbers', { bbox_2d: [0, 0, 100] }, 'bbox_2d'],
    ['a key that does not exist', { bbox_2d: [0, 0, 9, 9], sure: true }, 'sure'],
    ['nothing', {}, 'bbox_2d'],
  ] as const)
    test(`(${what}) says what is wrong and leaves the mask as it is`, async () => {
      const { trace, prompts, asked } = await play([call('add_bbox', args), someBox, stop])
      expect(turnsOf(trace)[0]?.refused).toContain(says)
      expect(JSON.stringify(asked[1]?.messages.at(-1))).toContain('The mask is as it was')
      expect(prompts).toHaveLength(1)
      expect(turnsOf(trace)[1]?.mask).toBe(trace.outputs?.[0])
    })
})

suite('native tool calls', () => {
  const native = (callId: string, tool: string, args: object) =>
    ({ type: 'tool-call', callId, tool, arguments: args }) as const

  test('are offered to the provider and answered by tool results before the next picture', async () => {
    const { trace, asked } = await play(
      [
        { toolCalls: [native('a', 'add_bbox', { bbox_2d: [250, 250, 750, 750] })] },
        { toolCalls: [native('b', 'stop_action', {})] },
      ],
      { native: true },
    )
    expect(asked[0]?.tools?.map(({ name }) => name)).toEqual(['add_bbox', 'add_point', 'stop_action'])
    expect(JSON.stringify(asked[0]?.messages[0])).not.toContain('<tools>')
    expect(asked[1]?.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'user',
    ])
    expect(asked[1]?.messages[3]).toMatchObject({ parts: [{ callId: 'a', isError: false }] })
    expect(trace.outputs).toHaveLength(1)
  })

  test('of several in one reply the first is carried out and each is answered', async () => {
    const box = { bbox_2d: [250, 250, 750, 750] }
    const { asked, prompts } = await play(
      [
        { toolCalls: [native('a', 'add_bbox', box), native('b', 'add_point', { point_2d: [1, 1] })] },
        { toolCalls: [native('c', 'stop_action', {})] },
      ],
      { native: true },
    )
    expect(prompts).toHaveLength(1)
    expect(asked[1]?.messages[3]).toMatchObject({
      parts: [
        { callId: 'a', isError: false },
        { callId: 'b', isError: true, text: 'Not carried out: one call in each reply.' },
      ],
    })
  })

  test('are taken where they were not asked for, and text where they were', async () => {
    const untold = await play([
      { toolCalls: [native('a', 'add_bbox', { bbox_2d: [250, 250, 750, 750] })] },
      stop,
    ])
    expect(untold.prompts).toHaveLength(1)
    expect((await play([someBox, stop], { native: true })).prompts).toHaveLength(1)
  })
})

suite('an episode that is cut off', () => {
  const failing = (code: 'provider-unavailable' | 'budget-exhausted') =>
    new PraxisError(code, 'no more', 'try later')

  test('by the model server keeps its masks and names the failure', async () => {
    const { trace } = await play([someBox, failing('provider-unavailable')])
    expect(trace).toMatchObject({ stop: 'error', error: { code: 'provider-unavailable' } })
    expect(trace.error?.message).toMatch(/^case case-7: no more/)
    expect(trace.outputs).toHaveLength(1)
  })

  test('by a spent budget keeps its masks', async () => {
    const { trace } = await play([someBox, failing('budget-exhausted')])
    expect(trace).toMatchObject({ stop: 'budget', error: { code: 'budget-exhausted' } })
    expect(trace.outputs).toHaveLength(1)
  })

  /** The painter, but for what it does from the second prompt on. */
  const failingLater = (add: (signal?: AbortSignal) => Promise<Mask>): Segmenter => ({
    ...painter(),
    open: async image => {
      const session = await painter().open(image)
      return {
        ...session,
        add: (prompt, signal) => (session.prompts().length === 0 ? session.add(prompt) : add(signal)),
      }
    },
  })

  test('by a segmenter that fails or hangs keeps the masks before', async () => {
    const lost = failingLater(() => Promise.reject(failing('provider-unavailable')))
    const { trace } = await play([someBox, point(900, 900)], { context: { segmenter: lost } })
    expect(trace).toMatchObject({ stop: 'error', error: { code: 'provider-unavailable' } })
    expect(trace.outputs).toHaveLength(1)
    const hanging = failingLater(() => new Promise(() => {}))
    const late = await play([someBox, point(900, 900)], { context: { segmenter: hanging, segmenterMs: 30 } })
    expect(late.trace).toMatchObject({ stop: 'error', error: { code: 'provider-timeout' } })
    expect(late.trace.outputs).toHaveLength(1)
  })

  test('by a segmenter that never opens the image ends in time', async () => {
    const hanging: Segmenter = { ...painter(), open: () => new Promise(() => {}) }
    const { trace } = await play([], { context: { segmenter: hanging, segmenterMs: 30 } })
    expect(trace).toMatchObject({ stop: 'error', error: { code: 'provider-timeout' }, outputs: [] })
  })

  test('by the time limit of a case keeps its masks; by anyone else it throws', async () => {
    const endsWith = async (reason: Error) => {
      const controller = new AbortController()
      const aborting = failingLater(() => {
        controller.abort(reason)
        return new Promise(() => {})
      })
      return play([someBox, point(900, 900)], {
        context: { segmenter: aborting, signal: controller.signal },
      })
    }
    const { trace } = await endsWith(failing('budget-exhausted'))
    expect(trace).toMatchObject({ stop: 'budget' })
    expect(trace.outputs).toHaveLength(1)
    const stopped = new Error('interrupted')
    await expect(endsWith(stopped)).rejects.toBe(stopped)
  })

  test('throws what is a bug, and where there is no segmenter or no picture', async () => {
    await expect(play([new TypeError('bug')])).rejects.toThrow('bug')
    const model = saying(someBox)
    const { segmenter: _, ...without } = contextOf(model)
    await expect(segmenterAgent().solve(await taskOf(grey(9, 9)), without)).rejects.toMatchObject({
      code: 'bad-usage',
    })
    const blank = { ...(await taskOf(grey(9, 9))), media: [] }
    await expect(segmenterAgent().solve(blank, contextOf(model))).rejects.toMatchObject({
      code: 'media-missing',
    })
  })
})

suite('a single turn', () => {
  const single = async (...replies: Said[]) => {
    const model = saying(...replies)
    const trace = await singleTurn().solve(await taskOf(grey(100, 100)), contextOf(model))
    return { trace, asked: model.asked }
  }

  test('is one box and nothing after it', async () => {
    const { trace, asked } = await single(someBox)
    expect(asked).toHaveLength(1)
    expect(trace).toMatchObject({ solver: 'single', stop: 'answered' })
    expect(trace.outputs).toHaveLength(1)
    expect(JSON.stringify(asked[0]?.messages[0])).not.toContain('add_point')
  })

  test('takes no other tool', async () => {
    const { trace } = await single(point(500, 500))
    expect(turnsOf(trace)[0]?.refused).toBe('There is no tool add_point. Use add_bbox.')
    expect(trace.outputs).toHaveLength(0)
  })
})
