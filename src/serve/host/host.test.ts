/** Who may ask, over a real socket where that matters. */
import { request } from 'node:http'
import { connect } from 'node:net'
import { Hono } from 'hono'
import { afterEach, expect, suite, test } from 'vitest'
import { readForm } from './body.ts'
import { type HostOptions, hosted, serveApp } from './serve-app.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(options: Partial<HostOptions> = {}) {
  const log: string[] = []
  const surface = new Hono()
  surface.get('/', context => context.text('hello'))
  surface.post('/form', async context => context.json(Object.keys((await readForm(context)).texts)))
  const app = hosted(surface, {
    host: '127.0.0.1',
    log: line => log.push(line),
    maxBodyBytes: 10_000,
    ...options,
  })
  const serving = await serveApp(app, '127.0.0.1', 0)
  closing.push(serving.close)
  const { port } = new URL(serving.url)
  /** Status, headers and body; with headers that `fetch` would not send. */
  const ask = (headers: Record<string, string> = {}, method = 'GET', path = '/') =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', method, path, headers }, response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      })
      sent.on('error', reject)
      sent.end()
    })
  return { ask, url: serving.url, port: Number(port), log }
}

suite('who may ask', () => {
  test.each([
    ['127.0.0.1', 200],
    ['localhost:8265', 200],
    ['[::1]:1', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example', 403],
    ['a b', 400],
  ])('a request for host %s: %i', async (host, status) => {
    const { ask } = await serve()
    expect((await ask({ host })).status).toBe(status)
  })

  test.each([
    ['http://localhost:3000', 200],
    ['https://viewer.example', 200],
    ['https://viewer.example:444', 403],
    ['http://viewer.example', 403],
    ['https://evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['null', 403],
    ['', 403],
  ])('a page of %s: %i, and it may read the answer only if allowed', async (origin, status) => {
    const { ask } = await serve({ origins: ['https://viewer.example'] })
    const answer = await ask({ origin })
    expect(answer.status).toBe(status)
    expect(answer.headers['access-control-allow-origin']).toBe(status === 200 ? origin : undefined)
    const preflight = await ask({ origin, 'access-control-request-method': 'PUT' }, 'OPTIONS')
    expect(preflight.status).toBe(status === 200 ? 204 : 403)
  })

  test('with a token nothing is told without it, but what is open and whether one may ask', async () => {
    const token = 'a-token-for-the-tests'
    const { ask } = await serve({ token, open: ['/form'], origins: ['https://viewer.example'] })
    expect(await ask()).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } })
    for (const authorization of [token, `Basic ${token}`, 'Bearer', `Bearer ${token}x`])
      expect((await ask({ authorization })).status).toBe(401)
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200)
    expect((await ask({}, 'POST', '/form')).status).toBe(400)
    const origin = 'https://viewer.example'
    expect((await ask({ origin })).headers['access-control-allow-origin']).toBe(origin)
    expect((await ask({ origin }, 'OPTIONS')).status).toBe(204)
  })

  test('elsewhere than on a loopback address any Host is good', async () => {
    const { ask } = await serve({ host: '0.0.0.0' })
    expect((await ask({ host: 'reader.hospital.example' })).status).toBe(200)
  })
})

suite('bodies', () => {
  test('one above the limit is refused, whether its length is told or not', async () => {
    const { url } = await serve()
    const form = new FormData()
    form.append('a', 'x'.repeat(20_000))
    expect((await fetch(`${url}/form`, { method: 'POST', body: form })).status).toBe(413)
    const endless = new ReadableStream({
      pull: controller => controller.enqueue(new Uint8Array(4096)),
    })
    const streamed = await fetch(`${url}/form`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    } as RequestInit)
    expect(streamed.status).toBe(413)
  })

  test('uploads that stall hold up no click, and what is no HTTP is answered', async () => {
    const { url, port, log } = await serve({ maxBodyBytes: 200_000 })
    const stalled = Array.from({ length: 10 }, () => connect(port, '127.0.0.1'))
    for (const socket of stalled)
      socket.write(
        'POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x',
      )
    const form = new FormData()
    form.append('a', 'b')
    expect(await (await fetch(`${url}/form`, { method: 'POST', body: form })).json()).toEqual(['a'])
    for (const socket of stalled) socket.destroy()
    const garbage = connect(port, '127.0.0.1')
    garbage.write('\u0000\u0001 nonsense\r\n\r\n')
    const [answer] = await new Promise<Buffer[]>(resolve => garbage.once('data', data => resolve([data])))
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400/)
    garbage.destroy()
    expect((await fetch(`${url}/nothing`)).status).toBe(404)
    expect(log).toEqual([])
  })
})

test('a port that is taken is told', async () => {
  const { port } = await serve()
  await expect(serveApp(new Hono(), '127.0.0.1', port)).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringMatching(/cannot be had/),
  })
})
