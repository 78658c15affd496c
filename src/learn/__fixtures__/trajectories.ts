/** Trajectories written by hand: an episode with calls in its text, the same with native calls, and a question. */
import type { Message, Trajectory } from '../export/trajectory.ts'

const hash = (digit: string) => digit.repeat(64)

/** A picture as a message shows it. */
const shown = (digit: string) => ({
  type: 'image' as const,
  sha256: hash(digit),
  uri: `images/${hash(digit)}.png`,
  mediaType: 'image/png',
  width: 512,
  height: 512,
})

const words = (text: string) => ({ type: 'text' as const, text })

const medium = (kind: 'image' | 'mask', digit: string) => ({
  kind,
  uri: `media/${hash(digit)}.png`,
  mediaType: 'image/png',
  sha256: hash(digit),
  bytes: 9,
})

const tools = [
  {
    name: 'add_bbox',
    description: 'Draw a box.',
    inputSchema: { type: 'object', properties: { bbox_2d: { type: 'array' } } },
  },
  { name: 'stop_action', description: 'Stop.', inputSchema: { type: 'object', properties: {} } },
]

const box = { bbox_2d: [10, 20, 30, 40] }

const base: Trajectory = {
  version: 1,
  id: 'case-1',
  run: { id: 'run', benchmark: 'segment', data: 'set', licence: 'CC0', model: 'none', solver: 'oracle' },
  tools,
  messages: [],
  rewards: { strict: { reward: 0.75, cost: 0.02 } },
  case: {
    id: 'case-1',
    cluster: 'picture-1',
    media: [medium('image', 'a')],
    question: { text: 'the <image> of a lung', format: 'mask' },
    reference: { format: 'mask', mask: medium('mask', 'b') },
    tags: {},
  },
  trace: {
    caseId: 'case-1',
    solver: 'oracle',
    steps: [],
    answer: null,
    usage: { requests: 0 },
    timing: { startedAt: '2026-01-01T00:00:00.000Z', ms: 1, retries: 0 },
    stop: 'answered',
  },
  verdict: { verifier: 'segment', outcome: 'partial', value: 0.8, terms: {}, why: 'Dice 0.800' },
}

const request: Message = { role: 'user', content: [shown('1'), words('Find the <image> of a lung.')] }
const next: Message = { role: 'user', content: [shown('2'), words('What is next?')] }

export const textEpisode: Trajectory = {
  ...base,
  calls: 'text',
  messages: [
    { role: 'system', content: [words('You annotate.')] },
    request,
    { role: 'assistant', content: [words('<tool_call>{"name":"add_bbox","arguments":{}}</tool_call>')] },
    next,
    { role: 'assistant', content: [words('<tool_call>{"name":"stop_action","arguments":{}}</tool_call>')] },
  ],
}

export const nativeEpisode: Trajectory = {
  ...base,
  calls: 'native',
  messages: [
    { role: 'system', content: [words('You annotate.')] },
    request,
    { role: 'assistant', content: [words('A box.')], calls: [{ id: 'c0', tool: 'add_bbox', arguments: box }] },
    { role: 'tool', callId: 'c0', tool: 'add_bbox', content: [words('What is next?')] },
    next,
    { role: 'assistant', content: [], calls: [{ id: 'c1', tool: 'stop_action', arguments: {} }] },
  ],
}

export const question: Trajectory = {
  ...base,
  id: 'q1',
  run: { ...base.run, benchmark: 'vqa', solver: 'direct' },
  tools: [],
  messages: [
    { role: 'user', content: [shown('1'), words('Is it broken?')] },
    { role: 'assistant', content: [words('Answer: yes')] },
  ],
  rewards: {},
  case: {
    ...base.case,
    id: 'q1',
    question: { text: 'Is it broken?', format: 'yes-no' },
    reference: { format: 'yes-no', answer: 'yes' },
  },
  verdict: { ...base.verdict, outcome: 'correct', value: 1 },
}
