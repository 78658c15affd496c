/** The calls of an episode in order, each with what came of it, for whoever tells or shows an episode. */
import type { Media } from '../../cases/index.ts'
import type { Drawn, Trace } from '../trace.ts'
import { editTools } from './episode.ts'

export type Turn = {
  tool: string
  /** On the grid of whoever called. */
  arguments: unknown
  /** In pixels of the image; absent where nothing was drawn, and in older records. */
  drawn?: Drawn
  /** The mask that the call made. */
  mask?: Media
  /** Why the call was refused. */
  refused?: string
  /** Milliseconds that the call took, where the trace tells. */
  ms?: number
}

/** A call whose answer never came, as where the segmenter failed, has neither a mask nor a refusal. */
export function turnsOf({ steps, outputs = [] }: Pick<Trace, 'steps' | 'outputs'>): Turn[] {
  const masks = outputs.filter(({ kind }) => kind === 'mask').values()
  const turns: Turn[] = []
  for (const [i, call] of steps.entries()) {
    if (call.type !== 'tool-call') continue
    const seen = steps.slice(i + 1).find(step => step.type === 'observation' && step.callId === call.callId)
    const turn: Turn = { tool: call.tool, arguments: call.arguments }
    if (seen?.type === 'observation') {
      const { isError, text, drawn, atMs } = seen
      if (isError) turn.refused = text
      const mask = !isError && editTools.includes(call.tool) ? masks.next().value : undefined
      if (mask !== undefined) turn.mask = mask
      if (drawn !== undefined) turn.drawn = drawn
      if (atMs !== undefined && call.atMs !== undefined) turn.ms = atMs - call.atMs
    }
    turns.push(turn)
  }
  return turns
}
