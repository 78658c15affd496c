/** A toy segmenter, a model that says what it is told to, and a task, for tests of the loop. */
import { embedMedia } from '../../../cases/index.ts'
import { emptyMask, encodePng, type Mask, maskFromBox, type Raster } from '../../../imaging/index.ts'
import type { ChatModel, ChatReply, ChatRequest, Prompt, Segmenter } from '../../../models/index.ts'
import type { SolveContext, Task } from '../../solver.ts'

/** The mask is the last box; a positive click adds a disc of 5 pixels, a negative one takes it away. */
export function painter(): Segmenter & { sessions: { prompts: Prompt[]; closed: boolean }[] } {
  const sessions: { prompts: Prompt[]; closed: boolean }[] = []
  const open: Segmenter['open'] = async ({ width, height }) => {
    const session = { prompts: [] as Prompt[], closed: false }
    sessions.push(session)
    let mask = emptyMask(width, height)
    return {
      width,
      height,
      prompts: () => session.prompts,
      add: async prompt => {
        session.prompts.push(prompt)
        mask = prompt.kind === 'box' ? maskFromBox(prompt.box, width, height) : dab(mask, prompt)
        return mask
      },
      mask: () => mask,
      close: () => {
        session.closed = true
      },
    }
  }
  return { id: 'painter', locality: 'local', open, sessions }
}

function dab({ width, height, data }: Mask, { at, positive }: Prompt & { kind: 'point' }): Mask {
  const painted = Uint8Array.from(data)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (Math.hypot(x + 0.5 - at.x, y + 0.5 - at.y) <= 5) painted[y * width + x] = positive ? 1 : 0
  return { width, height, data: painted }
}

export type Said = string | (Partial<ChatReply> & { tokens?: number }) | Error

/** A model that gives these replies in turn, and what it was asked. Past the last one it fails. */
export function saying(...replies: Said[]): ChatModel & { asked: ChatRequest[] } {
  const asked: ChatRequest[] = []
  const chat: ChatModel['chat'] = async request => {
    // A copy: the history that is passed in goes on growing.
    asked.push({ ...request, messages: [...request.messages] })
    const said = replies[asked.length - 1] ?? new Error('asked once too often')
    if (said instanceof Error) throw said
    const { tokens = 10, ...reply } = typeof said === 'string' ? { text: said } : said
    const usage = { requests: 1, inputTokens: 100, outputTokens: tokens }
    return { text: '', toolCalls: [], finish: 'stop', usage, ...reply }
  }
  return { id: 'scripted', locality: 'local', cacheable: false, fingerprint: '', chat, asked }
}

/** A call as a model writes it. */
export function call(name: string, args: object): string {
  return `<tool_call>${JSON.stringify({ name, arguments: args })}</tool_call>`
}

export const someBox = call('add_bbox', { bbox_2d: [250, 250, 750, 750] })
export const stop = call('stop_action', {})

export function grey(width: number, height: number, value = 0): Raster {
  return { width, height, channels: 1, samples: new Uint8Array(width * height).fill(value) }
}

export async function taskOf(picture: Raster): Promise<Task> {
  return {
    caseId: 'case-7',
    question: { text: 'the left lung', format: 'mask' },
    media: [embedMedia('image', await encodePng(picture))],
    prompt: { user: 'Segment: the left lung' },
  }
}

export function contextOf(model: ChatModel, segmenter: Segmenter = painter()): SolveContext {
  return { model, sampling: {}, signal: new AbortController().signal, seed: 1, segmenter }
}
