/**
 * A picture and the prompts on it, set as a whole. Both protocols want that: one sends all prompts with each
 * request, the other takes a round back when it fails. What the segmenter has already answered is used as far as it
 * goes.
 */
import { inTime } from '../../cases/index.ts'
import { emptyMask, type Mask, type Raster } from '../../imaging/index.ts'
import type { Prompt, Segmenter, SegmentSession } from '../../models/index.ts'
import { openInTime, segmenterLate } from '../../tools/index.ts'

export type Drawing = {
  width: number
  height: number
  /** The mask of these prompts, in order. Not to be called again before it has answered. */
  draw: (prompts: readonly Prompt[], signal?: AbortSignal) => Promise<Mask>
  close: () => void
}

/** Throws what the segmenter throws, and `provider-timeout`. */
export async function openDrawing(
  image: Raster,
  segmenter: Segmenter,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Drawing> {
  const { width, height } = image
  const open = (within?: AbortSignal) => openInTime(segmenter, image, timeoutMs, within)
  let session: SegmentSession | undefined = await open(signal)

  const add = async (prompt: Prompt, within?: AbortSignal): Promise<void> => {
    const at = session ?? (await open(within))
    // A segmenter that was given up on may still be at work, and takes no further prompt meanwhile.
    session = undefined
    try {
      const late = () => segmenterLate(timeoutMs)
      await inTime(limited => at.add(prompt, limited), timeoutMs, late, within)
      session = at
    } finally {
      if (session === undefined) at.close()
    }
  }
  const draw: Drawing['draw'] = async (prompts, within) => {
    const held = session?.prompts() ?? []
    const common = sharedStart(held, prompts)
    if (common < held.length && session?.undo === undefined) close()
    for (let n = held.length; n > common; n--) session?.undo?.()
    for (const prompt of prompts.slice(session?.prompts().length ?? 0)) await add(prompt, within)
    return session?.mask() ?? emptyMask(width, height)
  }
  const close = () => {
    session?.close()
    session = undefined
  }
  return { width, height, draw, close }
}

/** How many prompts two lists begin with alike. */
function sharedStart(a: readonly Prompt[], b: readonly Prompt[]): number {
  const n = a.findIndex((prompt, i) => !samePrompt(prompt, b[i]))
  return n < 0 ? a.length : n
}

export function samePrompt(a: Prompt, b: Prompt | undefined): boolean {
  if (a.kind === 'box')
    return (
      b?.kind === 'box' &&
      a.box.x0 === b.box.x0 &&
      a.box.y0 === b.box.y0 &&
      a.box.x1 === b.box.x1 &&
      a.box.y1 === b.box.y1
    )
  return b?.kind === 'point' && a.positive === b.positive && a.at.x === b.at.x && a.at.y === b.at.y
}
