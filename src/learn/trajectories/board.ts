/**
 * An image under annotation: the agent's tools on it, and the way back. A segmenter that cannot take a prompt back
 * has its image opened anew and the prompts before it given again, which comes to the same.
 */
import type { Mask, Raster } from '../../imaging/index.ts'
import type { Prompt, Segmenter } from '../../models/index.ts'
import { type Action, actionOf, openInTime, segmentTools, squareSpan } from '../../tools/index.ts'

/** Milliseconds that a segmenter may take to open an image, or for a prompt. */
const patience = 120_000

/** What was done: the call on the agent's grid, what it drew in pixels, and the mask after it. */
export type Drawing = { action: Action; drawn: Prompt; mask: Mask }

export type Board = {
  mask: () => Mask
  /**
   * Draws the nearest that the agent's grid allows. Undefined, and nothing changed, where that is off the image;
   * throws where the segmenter fails.
   */
  draw: (prompt: Prompt) => Promise<Drawing | undefined>
  /** Takes back the last `count` drawings. */
  undo: (count: number) => Promise<void>
  close: () => void
}

export async function openBoard(segmenter: Segmenter, image: Raster): Promise<Board> {
  const span = squareSpan(image)
  const limits = { span, timeoutMs: patience }
  let session = await openInTime(segmenter, image, patience)
  let tools = segmentTools(session, limits)
  const reopen = async (kept: readonly Prompt[]): Promise<void> => {
    session.close()
    session = await openInTime(segmenter, image, patience)
    tools = segmentTools(session, limits)
    for (const prompt of kept) await tools.draw(prompt)
  }
  return {
    mask: () => session.mask(),
    draw: async prompt => {
      const { name, arguments: args } = actionOf(prompt, span)
      const result = await tools.call(name, args)
      if (!result.ok || result.prompt === undefined) return undefined
      return { action: result.action, drawn: result.prompt, mask: result.mask }
    },
    undo: async count => {
      if (count === 0) return
      if (session.undo === undefined) return reopen(session.prompts().slice(0, -count))
      for (let i = 0; i < count; i++) session.undo()
    },
    close: () => session.close(),
  }
}
