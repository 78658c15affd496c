/** The official client on a server in this process: over the HTTP handler, without a socket. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createMcpHandler, type McpServerFactory } from '@modelcontextprotocol/server'
import type { ChestServerOptions } from '../serve-chest.ts'

/** Options of a server without folders, and what it logged. */
export function sharedOptions(): ChestServerOptions & { lines: string[] } {
  const lines: string[] = []
  return {
    roots: { folders: [], read: async () => new Uint8Array(), locate: async () => '' },
    version: '1.0.0',
    log: line => lines.push(line),
    lines,
  }
}

export async function connectTo(factory: McpServerFactory): Promise<Client> {
  const handler = createMcpHandler(factory)
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  const fetch = (url: URL | string, init?: RequestInit) => handler.fetch(new Request(url, init))
  await client.connect(new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), { fetch }))
  return client
}
