/**
 * Finding the tool call in what a model says: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`. The first
 * call of a reply counts, and what stands in a block of thought is none. One kind of fault in JSON is mended, a key
 * without its opening quote, and the two older names of clicks are understood (MedSAM-Agent, arXiv 2602.03320). A
 * missing end tag, as in a reply that was cut off, is no fault if the JSON is whole.
 */
import * as z from 'zod'
import { withoutThoughts } from '../../verify/index.ts'
import type { Call } from './episode.ts'

const callSchema = z.object({ name: z.string(), arguments: z.unknown().optional() })

const aliases: Record<string, 'positive' | 'negative'> = {
  add_positive_point: 'positive',
  add_negative_point: 'negative',
}

/** The call in a text; undefined where there is none that can be read. */
export function readCall(text: string): Call | undefined {
  const [, inside] = /<tool_call>([\s\S]*?)(?:<\/tool_call>|$)/.exec(withoutThoughts(text)) ?? []
  if (inside === undefined) return undefined
  const parsed = callSchema.safeParse(parse(inside) ?? parse(mend(inside)))
  if (!parsed.success) return undefined
  return current({ tool: parsed.data.name, arguments: parsed.data.arguments ?? {} })
}

/** An older name of a click in its present form. */
export function current(call: Call): Call {
  const sign = Object.hasOwn(aliases, call.tool) ? aliases[call.tool] : undefined
  const at = z.strictObject({ x: z.number(), y: z.number() }).safeParse(call.arguments)
  if (sign === undefined || !at.success) return call
  return { ...call, tool: 'add_point', arguments: { point_2d: [at.data.x, at.data.y], point_type: sign } }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function mend(text: string): string {
  return text.replace(/([{,]\s*)([A-Za-z_]\w*"\s*:)/g, '$1"$2')
}
