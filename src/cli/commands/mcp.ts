/** `praxis mcp SERVER`: tools for any agent, over the Model Context Protocol, on stdio or HTTP. */
import { Argument, type Command } from 'commander'
import { createSegmenter } from '../../models/index.ts'
import {
  checkToken,
  makeToken,
  maxFileBytes,
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

type Options = { http?: number; token?: string; root?: string[]; segmenter: string; timeout: number }

export function addMcp(program: Command): void {
  program
    .command('mcp')
    .description('serve tools over the Model Context Protocol, on stdio unless --http is given')
    .addArgument(new Argument('<server>', 'which tools').choices(['segment']))
    .option('--http <port>', 'serve on 127.0.0.1 at this port, 0 for a free one', port)
    .option('--token <token>', `secret of --http (default: ${tokenVariable}, or one is made and printed)`)
    .option('--root <dir...>', 'folders below which images may be opened (default: the working folder)')
    .option('--segmenter <id>', 'builtin, onnx:DIR or http:URL', 'builtin')
    .option('--timeout <seconds>', 'limit of one answer of the segmenter', positiveNumber, 60)
    .action(async (_server: 'segment', options: Options) => {
      const log = (line: string) => note(`praxis mcp: ${line}`)
      const timeoutMs = options.timeout * 1000
      const { factory, close } = segmentServer({
        segmenter: await createSegmenter(options.segmenter, { timeoutMs }),
        roots: await openRoots(options.root ?? ['.'], maxFileBytes),
        version: packageVersion,
        log,
        soleClient: options.http === undefined,
        timeoutMs,
      })
      try {
        await untilEnded(options.http === undefined ? serveStdio(factory, log) : await overHttp(options.http))
      } finally {
        close()
      }

      async function overHttp(port: number): Promise<Serving> {
        const given = options.token ?? process.env[tokenVariable]
        const token = given === undefined ? makeToken() : checkToken(given)
        const serving = await serveHttp(factory, { port, token, log })
        log(`serving at ${serving.url}`)
        if (given === undefined) log(`send "Authorization: Bearer ${token}"`)
        return serving
      }
    })
}
