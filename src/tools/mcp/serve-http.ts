/**
 * An MCP server over Streamable HTTP at `/mcp` on the loopback address. The SDK's handler checks neither where a
 * request comes from nor who sends it, so both are checked before a byte of the body is read: Host (against DNS
 * rebinding), Origin (against pages in a browser), and the bearer token.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, type McpServerFactory } from '@modelcontextprotocol/server'
import { messageOf } from '../../cases/index.ts'
import { bears } from './bearer.ts'
import { listen } from './listen.ts'
import { type Log, maxMessageBytes, type Serving } from './serving.ts'

const address = '127.0.0.1'
const path = '/mcp'

/** `port` 0 takes a free one. Throws `bad-usage` where the port cannot be had. */
export async function serveHttp(
  factory: McpServerFactory,
  { port, token, log }: { port: number; token: string; log: Log },
): Promise<Serving & { url: string }> {
  const onerror = (error: Error) => log(messageOf(error))
  const handler = createMcpHandler(factory, { onerror, maxRequestBodySize: maxMessageBytes })
  const handle = toNodeHandler(handler, { onerror, maxRequestBodySize: maxMessageBytes })
  const fromHere = [localhostHostValidation(), localhostOriginValidation()]
  const server = createServer((request, response) => {
    if (!fromHere.every(allows => allows(request, response))) return
    if (!bears(request.headers.authorization, token)) return refuse(response, 401, 'missing or wrong token')
    if (pathOf(request) !== path) return refuse(response, 404, `nothing here; the server is at ${path}`)
    handle(incoming(request), response).catch(onerror)
  })
  const taken = await listen(server, port, address)
  const close = async () => {
    await handler.close()
    server.close()
    server.closeAllConnections()
  }
  const ended = once(server, 'close').then(() => {})
  return { url: `http://${address}:${taken}${path}`, ended, close }
}

/** The SDK's type of a request leaves no room for the absent method and URL that Node's allows. */
function incoming(request: IncomingMessage): Parameters<ReturnType<typeof toNodeHandler>>[0] {
  const { method = 'GET', url = '/' } = request
  return Object.assign(request, { method, url })
}

function pathOf({ url }: IncomingMessage): string {
  return (url ?? '').split('?', 1)[0] ?? ''
}

function refuse(response: ServerResponse, status: 401 | 404, message: string): void {
  const headers = {
    'content-type': 'application/json',
    // The body is left unread, so the connection cannot serve another request.
    connection: 'close',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  }
  const next = status === 401 ? '; send "Authorization: Bearer TOKEN" as printed when the server started' : ''
  const error = { code: -32000, message: `${message}${next}` }
  response.writeHead(status, headers).end(JSON.stringify({ jsonrpc: '2.0', id: null, error }))
}
