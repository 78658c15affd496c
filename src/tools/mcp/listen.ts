import { once } from 'node:events'
import type { Server } from 'node:net'
import { messageOf, PraxisError } from '../../cases/index.ts'

/** Binds a server and tells the port it got; 0 takes a free one. Throws `bad-usage` where that cannot be had. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw new PraxisError(
      'bad-usage',
      `port ${port} of ${host} cannot be had (${messageOf(error)})`,
      'choose another, or 0 for any that is free',
      {},
      error,
    )
  }
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : port
}
