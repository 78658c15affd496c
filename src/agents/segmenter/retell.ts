/**
 * An episode as the agent's conversation, whoever acted, so that what is learned from it is what the agent will be
 * asked and shown. What a model said is given back word for word, without the replies that it was asked to repeat:
 * the agent keeps those out of its history too. What an annotator drew is put on the square that the agent sees,
 * between the agent's own requests.
 */
import type { Media } from '../../cases/index.ts'
import { type Action, actionOf, squareSpan } from '../../tools/index.ts'
import { type SentMedia, type Trace, type Turn, turnsOf } from '../../verify/index.ts'
import { firstRequest, nextRequest } from './prompts.ts'

/** One action: what was asked and shown, and what was answered. */
export type Exchange = {
  request: string
  /** The image, with a mask on it from the second action on; absent where the request came without a picture. */
  picture?: { mask?: Media; sent?: SentMedia }
  /** The reply of a model; absent where none spoke. */
  said?: string
  call: { tool: string; arguments: unknown; callId: string }
  /** The tools refused the call. */
  refused: boolean
}

/** In order; as far as the trace tells what was drawn. `size` is that of the image, in pixels. */
export function exchangesOf(
  trace: Pick<Trace, 'steps' | 'outputs'>,
  target: string,
  size: { width: number; height: number },
): Exchange[] {
  const turns = turnsOf(trace)
  const spoke = trace.steps.some(step => step.type === 'message' && step.role === 'assistant')
  return spoke ? spoken(trace.steps, turns) : drawn(turns, target, size)
}

function spoken(steps: Trace['steps'], turns: readonly Turn[]): Exchange[] {
  const exchanges: Exchange[] = []
  let request: { text: string; media?: SentMedia[] | undefined } | undefined
  let said: string | undefined
  let mask: Media | undefined
  for (const step of steps) {
    if (step.type === 'message' && step.role === 'user') request = step
    if (step.type === 'message' && step.role === 'assistant') said = step.text
    const turn = turns[exchanges.length]
    if (step.type !== 'tool-call' || request === undefined || turn === undefined) continue
    const { tool, arguments: args, callId } = step
    const [sent] = request.media ?? []
    exchanges.push({
      request: request.text,
      ...(sent && { picture: { sent, ...(mask && { mask }) } }),
      ...(said !== undefined && { said }),
      call: { tool, arguments: args, callId },
      refused: turn.refused !== undefined,
    })
    // A picture is shown only after a call that made a mask.
    mask = turn.mask
  }
  return exchanges
}

/** A call that was refused changed nothing, so it is left out. */
function drawn(turns: readonly Turn[], target: string, size: { width: number; height: number }): Exchange[] {
  const exchanges: Exchange[] = []
  let mask: Media | undefined
  for (const turn of turns) {
    if (turn.refused !== undefined) continue
    const action = actionIn(turn, size)
    if (action === undefined) break
    exchanges.push({
      request: exchanges.length === 0 ? firstRequest(target) : nextRequest,
      picture: mask === undefined ? {} : { mask },
      call: { tool: action.name, arguments: action.arguments, callId: `c${exchanges.length}` },
      refused: false,
    })
    mask = turn.mask
  }
  return exchanges
}

/** What a turn did, on the agent's grid; undefined where the trace does not tell. */
function actionIn({ tool, drawn }: Turn, size: { width: number; height: number }): Action | undefined {
  if (drawn !== undefined) return actionOf(drawn, squareSpan(size))
  return tool === 'stop_action' ? { name: tool, arguments: {} } : undefined
}
