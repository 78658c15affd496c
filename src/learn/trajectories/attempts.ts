/**
 * The ledger of forging, `attempts.jsonl`: a line for each case that was worked through, with every trajectory that
 * was tried on it, kept or not. Accept rates and gain curves are made from it, and a continued run reads from it
 * which cases are done.
 */
import * as z from 'zod'
import { actionKinds, endings } from './annotate.ts'
import { families } from './recipe.ts'

/**
 * What became of a trajectory. `no-start`: not even the first action gained. `low-iou`: it did not end well enough.
 * `duplicate`: its actions are those of an earlier one of its case and family.
 */
export const outcomes = ['accepted', 'no-start', 'low-iou', 'duplicate'] as const

export const attemptSchema = z.object({
  family: z.enum(families),
  number: z.int().nonnegative(),
  outcome: z.enum(outcomes),
  end: z.enum(endings),
  iou: z.number().min(0).max(1).describe('of the last mask'),
  tries: z
    .array(
      z.object({
        kind: z.enum(actionKinds),
        gain: z.number().describe('IoU after the action less IoU before it'),
        kept: z.boolean(),
      }),
    )
    .describe('every action tried, in order; one that was not kept was taken back'),
})
export type Attempt = z.infer<typeof attemptSchema>

export const attemptsSchema = z.object({
  case: z.string(),
  ms: z.number().nonnegative().describe('time that the case took, opening the image included'),
  attempts: z.array(attemptSchema),
})
export type Attempts = z.infer<typeof attemptsSchema>
