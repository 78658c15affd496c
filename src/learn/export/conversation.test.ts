/** What is learned must be what is later asked: each episode is played again by the agent, saying what was exported. */
import { expect, suite, test } from 'vitest'
import { oracle, type Solver, scripted, segmenterAgent, type Task } from '../../agents/index.ts'
import { type Case, embedMedia } from '../../cases/index.ts'
import { encodePng } from '../../imaging/index.ts'
import { type ChatMessage, type ChatModel, type ChatReply, createSegmenter } from '../../models/index.ts'
import { type RunRecord, recordVersion } from '../../runs/index.ts'
import { promptOf, readAction, squareSpan } from '../../tools/index.ts'
import { type Drawn, maskVerifier, type Trace, turnsOf } from '../../verify/index.ts'
import { shapeCase, size } from '../__fixtures__/cases.ts'
import { speaker } from '../__fixtures__/runs.ts'
import { forgeCase } from '../trajectories/forge-case.ts'
import { defaultRecipe } from '../trajectories/recipe.ts'
import { answerConversation, episodeConversation } from './conversation.ts'
import type { CallStyle, Message } from './trajectory.ts'

const segmenter = await createSegmenter('builtin')

function taskOf({ id, question, media }: Case): Task {
  return { caseId: id, question, media, prompt: { user: `Segment: ${question.text}` } }
}

async function solved(case_: Case, solver: Solver, model: ChatModel = speaker([])): Promise<RunRecord> {
  const { reference } = case_
  const signal = new AbortController().signal
  const context = { model, sampling: {}, signal, seed: 1, segmenter, ...(reference && { reference }) }
  const trace = await solver.solve(taskOf(case_), context)
  return { version: recordVersion, case: case_, trace, verdict: await maskVerifier().verify(case_, trace) }
}

/** The replies of a conversation, as a model would give them. */
function repliesIn(messages: readonly Message[]): Partial<ChatReply>[] {
  return messages.flatMap(message =>
    message.role !== 'assistant'
      ? []
      : [
          {
            text: message.content.map(({ text }) => text).join(''),
            toolCalls: (message.calls ?? []).map(({ id, tool, arguments: args }) => ({
              type: 'tool-call' as const,
              callId: id,
              tool,
              arguments: args,
            })),
          },
        ],
  )
}

/** Messages as roles, texts and hashes of pictures, whether they were sent or exported. */
function plain(messages: readonly (ChatMessage | Message)[]): unknown[] {
  return messages.map(message => {
    const parts = 'parts' in message ? message.parts : [...message.content, ...callsOf(message)]
    return [message.role, ...parts.map(plainPart)]
  })
}

const callsOf = (message: Message) => (message.role === 'assistant' ? (message.calls ?? []) : [])

function plainPart(
  part: ChatMessage['parts'][number] | Message['content'][number] | { tool: string; arguments: unknown },
) {
  if ('sent' in part) return part.sent.sha256
  if ('sha256' in part) return part.sha256
  if ('arguments' in part) return { tool: part.tool, arguments: part.arguments }
  return part.text
}

const masks = ({ outputs = [] }: Trace) => outputs.map(({ sha256 }) => sha256)

function cornersOf(drawn: Drawn): number[] {
  if (drawn.kind === 'point') return [drawn.at.x, drawn.at.y]
  const { x0, y0, x1, y1 } = drawn.box
  return [x0, y0, x1, y1]
}

/** The agent hears and draws again what was exported. */
async function expectToReplay(record: RunRecord, style: CallStyle, recorded: CallStyle = 'text') {
  const { messages } = await episodeConversation(record, style, recorded)
  const model = speaker(repliesIn(messages))
  const again = await solved(record.case, segmenterAgent({ native: style === 'native', actions: 20 }), model)
  expect(plain(model.heard.at(-1) ?? [])).toEqual(plain(messages.slice(0, -1)))
  expect(masks(again.trace)).toEqual(masks(record.trace))
}

suite('the conversation of an episode', () => {
  test.each(['text', 'native'] as const)(
    'forged, is what the agent is asked and shown, calls as %s',
    async style => {
      const { records } = await forgeCase(
        await shapeCase(0),
        { ...defaultRecipe, perFamily: 2, minIou: 0.3 },
        segmenter,
      )
      expect(records.length).toBeGreaterThan(2)
      for (const record of records) await expectToReplay(record, style)
    },
  )

  test('of an annotator on another grid is put on the agent’s, as near as that allows', async () => {
    const record = await solved(await shapeCase(1), oracle({ actions: 3 }))
    const { messages } = await episodeConversation(record, 'native', 'text')
    const calls = messages.flatMap(callsOf)
    const turns = turnsOf(record.trace)
    expect(calls.map(({ tool }) => tool)).toEqual(turns.map(({ tool }) => tool))
    for (const [i, { tool, arguments: args }] of calls.entries()) {
      const read = readAction(tool, args)
      const drawn = turns[i]?.drawn
      if (!read.ok || read.action.name === 'stop_action' || drawn === undefined) continue
      const prompt = promptOf(read.action, squareSpan(size), size)
      const [wanted, got] = [cornersOf(drawn), prompt === undefined ? [] : cornersOf(prompt)]
      // The square is 48 pixels wide, so that half a grid unit is 24/999 of a pixel.
      for (const [k, at] of wanted.entries()) expect(Math.abs((got[k] ?? 0) - at)).toBeLessThan(24.01 / 999)
    }
  })

  const box = '<tool_call>{"name": "add_bbox", "arguments": {"bbox_2d": [100, 250, 600, 800]}}</tool_call>'
  const point =
    '<tool_call>{"name": "add_point", "arguments": {"point_2d": [500, 500], "point_type": "negative"}}</tool_call>'
  const stop = '<tool_call>{"name": "stop_action", "arguments": {}}</tool_call>'
  const says = (...texts: string[]) => speaker(texts.map(text => ({ text })))

  test('of the agent itself is word for word what it said, and shows just what it was sent', async () => {
    const model = says(`I see it. ${box}`, point, stop)
    const record = await solved(await shapeCase(0), segmenterAgent(), model)
    const { messages, pictures, refused } = await episodeConversation(record, 'text', 'text')
    expect(repliesIn(messages).map(({ text }) => text)).toEqual([`I see it. ${box}`, point, stop])
    expect(plain(messages.slice(0, -1))).toEqual(plain(model.heard.at(-1) ?? []))
    expect(pictures.map(({ redrawn }) => redrawn)).toEqual([false, false, false])
    expect(refused).toBe(0)
  })

  test('leaves out the replies that were asked for again, as the agent’s own history does', async () => {
    const record = await solved(await shapeCase(0), segmenterAgent(), says('Hm.', box, stop))
    const { messages } = await episodeConversation(record, 'text', 'text')
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant'])
    expect(JSON.stringify(messages[1])).toContain('held no tool call')
  })

  test('counts the calls that were refused, and tells the fault as the agent heard it', async () => {
    const wrong = '<tool_call>{"name": "add_bbox", "arguments": {"bbox_2d": [9, 9, 1, 1]}}</tool_call>'
    const record = await solved(await shapeCase(0), segmenterAgent(), says(box, wrong, stop))
    const { messages, refused, pictures } = await episodeConversation(record, 'text', 'text')
    expect(refused).toBe(1)
    // After a fault there is no picture.
    expect(pictures).toHaveLength(2)
    expect(JSON.stringify(messages.at(-2))).toContain('inside out')
  })

  test('changes its calls from text to native and keeps the words beside them', async () => {
    const record = await solved(await shapeCase(0), segmenterAgent(), says(`I see it. ${box}`, stop))
    const { messages } = await episodeConversation(record, 'native', 'text')
    expect(messages[2]).toMatchObject({
      content: [{ text: 'I see it.' }],
      calls: [{ tool: 'add_bbox', arguments: { bbox_2d: [100, 250, 600, 800] } }],
    })
    expect(messages[3]).toMatchObject({ role: 'tool', tool: 'add_bbox' })
    expect(JSON.stringify(messages[0])).not.toContain('<tools>')
  })

  test('changes native calls to text', async () => {
    const call = {
      type: 'tool-call' as const,
      callId: 'x',
      tool: 'add_bbox',
      arguments: { bbox_2d: [1, 2, 800, 900] },
    }
    const model = speaker([
      { text: 'So.', toolCalls: [call] },
      { toolCalls: [{ ...call, tool: 'stop_action', arguments: {} }] },
    ])
    const record = await solved(await shapeCase(0), segmenterAgent({ native: true }), model)
    await expectToReplay(record, 'native', 'native')
    const { messages } = await episodeConversation(record, 'text', 'native')
    expect(repliesIn(messages).map(({ text }) => text)).toEqual([
      'So.\n<tool_call>{"name":"add_bbox","arguments":{"bbox_2d":[1,2,800,900]}}</tool_call>',
      '<tool_call>{"name":"stop_action","arguments":{}}</tool_call>',
    ])
  })

  test('leaves out what an annotator tried in vain', async () => {
    const calls = [
      { name: 'add_bbox', arguments: { bbox_2d: [9, 9, 1, 1] } },
      { name: 'add_bbox', arguments: { bbox_2d: [100, 100, 700, 700] } },
      { name: 'stop_action' },
    ]
    const record = await solved(
      await shapeCase(0),
      scripted(async () => calls),
    )
    const { messages, refused } = await episodeConversation(record, 'native', 'text')
    expect(messages.flatMap(callsOf).map(({ tool }) => tool)).toEqual(['add_bbox', 'stop_action'])
    expect(refused).toBe(0)
  })

  test('without an action is its question alone', async () => {
    const record = await solved(await shapeCase(0), segmenterAgent(), says('No.', 'No.'))
    const { messages, pictures } = await episodeConversation(record, 'text', 'text')
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(pictures).toHaveLength(1)
  })
})

suite('the conversation of a question', () => {
  test('is the question and the first answer, forks left out, with the bytes that were sent', async () => {
    const [medium] = (await shapeCase(0)).media
    if (medium === undefined) throw new Error('no picture')
    const sent = {
      sha256: medium.sha256,
      source: medium.sha256,
      mediaType: 'image/png',
      bytes: 1,
      encoding: 'base64' as const,
    }
    const steps: Trace['steps'] = [
      { id: 's0', type: 'message', role: 'system', text: 'Be brief.' },
      { id: 's1', parent: 's0', type: 'message', role: 'user', text: 'What?', media: [sent] },
      { id: 's2', parent: 's1', type: 'thought', text: 'Hm.' },
      { id: 's3', parent: 's2', type: 'message', role: 'assistant', text: 'Answer: B' },
      { id: 'hint', parent: 's1', type: 'revision', text: 'C', why: 'a hint' },
      { id: 'hint/ask', parent: 'hint', type: 'message', role: 'user', text: 'And now?' },
      { id: 'hint/answer', parent: 'hint/ask', type: 'message', role: 'assistant', text: 'Answer: C' },
    ]
    const case_ = await shapeCase(0)
    const record: RunRecord = {
      version: recordVersion,
      case: case_,
      trace: {
        caseId: case_.id,
        solver: 'direct',
        steps,
        answer: 'Answer: B',
        usage: { requests: 1 },
        timing: { startedAt: '2026-01-01T00:00:00.000Z', ms: 1, retries: 0 },
        stop: 'answered',
      },
      verdict: { verifier: 'vqa', outcome: 'correct', value: 1, terms: {}, why: '' },
    }
    const told = await answerConversation(record, { ...taskOf(case_), media: [medium] })
    expect(plain(told.messages)).toEqual([
      ['system', 'Be brief.'],
      ['user', medium.sha256, 'What?'],
      ['assistant', 'Answer: B'],
    ])
    expect(told.pictures).toMatchObject([{ redrawn: false, content: { width: 48, height: 32 } }])

    const dot = await encodePng({ width: 1, height: 1, channels: 1, samples: new Uint8Array(1) })
    const other = embedMedia('image', dot)
    const changed = await answerConversation(record, { ...taskOf(case_), media: [other] })
    expect(changed.pictures).toMatchObject([{ redrawn: true }])
    await expect(answerConversation(record, { ...taskOf(case_), media: [] })).rejects.toMatchObject({
      code: 'media-missing',
    })
  })
})
