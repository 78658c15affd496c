/**
 * One call of one tool, over MCP, under a deadline. What comes back is checked against the schema of the answer;
 * whatever is wrong, a timeout included, is a failure with its reason.
 */
import type { Client } from '@modelcontextprotocol/client'
import type * as z from 'zod'
import { inTime, messageOf, PraxisError } from '../cases/index.ts'

export type Called<T> = { ok: true; value: T } | { ok: false; reason: string }

export type Calling = {
  /** Milliseconds for one call. */
  deadlineMs: number
  /** Ends every call; its reason is why. */
  signal: AbortSignal
}

export async function callTool<T>(
  client: Client,
  { name, arguments: given }: { name: string; arguments: Record<string, unknown> },
  schema: z.ZodType<T>,
  { deadlineMs, signal }: Calling,
): Promise<Called<T>> {
  const seconds = `${deadlineMs / 1000} s`
  const late = () => new PraxisError('provider-timeout', `no answer within ${seconds}`, 'allow it more time')
  try {
    const result = await inTime(
      inner => client.callTool({ name, arguments: given }, { signal: inner, timeout: deadlineMs + 1000 }),
      deadlineMs,
      late,
      signal,
    )
    if (result.isError === true) return failed(textOf(result.content))
    const read = schema.safeParse(result.structuredContent)
    if (read.success) return { ok: true, value: read.data }
    const [issue] = read.error.issues
    return failed(`its answer cannot be used (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`)
  } catch (error) {
    return failed(signal.aborted ? messageOf(signal.reason) : messageOf(error))
  }
}

function failed(reason: string): { ok: false; reason: string } {
  return { ok: false, reason: isVisible(reason) ? messageOf(reason) : 'it failed without a word' }
}

/** Whether there is anything to see in a text. */
export function isVisible(text: string): boolean {
  return /[^\s\p{C}]/u.test(text)
}

function textOf(content: readonly { type: string; text?: string }[]): string {
  return content.flatMap(({ text }) => text ?? []).join(' ')
}
