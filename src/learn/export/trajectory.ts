/**
 * Praxis's own trajectory row: the record of a run as it is, and beside it the conversation that a trainer learns from.
 * The other formats are made from this one and lose something; this one loses nothing. Pictures and media are files
 * beside the rows, named by hash.
 */
import * as z from 'zod'
import { caseSchema } from '../../cases/index.ts'
import { traceSchema, verdictSchema } from '../../verify/index.ts'

export const trajectoryVersion = 1

const textSchema = z.object({ type: z.literal('text'), text: z.string() })
const imageSchema = z.object({
  type: z.literal('image'),
  sha256: z.string().describe('of the bytes as the model saw them'),
  uri: z.string().describe('file, relative to the folder of the rows'),
  mediaType: z.string(),
  width: z.int().positive().optional().describe('pixels'),
  height: z.int().positive().optional().describe('pixels'),
})

export const callSchema = z.object({ id: z.string(), tool: z.string(), arguments: z.unknown() })

export const messageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: z.array(textSchema) }),
  z.object({
    role: z.literal('user'),
    content: z.array(z.discriminatedUnion('type', [textSchema, imageSchema])),
  }),
  z.object({
    role: z.literal('assistant'),
    content: z.array(textSchema),
    calls: z.array(callSchema).optional().describe('native tool calls; absent where calls stand in the text'),
  }),
  z.object({ role: z.literal('tool'), callId: z.string(), tool: z.string(), content: z.array(textSchema) }),
])
export type Message = z.infer<typeof messageSchema>
export type ImageContent = z.infer<typeof imageSchema>

/** The pictures that messages show, in order. */
export function shownIn(messages: readonly Message[]): ImageContent[] {
  return messages.flatMap(({ content }) => content.flatMap(part => (part.type === 'image' ? [part] : [])))
}

/** How calls of tools are written: within the text, or as calls of their own. */
export const callStyles = ['text', 'native'] as const
export type CallStyle = (typeof callStyles)[number]

export const trajectorySchema = z.object({
  version: z.literal(trajectoryVersion),
  id: z.string().describe('id of the case'),
  run: z.object({
    id: z.string(),
    benchmark: z.string(),
    data: z.string(),
    licence: z.string().describe('of the data'),
    model: z.string(),
    solver: z.string().describe('who acted in this record'),
    segmenter: z.string().optional(),
  }),
  calls: z.enum(callStyles).optional().describe('how calls are written; absent where there were no tools'),
  tools: z
    .array(
      z.object({ name: z.string(), description: z.string(), inputSchema: z.record(z.string(), z.unknown()) }),
    )
    .describe('tools that were offered'),
  messages: z
    .array(messageSchema)
    .describe('what was asked, shown and answered, in order; the answers are learned'),
  rewards: z
    .record(z.string(), z.record(z.string(), z.number()))
    .describe('the terms of each reward preset; empty where there are none'),
  case: caseSchema,
  trace: traceSchema,
  verdict: verdictSchema,
})
export type Trajectory = z.infer<typeof trajectorySchema>
