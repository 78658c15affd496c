/**
 * What a tool is for, in a form that programs can read: every tool of ours carries its card in `_meta` of
 * `tools/list`. The fingerprint is the hash of the definition that a model is shown (name, description, schemas,
 * annotations), so that a caller who approved a tool notices when it has become another (a "rug pull"), and a
 * record can say which definition an agent saw. Anyone can compute it from the listing: SHA-256 of the
 * definition as JSON with sorted keys and no spaces.
 */
import type { ToolAnnotations } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { hashBytes } from '../../cases/index.ts'

export type ToolCard = {
  intendedUse: string
  /** Where its answers come from: data with licence, model, or method. */
  source: string
  /** What its answers do not say. */
  limits: string
  /** Of the program that serves it. */
  version: string
}

/** As it stands in a listing. */
export const toolCardSchema = z.object({
  intendedUse: z.string(),
  source: z.string(),
  limits: z.string(),
  version: z.string(),
  fingerprint: z.string(),
})

/** The key of the card in `_meta`. */
export const toolCardKey = 'praxis/card'

/** What a model is shown of a tool, as JSON Schema. */
export type ToolDefinition = {
  name: string
  description?: string | undefined
  inputSchema: unknown
  outputSchema?: unknown
  annotations?: unknown
}

type Registration = {
  description: string
  inputSchema: z.ZodType
  outputSchema: z.ZodType
  annotations: ToolAnnotations
}

/** A tool's registration with its card. */
export function withCard<R extends Registration>(
  name: string,
  registration: R,
  card: ToolCard,
): R & { _meta: Record<string, unknown> } {
  const { description, inputSchema, outputSchema, annotations } = registration
  const fingerprint = toolFingerprint({
    name,
    description,
    inputSchema: z.toJSONSchema(inputSchema, { io: 'input' }),
    outputSchema: z.toJSONSchema(outputSchema, { io: 'output' }),
    annotations,
  })
  return { ...registration, _meta: { [toolCardKey]: { ...card, fingerprint } } }
}

/** SHA-256 in hexadecimal digits. Other fields than those of a definition do not count. */
export function toolFingerprint(definition: ToolDefinition): string {
  const { name, description, inputSchema, outputSchema, annotations } = definition
  return hashBytes(JSON.stringify(sorted({ name, description, inputSchema, outputSchema, annotations })))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]))
}
