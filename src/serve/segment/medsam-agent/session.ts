/** A session as MedSAM-Agent's service keeps it: rounds, and what was clicked in them. */
import type { Mask } from '../../../imaging/index.ts'
import type { Prompt } from '../../../models/index.ts'
import { Refused } from '../../host/refusal.ts'
import type { Drawing } from '../drawing.ts'
import { maxPrompts } from '../limits.ts'

/** x, y and 1 or 0; or `bbox:` and its JSON. */
export type Click = number[] | string

export type MedsamSession = {
  shape: 'medsam-agent'
  drawing: Drawing
  prompts: readonly Prompt[]
  clicks: Click[]
  rounds: number
  createdAt: Date
  accessedAt: Date
}

export function newSession(drawing: Drawing): MedsamSession {
  const createdAt = new Date()
  return {
    shape: 'medsam-agent',
    drawing,
    prompts: [],
    clicks: [],
    rounds: 0,
    createdAt,
    accessedAt: createdAt,
  }
}

/** One round: the mask of these prompts. Where it fails, the session stands as before. */
export async function playRound(
  session: MedsamSession,
  prompts: readonly Prompt[],
  clicks: readonly Click[],
  signal: AbortSignal,
): Promise<Mask> {
  if (prompts.length > maxPrompts)
    throw new Refused(400, `${maxPrompts} prompts are the most for one image; begin a new session`)
  const mask = await session.drawing.draw(prompts, signal)
  session.prompts = prompts
  session.clicks.push(...clicks)
  session.rounds++
  return mask
}
