/** Serving tools over MCP: what the subcommands of `praxis mcp` share. */
import type { Command } from 'commander'
import {
  checkToken,
  type Log,
  type McpServerFactory,
  makeToken,
  type Serving,
  serveHttp,
  serveStdio,
} from '../tools/index.ts'
import { port } from './options.ts'
import { note } from './output.ts'
import { packageVersion } from './package.ts'
import { untilEnded } from './serving.ts'

const tokenVariable = 'PRAXIS_MCP_TOKEN'

/** What every server is told: whether one client alone is served follows from the transport. */
type Context = { version: string; log: Log; soleClient: boolean }
type Tools = { factory: McpServerFactory; close: () => void }
export type Transport = { http?: number; token?: string }

export function withTransport(command: Command): Command {
  return command
    .option('--http <port>', 'serve on 127.0.0.1 at this port, 0 for a free one', port)
    .option('--token <token>', `secret of --http (default: ${tokenVariable}, or one is made and printed)`)
}

/** Serves until the client is gone or the program is ended. */
export async function serveTools(
  { http, token }: Transport,
  open: (context: Context) => Promise<Tools>,
): Promise<void> {
  const log = (line: string) => note(`praxis mcp: ${line}`)
  const { factory, close } = await open({ version: packageVersion, log, soleClient: http === undefined })
  try {
    await untilEnded(
      http === undefined ? serveStdio(factory, log) : await overHttp(factory, http, token, log),
    )
  } finally {
    close()
  }
}

async function overHttp(
  factory: McpServerFactory,
  port: number,
  chosen: string | undefined,
  log: Log,
): Promise<Serving> {
  const given = chosen ?? process.env[tokenVariable]
  const token = given === undefined ? makeToken() : checkToken(given)
  const serving = await serveHttp(factory, { port, token, log })
  log(`serving at ${serving.url}`)
  if (given === undefined) log(`send "Authorization: Bearer ${token}"`)
  return serving
}
