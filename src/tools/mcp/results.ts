/** Tool results. What a caller can mend is a result with `isError`, written for the model that reads it. */
import type { CallToolResult } from '@modelcontextprotocol/server'
import { isPraxisError, messageOf } from '../../cases/index.ts'
import type { Log } from './serving.ts'

export function toolError(text: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text }] }
}

export function imageBlock(bytes: Uint8Array, mimeType: string): CallToolResult['content'][number] {
  return { type: 'image', data: Buffer.from(bytes).toString('base64'), mimeType }
}

/** The result of `work`; expected failures as tool errors, bugs too, their stack in the log. */
export async function answered(work: () => Promise<CallToolResult>, log: Log): Promise<CallToolResult> {
  try {
    return await work()
  } catch (error) {
    if (isPraxisError(error)) return toolError(error.message)
    log(`this is a bug: ${error instanceof Error ? error.stack : messageOf(error)}`)
    return toolError('The server failed, not the call; it is logged there. Try again.')
  }
}
