/**
 * What happened. Every answer, from a one-shot model to a twenty-step agent, is a `Trace`: a list of
 * steps with parents, so that a fork shares its prefix. Media appear by hash, with a ledger of what
 * was really sent (size, encoding, bytes), because providers and clients resize silently.
 */
import * as z from 'zod'
import { mediaSchema } from '../cases/index.ts'
import { boxSchema, pointSchema } from '../imaging/index.ts'

/** One image as it left for the model: the bytes sent, and the source they were made from. */
export const sentMediaSchema = z.object({
  sha256: z.string().describe('hash of the bytes that were sent'),
  source: z.string().describe('hash of the medium in the case; equal to sha256 when sent untouched'),
  mediaType: z.string(),
  bytes: z.int().nonnegative(),
  width: z.int().positive().optional().describe('pixels'),
  height: z.int().positive().optional().describe('pixels'),
  encoding: z.enum(['base64', 'binary', 'path']),
})
export type SentMedia = z.infer<typeof sentMediaSchema>

/** What was drawn on the image, in its pixels, whatever grid the call was on. */
export const drawnSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('box'), box: boxSchema }),
  z.object({ kind: z.literal('point'), at: pointSchema, positive: z.boolean() }),
])
export type Drawn = z.infer<typeof drawnSchema>

const stepBase = { id: z.string(), parent: z.string().optional(), atMs: z.number().optional() }

export const stepSchema = z.discriminatedUnion('type', [
  z.object({
    ...stepBase,
    type: z.literal('message'),
    role: z.enum(['system', 'user', 'assistant']),
    text: z.string(),
    media: z.array(sentMediaSchema).optional(),
  }),
  z.object({ ...stepBase, type: z.literal('thought'), text: z.string() }),
  z.object({
    ...stepBase,
    type: z.literal('tool-call'),
    tool: z.string(),
    callId: z.string(),
    arguments: z.unknown(),
  }),
  z.object({
    ...stepBase,
    type: z.literal('observation'),
    callId: z.string(),
    text: z.string(),
    isError: z.boolean(),
    drawn: drawnSchema.optional().describe('what the call drew, where it made a mask: the next of `outputs`'),
    media: z.array(sentMediaSchema).optional(),
  }),
  z.object({ ...stepBase, type: z.literal('revision'), text: z.string(), why: z.string() }),
])
export type Step = z.infer<typeof stepSchema>

/** Tokens, requests and money. An absent count is unknown; it is never taken for zero. */
export const usageSchema = z.object({
  requests: z.int().nonnegative(),
  inputTokens: z.number().nonnegative().optional(),
  cachedInputTokens: z.number().nonnegative().optional(),
  outputTokens: z.number().nonnegative().optional(),
  reasoningTokens: z.number().nonnegative().optional(),
  usd: z.number().nonnegative().optional().describe('absent when the price or the tokens are unknown'),
})
export type Usage = z.infer<typeof usageSchema>

export const stopSchema = z.enum(['answered', 'length', 'refused', 'budget', 'aborted', 'error', 'not-asked'])
export type Stop = z.infer<typeof stopSchema>

export const traceSchema = z.object({
  caseId: z.string(),
  solver: z.string(),
  steps: z.array(stepSchema),
  answer: z.string().nullable().describe('the final text; null when there is none'),
  outputs: z
    .array(mediaSchema)
    .optional()
    .describe('what was made beside text, such as the mask after each action, in order'),
  usage: usageSchema,
  timing: z.object({
    startedAt: z.string().describe('ISO 8601, UTC'),
    ms: z.number().nonnegative(),
    retries: z.int().nonnegative(),
  }),
  stop: stopSchema,
  cached: z.boolean().optional().describe('the answer came from the request cache'),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
})
export type Trace = z.infer<typeof traceSchema>
