/** An application on a port: the guard, the bounds of bodies, errors as answers, and an end to it. */
import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { type Log, listen, type Serving } from '../../tools/index.ts'
import { boundedBodies } from './body.ts'
import { bracketed, type GuardOptions, guard } from './guard.ts'
import { answerTo, refusal } from './refusal.ts'

export type HostOptions = GuardOptions & {
  log: Log
  /** Largest body of a request. */
  maxBodyBytes?: number
}

/** A request must have come in whole by then. */
const requestTimeoutMs = 120_000
const maxConnections = 256

/** The routes of a surface behind the guard, with bounded bodies, and an answer to whatever is thrown. */
export function hosted(surface: Hono, { log, maxBodyBytes, ...options }: HostOptions): Hono {
  const app = new Hono({ strict: false })
  app.use(guard(options), ...boundedBodies(maxBodyBytes))
  app.route('/', surface)
  app.notFound(() => refusal(404, 'Not Found'))
  app.onError(error => answerTo(error, log))
  return app
}

/** Serves an application until it is closed. `port` 0 takes a free one. Throws `bad-usage` where it is taken. */
export async function serveApp(app: Hono, host: string, port: number): Promise<Serving & { url: string }> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: requestTimeoutMs },
  })
  server.maxConnections = maxConnections
  const taken = await listen(server, port, host)
  const ended = once(server, 'close').then(() => {})
  const close = async () => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  }
  return { url: `http://${bracketed(host)}:${taken}`, ended, close }
}
