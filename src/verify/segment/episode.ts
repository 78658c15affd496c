/**
 * The facts of an episode, from its trace and the reference: what was called, and how good each mask was.
 * Masks are the trace's outputs, one after each box or point that was carried out.
 */
import { readMedia } from '../../cases/index.ts'
import { diceOf, gridOf, iouOf, type Mask, overlapOf, readMask } from '../../imaging/index.ts'
import type { Step, Trace } from '../trace.ts'
import type { Episode, Overlap } from './rewards.ts'

/** Luminance above which a pixel of a stored mask is inside, 0..255. */
const threshold = 127

export const editTools = ['add_bbox', 'add_point']

export type Masks = {
  truth: Mask
  /** After each box or point. */
  made: Mask[]
  /** The last one made, or an empty mask. */
  final: Mask
}

/** Throws `media-…` where a mask cannot be read. */
export async function masksOf(trace: Trace, truthBytes: Uint8Array): Promise<Masks> {
  const truth = await readMask(truthBytes, threshold)
  const made: Mask[] = []
  for (const output of trace.outputs ?? [])
    if (output.kind === 'mask') made.push(await readMask(await readMedia(output), threshold))
  const { width, height } = truth
  return { truth, made, final: made.at(-1) ?? filled(width, height, 0) }
}

export function episodeOf(
  { steps }: Pick<Trace, 'steps'>,
  { truth, made }: Pick<Masks, 'truth' | 'made'>,
): Episode {
  const { width, height } = truth
  const calls = steps.filter(step => step.type === 'tool-call')
  return {
    masks: made.map(mask => overlap(truth, mask)),
    nothing: overlap(truth, filled(width, height, 0)),
    everything: overlap(truth, filled(width, height, 1)),
    edits: calls.filter(({ tool }) => editTools.includes(tool)).length,
    failedCalls: steps.filter(isFailure).length,
    stopped: calls.at(-1)?.tool === 'stop_action',
  }
}

function isFailure(step: Step): boolean {
  return step.type === 'observation' && step.isError
}

function overlap(truth: Mask, mask: Mask): Overlap {
  const counts = overlapOf(gridOf(truth), gridOf(mask))
  return { iou: iouOf(counts), dice: diceOf(counts) }
}

function filled(width: number, height: number, value: 0 | 1): Mask {
  return { width, height, data: new Uint8Array(width * height).fill(value) }
}
