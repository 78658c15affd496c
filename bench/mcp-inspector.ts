/**
 * Whether `praxis mcp segment` and `praxis mcp knowledge` are as the MCP inspector expects them, over stdio and HTTP. The inspector is fetched by npx
 * at the version below; it is too heavy to be a development dependency.
 *
 *     node bench/mcp-inspector.ts
 *
 * Prints each command's gist and `ok` or what went wrong. `--strict` also asks whether every client and provider can
 * be expected to understand the tools' schemas.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod'

const inspector = '@modelcontextprotocol/inspector@2.12.0'
const root = join(import.meta.dirname, '..')
const praxis = join(root, 'bin', 'praxis.mjs')
const segment = [praxis, 'mcp', 'segment', '--root', join(root, 'data', 'vqa-rad', 'images')]
const knowledge = [praxis, 'mcp', 'knowledge']
const picture = 'image=synpic13385.jpg'
const token = 'a-token-for-the-inspector'

const toolResult = z.object({
  structuredContent: z.object({
    session: z.string().optional(),
    mask: z.string().optional(),
    areaPixels: z.number().optional(),
  }),
})
let failures = 0

function inspect(target: string[], method: string, ...args: string[]): unknown {
  const line = ['-y', inspector, '--cli', ...target, '--method', method, ...args]
  const { status, stdout, stderr } = spawnSync('npx', line, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  if (status !== 0) failures++
  const verdict =
    status === 0 ? 'ok' : `failed with ${status}: ${stderr.trim().split('\n').slice(0, 4).join(' ')}`
  console.log(`${[method, ...args].join(' ').padEnd(100)} ${verdict}`)
  return status === 0 ? JSON.parse(stdout) : undefined
}

function call(target: string[], tool: string, ...args: string[]): z.infer<typeof toolResult> | undefined {
  const given = args.flatMap(arg => ['--tool-arg', arg])
  const result = inspect(target, 'tools/call', '--tool-name', tool, ...given)
  return result === undefined ? undefined : toolResult.parse(result)
}

console.log('segment over stdio, a server for each command')
const stdio = [process.execPath, ...segment]
inspect(stdio, 'tools/list', '--strict')
inspect(stdio, 'resources/templates/list')
call(stdio, 'open_image', picture)

console.log('\nsegment over HTTP, one server')
await overHttp(segment, http => {
  inspect(http, 'tools/list', '--strict')
  const session = `session=${call(http, 'open_image', picture)?.structuredContent.session}`
  call(http, 'add_bbox', session, 'bbox_2d=[300,300,700,700]')
  call(http, 'add_point', session, 'point_2d=[500,500]', 'point_type=positive')
  const mask = call(http, 'get_mask', session)?.structuredContent.mask
  inspect(http, 'resources/read', '--uri', mask ?? '')
  call(http, 'stop_action', session)
})

console.log('\nknowledge over stdio, a server for each command; the remote tools are listed, not called')
inspect([process.execPath, ...knowledge, '--allow-remote'], 'tools/list', '--strict')
call([process.execPath, ...knowledge], 'condition', 'name=Pulmonary embolism')

console.log('\nknowledge over HTTP, one server')
await overHttp(knowledge, http => {
  inspect(http, 'tools/list', '--strict')
  call(http, 'search', 'query=coughing up blood')
  call(http, 'search_conditions', 'query=collapsed lung', 'limit=3')
  call(http, 'condition', 'name=embolie pulmonaire')
  call(http, 'finding', 'code=E_45')
  call(http, 'findings_that_separate', 'conditions=["Pulmonary embolism","Pericarditis"]')
})
console.log(failures === 0 ? '\nall as expected' : `\n${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1

async function overHttp(server: string[], work: (target: string[]) => void): Promise<void> {
  const { child, url } = await serve(server)
  try {
    work([url, '--header', `Authorization: Bearer ${token}`])
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

async function serve(server: string[]): Promise<{ child: ChildProcess; url: string }> {
  const env = { ...process.env, PRAXIS_MCP_TOKEN: token }
  const child = spawn(process.execPath, [...server, '--http', '0'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  for await (const line of createInterface({ input: child.stderr })) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url === undefined) continue
    child.stderr.resume()
    return { child, url }
  }
  throw new Error('the server did not start')
}
