/** `praxis serve SURFACE`: what other programs reach over HTTP. */
import { Argument, type Command } from 'commander'
import { createSegmenter, isLoopback, segmenterForms } from '../../models/index.ts'
import { authPaths, bracketed, hosted, segmentService, serveApp } from '../../serve/index.ts'
import { checkToken, makeToken, maxFileBytes, openRoots } from '../../tools/index.ts'
import { port, seconds } from '../options.ts'
import { note } from '../output.ts'
import { packageVersion } from '../package.ts'
import { untilEnded } from '../serving.ts'

const tokenVariable = 'PRAXIS_SERVE_TOKEN'

type Options = {
  port: number
  host: string
  token?: string
  root?: string[]
  origin?: string[]
  segmenter: string
  timeout: number
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve a segmenter over HTTP, in the shapes of MONAI Label and of MedSAM-Agent')
    .addArgument(new Argument('<surface>', 'what to serve').choices(['segment']))
    .option('--port <port>', 'port to listen at, 0 for a free one', port, 8265)
    .option('--host <address>', 'address to listen at; any but a loopback one needs a token', '127.0.0.1')
    .option('--token <token>', `secret that clients must send (default: ${tokenVariable}; made where needed)`)
    .option('--root <dir...>', 'folders whose images may be named (default: none, only uploads)')
    .option('--origin <url...>', 'web pages elsewhere that may ask, such as an OHIF viewer')
    .option('--segmenter <id>', segmenterForms.join(', '), 'builtin')
    .option('--timeout <seconds>', 'limit of one answer of the segmenter', seconds, 60)
    .action(async (_surface: 'segment', { host, origin, segmenter, ...options }: Options) => {
      const log = (line: string) => note(`praxis serve: ${line}`)
      const timeoutMs = options.timeout * 1000
      const token = tokenFor(host, options.token ?? process.env[tokenVariable], log)
      const { routes, close } = segmentService({
        segmenter: await createSegmenter(segmenter, { timeoutMs }),
        roots: await openRoots(options.root ?? [], maxFileBytes),
        version: packageVersion,
        log,
        timeoutMs,
        token,
      })
      try {
        const app = hosted(routes, { host, token, log, open: authPaths, ...(origin && { origins: origin }) })
        const serving = await serveApp(app, host, options.port)
        const ended = untilEnded(serving)
        log(`serving ${segmenter} at ${serving.url} for MONAI Label and MedSAM-Agent clients`)
        await ended
      } finally {
        close()
      }
    })
}

/** The token given; a new one, which is printed, where others than this machine can reach the server. */
function tokenFor(host: string, given: string | undefined, log: (line: string) => void): string | undefined {
  if (given !== undefined) return checkToken(given)
  if (isLoopback(bracketed(host))) return undefined
  const token = makeToken()
  log(`send "Authorization: Bearer ${token}"`)
  return token
}
