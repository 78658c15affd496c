/** An MCP server on standard input and output, for a client that starts it as its child. */
import type { McpServerFactory } from '@modelcontextprotocol/server'
import { StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio'
import { messageOf } from '../../cases/index.ts'
import { messageLines } from './json-lines.ts'
import { type Log, maxMessageBytes, type Serving } from './serving.ts'

/** Serves both protocol eras until the client closes the pipe. Nothing else may write to stdout meanwhile. */
export function serveStdio(factory: McpServerFactory, log: Log): Serving {
  const lines = messageLines(maxMessageBytes, reply => {
    log(`refused a message: ${messageOf(reply)}`)
    process.stdout.write(`${reply}\n`)
  })
  // Twice the limit: the transport may hold one whole message and the beginning of the next.
  const transport = new StdioServerTransport(process.stdin.pipe(lines), process.stdout, {
    maxBufferSize: 2 * maxMessageBytes,
  })
  const ended = new Promise<void>(resolve => lines.once('close', resolve))
  const handle = serve(factory, { transport, onerror: error => log(messageOf(error)) })
  const close = async () => {
    process.stdin.unpipe(lines)
    process.stdin.destroy()
    lines.destroy()
    await handle.close()
  }
  return { ended, close }
}
