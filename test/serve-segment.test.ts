/** `praxis serve segment` and what uses it, as programs: a run and an MCP server over HTTP, and a server that dies. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import * as z from 'zod'
import { loggedIds, praxis, startPraxis } from './praxis-process.ts'

const root = join(import.meta.dirname, '..')

let dir: string
const ending: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-serve-'))
})
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
  await rm(dir, { recursive: true })
})

/** A server at work, and its end by SIGKILL. */
async function serve(port = 0, ...more: string[]) {
  const child = startPraxis(dir, ['serve', 'segment', '--port', String(port), ...more])
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', chunk => {
      said += chunk
      const [, found] = /serving builtin at (\S+)/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    child.finished.then(({ stderr }) => reject(new Error(stderr)))
  })
  const kill = () => {
    child.kill('SIGKILL')
    return child.finished
  }
  ending.push(kill)
  return { url, port: Number(new URL(url).port), child, kill }
}

const recordSchema = z.object({
  case: z.object({ id: z.string() }),
  verdict: z.object({ outcome: z.string() }),
})

async function outcomes(): Promise<Map<string, string>> {
  const lines = (await readFile(join(dir, 'run', 'records.jsonl'), 'utf8')).trim().split('\n')
  return new Map(
    lines.map(line => recordSchema.parse(JSON.parse(line))).map(one => [one.case.id, one.verdict.outcome]),
  )
}

suite('praxis serve segment', () => {
  test('a run survives a server that is killed: what was drawn stays, the rest is asked again', async () => {
    const first = await serve()
    const command = [
      ...['run', 'segment', '--solver', 'oracle', '--segmenter', first.url],
      ...['--limit', '6', '--concurrency', '3', '--out', 'run', '--json'],
    ]
    const run = startPraxis(dir, command)
    while ((await loggedIds(join(dir, 'run'))).length < 2) await sleep(5)
    await first.kill()
    expect((await run.finished).code).toBe(0)
    const cut = await outcomes()
    expect(cut.size).toBe(6)
    const lost = [...cut].filter(([, outcome]) => outcome === 'provider-error').map(([id]) => id)
    expect(lost.length).toBeGreaterThan(0)
    expect(lost.length).toBeLessThan(5)

    const refused = await praxis(dir, ...command, '--retry-errors')
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/lost the connection \(ECONNREFUSED\).*\[provider-unavailable\]/),
    })
    expect((await outcomes()).size).toBe(6)

    await serve(first.port)
    const { code, stdout } = await praxis(dir, ...command, '--retry-errors')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'finished', n: 6 })
    const whole = await outcomes()
    expect([...whole.values()]).not.toContain('provider-error')
    for (const [id, outcome] of cut) if (!lost.includes(id)) expect(whole.get(id)).toBe(outcome)
  }, 60_000)

  test('an agent’s tools draw through it, in either shape', async () => {
    const { url } = await serve()
    for (const segmenter of [url, `http:${url}?model=builtin`]) {
      const client = new Client({ name: 'test', version: '1' })
      await client.connect(
        new StdioClientTransport({
          command: process.execPath,
          args: [
            join(root, 'bin', 'praxis.mjs'),
            'mcp',
            'segment',
            '--segmenter',
            segmenter,
            '--root',
            join(root, 'data'),
          ],
          cwd: dir,
          stderr: 'pipe',
        }),
      )
      ending.push(() => client.close())
      const call = async (name: string, args: Record<string, unknown>) =>
        (await client.callTool({ name, arguments: args })).structuredContent
      const opened = z
        .object({ session: z.string() })
        .parse(await call('open_image', { image: 'vqa-rad/images/synpic13385.jpg' }))
      const boxed = await call('add_bbox', { session: opened.session, bbox_2d: [300, 300, 700, 700] })
      expect(boxed).toMatchObject({ turn: 1, areaPixels: expect.any(Number) })
      expect(
        await call('add_point', { session: opened.session, point_2d: [500, 500], point_type: 'positive' }),
      ).toMatchObject({ turn: 2 })
    }
  }, 60_000)

  test('private data is sent to a service elsewhere only where that is allowed', async () => {
    const token = 'a-token-for-the-tests'
    // An address of this machine that is no loopback one, so that it counts as elsewhere.
    const { port } = await serve(0, '--host', '0.0.0.0', '--token', token)
    const data = join(dir, 'mine')
    await cp(join(root, 'data', 'segment-mini'), data, { recursive: true })
    const card = await readFile(join(data, 'card.json'), 'utf8')
    await writeFile(join(data, 'card.json'), card.replace(/"access": *"open"/, '"access": "private"'))
    const run = (env: NodeJS.ProcessEnv, ...more: string[]) =>
      startPraxis(
        dir,
        [
          'run',
          'segment',
          '--data',
          data,
          '--solver',
          'oracle',
          '--limit',
          '1',
          '--out',
          'run',
          '--segmenter',
          `http://0.0.0.0:${port}`,
          ...more,
        ],
        env,
      ).finished
    expect(await run({})).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/PRAXIS_SEGMENTER_TOKEN.*\[provider-auth\]/),
    })
    const env = { PRAXIS_SEGMENTER_TOKEN: token }
    expect(await run(env)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/off this machine.*\[remote-refused\]/),
    })
    expect((await run(env, '--allow-remote')).code).toBe(0)
    expect([...(await outcomes()).values()]).not.toContain('provider-error')
  }, 60_000)

  test('elsewhere than on this machine it makes a token where none is given', async () => {
    const { child, url } = await serve(0, '--host', '0.0.0.0')
    child.kill('SIGTERM')
    const { code, stderr } = await child.finished
    expect(code).toBe(0)
    expect(url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/)
    expect(stderr).toMatch(/send "Authorization: Bearer [\w-]{43}"/)
  })
})
