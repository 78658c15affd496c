/** Conformance of `praxis mcp segment`: the official client against the real program, both transports, both eras. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import * as z from 'zod'
import { decode } from '../src/imaging/index.ts'
import { toolCardKey, toolCardSchema, toolFingerprint } from '../src/tools/index.ts'

const entry = join(import.meta.dirname, '..', 'bin', 'praxis.mjs')
const images = join(import.meta.dirname, '..', 'data', 'vqa-rad', 'images')
const picture = 'synpic13385.jpg'
const token = 'a-token-for-the-tests'

const eras = ['legacy', 'modern'] as const
type Era = (typeof eras)[number]

const client = (era: Era) =>
  new Client(
    { name: 'praxis-test', version: '1' },
    { versionNegotiation: { mode: era === 'legacy' ? 'legacy' : 'auto' } },
  )

const state = z.object({
  session: z.string(),
  turn: z.int(),
  stopped: z.boolean(),
  width: z.int(),
  height: z.int(),
  areaPixels: z.int(),
  components: z.int(),
  box: z.object({ x0: z.int(), y0: z.int(), x1: z.int(), y1: z.int() }).nullable(),
  mask: z.string(),
})

/** What any client would do: look at the tools, segment, read the mask by its link. */
async function runEpisode(connected: Client, image: string) {
  const { tools } = await connected.listTools()
  expect(tools.map(({ name }) => name).sort()).toEqual(
    ['add_bbox', 'add_point', 'get_mask', 'open_image', 'stop_action'].sort(),
  )
  for (const tool of tools) {
    const { inputSchema, outputSchema, description } = tool
    const { fingerprint } = toolCardSchema.parse(tool._meta?.[toolCardKey])
    expect(fingerprint).toBe(toolFingerprint(tool))
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(outputSchema).toMatchObject({ type: 'object' })
    expect(description).toBeTruthy()
  }
  const call = async (name: string, args: Record<string, unknown>) => {
    const result = await connected.callTool({ name, arguments: args })
    expect(result.isError, JSON.stringify(result.content[0])).toBeFalsy()
    return result
  }
  const open = await call('open_image', { image })
  const { session, width, height } = z
    .object({ session: z.string(), width: z.int(), height: z.int() })
    .parse(open.structuredContent)
  const boxed = state.parse(
    (await call('add_bbox', { session, bbox_2d: [300, 300, 700, 700] })).structuredContent,
  )
  expect(boxed).toMatchObject({ turn: 1, session, width, height })
  expect(boxed.areaPixels).toBeGreaterThan(0)
  const point = { session, point_2d: [500, 500], point_type: 'positive' }
  expect(state.parse((await call('add_point', point)).structuredContent).turn).toBe(2)
  const stopped = await call('stop_action', { session })
  const last = state.parse(stopped.structuredContent)
  expect(last).toMatchObject({ turn: 2, stopped: true })
  expect(state.parse((await call('get_mask', { session })).structuredContent)).toEqual(last)

  const overlay = stopped.content.find(block => block.type === 'image')
  const shown = await decode(Buffer.from(overlay?.data ?? '', 'base64'))
  expect(Math.max(shown.width, shown.height)).toBe(512)
  expect(stopped.content.find(block => block.type === 'resource_link')?.uri).toBe(last.mask)
  const [content] = (await connected.readResource({ uri: last.mask })).contents
  const mask = await decode(Buffer.from(content && 'blob' in content ? content.blob : '', 'base64'))
  expect(mask).toMatchObject({ width, height, channels: 1 })
  expect(mask.samples.filter(value => value === 255)).toHaveLength(last.areaPixels)
}

async function errorOf(connected: Client, name: string, args: Record<string, unknown>): Promise<string> {
  const { isError, content } = await connected.callTool({ name, arguments: args })
  expect(isError).toBe(true)
  return content[0]?.type === 'text' ? content[0].text : ''
}

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-mcp-'))
  await symlink(images, join(dir, 'out'))
})
afterAll(() => rm(dir, { recursive: true }))

suite('over stdio', () => {
  const connect = async (era: Era, ...args: string[]) => {
    const connected = client(era)
    const spec = { command: process.execPath, args: [entry, 'mcp', 'segment', ...args], cwd: dir }
    await connected.connect(new StdioClientTransport({ ...spec, stderr: 'ignore' }))
    return connected
  }

  for (const era of eras)
    test(`an episode in the ${era} era`, async () => {
      const connected = await connect(era, '--root', images)
      expect(connected.getProtocolEra()).toBe(era)
      await runEpisode(connected, picture)
      await connected.close()
    }, 60_000)

  test('paths are confined to the working folder where no root is given', async () => {
    const connected = await connect('legacy')
    for (const image of [join(images, picture), join('out', picture), '../../etc/passwd', '/etc/passwd'])
      expect(await errorOf(connected, 'open_image', { image })).toContain('outside the allowed folders')
    await connected.close()
  }, 60_000)

  test('an unknown tool, broken JSON and a stray word are answered, and the server serves on', async () => {
    const server = spawn(process.execPath, [entry, 'mcp', 'segment'], {
      cwd: dir,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
    const ask = async (line: string) => {
      server.stdin.write(`${line}\n`)
      return JSON.parse((await lines.next()).value ?? '')
    }
    const message = (id: number, method: string, params: object) =>
      JSON.stringify({ jsonrpc: '2.0', id, method, params })
    const clientInfo = { name: 'raw', version: '1' }
    const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    expect(await ask(message(1, 'initialize', hello))).toMatchObject({ id: 1, result: { serverInfo: {} } })
    expect(await ask('{"jsonrpc": "2.0", "id": 2, ')).toMatchObject({ id: null, error: { code: -32700 } })
    expect(await ask('{"id": 3}')).toMatchObject({ id: 3, error: { code: -32600 } })
    const unknown = await ask(message(4, 'tools/call', { name: 'erase', arguments: {} }))
    expect(unknown).toMatchObject({ id: 4, error: { code: -32602 } })
    expect(await ask(message(5, 'no/such/method', {}))).toMatchObject({ id: 5, error: { code: -32601 } })
    expect(await ask(message(6, 'tools/list', {}))).toMatchObject({ id: 6 })
    server.stdin.end()
    expect((await once(server, 'exit'))[0]).toBe(0)
  }, 60_000)
})

suite('over HTTP', () => {
  let server: ChildProcess
  let url: URL
  beforeAll(async () => {
    const args = [entry, 'mcp', 'segment', '--http', '0', '--root', images]
    const env = { ...process.env, PRAXIS_MCP_TOKEN: token }
    const child = spawn(process.execPath, args, { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] })
    server = child
    for await (const line of createInterface({ input: child.stderr })) {
      const [found] = /http:\S+/.exec(line) ?? []
      if (found === undefined) continue
      url = new URL(found)
      break
    }
    child.stderr.resume()
  }, 60_000)
  afterAll(async () => {
    server.kill()
    await once(server, 'exit')
  })

  const connect = async (era: Era) => {
    const connected = client(era)
    const requestInit = { headers: { authorization: `Bearer ${token}` } }
    await connected.connect(new StreamableHTTPClientTransport(url, { requestInit }))
    return connected
  }

  for (const era of eras)
    test(`an episode in the ${era} era`, async () => {
      const connected = await connect(era)
      expect(connected.getProtocolEra()).toBe(era)
      await runEpisode(connected, picture)
      await connected.close()
    }, 60_000)

  test('one episode goes on over two connections, and must be named', async () => {
    const [a, b] = [await connect('legacy'), await connect('modern')]
    const open = await a.callTool({ name: 'open_image', arguments: { image: picture } })
    const { session } = z.object({ session: z.string() }).parse(open.structuredContent)
    await a.callTool({ name: 'add_bbox', arguments: { session, bbox_2d: [300, 300, 700, 700] } })
    const { structuredContent } = await b.callTool({ name: 'get_mask', arguments: { session } })
    expect(state.parse(structuredContent).turn).toBe(1)
    expect(await errorOf(b, 'get_mask', {})).toContain('session')
    expect(await errorOf(b, 'get_mask', { session: 'made-up' })).toContain('open the image again')
    await Promise.all([a.close(), b.close()])
  }, 60_000)

  // By hand: fetch does not let a caller choose Host.
  const post = async (headers: Record<string, string>, body = '{}', path = '/mcp') => {
    const sent = request({ host: url.hostname, port: url.port, path, method: 'POST', headers })
    // A body that is only announced: the server answers before it comes.
    if ('content-length' in headers) sent.flushHeaders()
    else sent.end(body)
    const [response] = await once(sent, 'response')
    let text = ''
    for await (const chunk of response) text += chunk
    sent.destroy()
    return { status: response.statusCode, headers: response.headers, text }
  }
  const authorization = `Bearer ${token}`
  const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })

  test('a caller with the token is served', async () => {
    for (const headers of [{}, { host: 'localhost:1' }, { origin: 'http://localhost:5173' }]) {
      const { status, text } = await post({ ...json, authorization, ...headers }, list)
      expect(status).toBe(200)
      expect(text).toContain('add_bbox')
    }
  })

  test('without the token, or with another, nobody is', async () => {
    for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: `Basic ${token}` }]) {
      const { status, headers: answered, text } = await post({ ...json, ...headers }, list)
      expect(status).toBe(401)
      expect(answered['www-authenticate']).toBe('Bearer')
      expect(text).not.toContain(token)
    }
  })

  test('a foreign Host or Origin is refused even with the token', async () => {
    for (const headers of [{ host: 'evil.example' }, { origin: 'https://evil.example' }, { origin: 'null' }])
      expect((await post({ ...json, authorization, ...headers }, list)).status).toBe(403)
  })

  test('broken JSON, a body past the limit and another path are answered, and the server serves on', async () => {
    const broken = await post({ ...json, authorization }, '{"jsonrpc": ')
    expect(broken.status).toBe(400)
    expect(JSON.parse(broken.text)).toMatchObject({ error: { code: -32700 } })
    const long = { 'content-length': String(17 * 2 ** 20) }
    expect((await post({ ...json, authorization, ...long })).status).toBe(413)
    expect((await post({ ...json, authorization }, list, '/other')).status).toBe(404)
    expect((await post({ ...json, authorization }, list)).status).toBe(200)
  })
})
