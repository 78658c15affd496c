/**
 * Guards the standard input of a stdio server. MCP over stdio is one JSON-RPC message a line; the SDK drops a
 * line that is not JSON without a word and closes the connection at one that is too long, so a caller with
 * a broken encoder would wait for ever. Here such a line is answered as JSON-RPC 2.0 section 5.1 says
 * (-32700, -32600), and the lines after it are served.
 */
import { Transform } from 'node:stream'
import { parseJSONRPCMessage } from '@modelcontextprotocol/server'
import { messageOf } from '../../cases/index.ts'

const newline = 10

/** Passes on whole lines that hold a message; `answer` gets the reply, one JSON text, to any other. */
export function messageLines(maxBytes: number, answer: (reply: string) => void): Transform {
  let parts: Buffer[] = []
  let size = 0
  const finish = (into: Transform) => {
    const line = Buffer.concat(parts)
    const tooLong = size > maxBytes
    parts = []
    size = 0
    if (tooLong)
      return answer(fault(-32600, `the message is longer than ${maxBytes} bytes; send a file path`))
    if (line.every(byte => byte <= 32)) return
    const reply = check(line.toString('utf8'))
    if (reply === undefined) into.push(Buffer.concat([line, Buffer.of(newline)]))
    else answer(reply)
  }
  const take = (chunk: Buffer) => {
    size += chunk.length
    if (size > maxBytes) parts = []
    else parts.push(chunk)
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let from = 0
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        take(chunk.subarray(from, at))
        finish(this)
        from = at + 1
      }
      take(chunk.subarray(from))
      done()
    },
  })
}

/** The reply to a line that is no message; absent for one that is. */
function check(line: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return fault(-32700, `not JSON (${messageOf(error, 120)}); send one JSON-RPC message a line`)
  }
  try {
    parseJSONRPCMessage(value)
    return undefined
  } catch {
    return fault(-32600, 'not a JSON-RPC 2.0 message; give jsonrpc, id, method and params', idOf(value))
  }
}

function fault(code: number, message: string, id: string | number | null = null): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })
}

function idOf(value: unknown): string | number | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null
}
