/** `praxis mcp SERVER`: tools for any agent, over the Model Context Protocol, on stdio or HTTP. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { createSegmenter } from '../../models/index.ts'
import {
  checkToken,
  knowledgeServer,
  type Log,
  type McpServerFactory,
  makeToken,
  maxFileBytes,
  openKnowledgeBase,
  openRemoteSources,
  openRoots,
  type Serving,
  segmentServer,
  serveHttp,
  serveStdio,
} from '../../tools/index.ts'
import { port, positiveNumber } from '../options.ts'
import { note } from '../output.ts'
import { packageVersion } from '../package.ts'
import { untilEnded } from '../serving.ts'

const tokenVariable = 'PRAXIS_MCP_TOKEN'
const cacheFile = join('.praxis', 'knowledge.sqlite')

/** What every server is told: whether one client alone is served follows from the transport. */
type Context = { version: string; log: Log; soleClient: boolean }
type Tools = { factory: McpServerFactory; close: () => void }
type Transport = { http?: number; token?: string }

export function addMcp(program: Command): void {
  const mcp = program
    .command('mcp')
    .description('serve tools over the Model Context Protocol, on stdio unless --http is given')

  withTransport(mcp.command('segment').description('segment a target in a medical image'))
    .option('--root <dir...>', 'folders below which images may be opened (default: the working folder)')
    .option('--segmenter <id>', 'builtin, onnx:DIR or http:URL', 'builtin')
    .option('--timeout <seconds>', 'limit of one answer of the segmenter', positiveNumber, 60)
    .action((options: Transport & { root?: string[]; segmenter: string; timeout: number }) =>
      serve(options, async context => {
        const timeoutMs = options.timeout * 1000
        return segmentServer({
          ...context,
          segmenter: await createSegmenter(options.segmenter, { timeoutMs }),
          roots: await openRoots(options.root ?? ['.'], maxFileBytes),
          timeoutMs,
        })
      }),
    )

  withTransport(mcp.command('knowledge').description('look up conditions and findings, offline'))
    .option('--allow-remote', 'offer PubMed and Open Targets too, to which the names asked for are sent')
    .action((options: Transport & { allowRemote?: true }) =>
      serve(options, async ({ version, log }) => {
        const base = await openKnowledgeBase()
        const remote = options.allowRemote && openRemoteSources({ cacheFile, env: process.env })
        return {
          factory: knowledgeServer({ base, remote, version, log }),
          close: () => remote?.close(),
        }
      }),
    )
}

function withTransport(command: Command): Command {
  return command
    .option('--http <port>', 'serve on 127.0.0.1 at this port, 0 for a free one', port)
    .option('--token <token>', `secret of --http (default: ${tokenVariable}, or one is made and printed)`)
}

/** Serves until the client is gone or the program is ended. */
async function serve({ http, token }: Transport, open: (context: Context) => Promise<Tools>): Promise<void> {
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
