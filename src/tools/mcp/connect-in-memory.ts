/** A client of a server in the same process, so that our own tools are called as anybody else's are. */
import { Client, InMemoryTransport } from '@modelcontextprotocol/client'
import type { McpServerFactory } from '@modelcontextprotocol/server'

/** Closing the client closes the server. */
export async function connectInMemory(factory: McpServerFactory, version: string): Promise<Client> {
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  const server = await factory({ era: 'legacy' })
  await server.connect(theirs)
  const client = new Client({ name: 'praxis', version })
  await client.connect(ours)
  return client
}
