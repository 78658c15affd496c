import { createServer, type RequestListener } from 'node:http'
import { afterEach, expect, suite, test } from 'vitest'
import { type Fault, type StubOptions, startStubServer } from '../../bench/stub-server.ts'
import type { ChatReply } from './chat-model.ts'
import { createModel } from './create-model.ts'
import { retryAfterMs } from './provider-error.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function ask(url: string, signal = new AbortController().signal): Promise<ChatReply> {
  const model = await createModel(`compatible:stub@${url}`, { seed: 1, env: {} })
  return model.chat(
    {
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'Go.' }] }],
      about: { caseId: 'case-7', question: { text: 'Go.', format: 'open' } },
    },
    signal,
  )
}

async function stub(options: StubOptions): Promise<string> {
  const server = await startStubServer(options)
  closing.push(server.close)
  return server.url
}

async function raw(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/v1`
}

async function failure(url: string): Promise<Error & { code?: string; retryAfterMs?: number }> {
  return ask(url).then(
    reply => {
      throw new Error(`answered ${reply.text}`)
    },
    error => error,
  )
}

suite('one attempt against a failing server', () => {
  const faults: [Fault, object][] = [
    [
      { kind: 'rate-limit', retryAfter: '7' },
      { code: 'provider-rate-limit', retryable: true, retryAfterMs: 7000 },
    ],
    [{ kind: 'server-error' }, { code: 'provider-unavailable', retryable: true }],
    [{ kind: 'close-mid-body' }, { code: 'provider-unavailable', retryable: true }],
    [{ kind: 'malformed-json' }, { code: 'provider-malformed', retryable: true }],
    [{ kind: 'wrong-shape' }, { code: 'provider-malformed', retryable: true }],
    [{ kind: 'empty-message' }, { code: 'provider-empty', retryable: true }],
  ]
  for (const [fault, expected] of faults)
    test(`names ${fault.kind}`, async () => {
      const error = await failure(await stub({ fault }))
      expect(error).toMatchObject(expected)
      expect(error.message).toMatch(/^case case-7: compatible:stub@.*; .+/)
      expect(error.message).not.toContain('\n')
    })

  const statuses: [number, string, boolean][] = [
    [400, 'provider-rejected', false],
    [401, 'provider-auth', false],
    [403, 'provider-auth', false],
    [404, 'provider-rejected', false],
    [408, 'provider-unavailable', true],
    [413, 'provider-rejected', false],
    [429, 'provider-rate-limit', true],
    [502, 'provider-unavailable', true],
    [529, 'provider-unavailable', true],
  ]
  for (const [status, code, retryable] of statuses)
    test(`names status ${status}`, async () => {
      const url = await raw((_, response) => response.writeHead(status).end('<h1>no</h1>'))
      expect(await failure(url)).toMatchObject({ code, retryable })
    })

  test('repeats what the server said, whatever the shape of its body', async () => {
    for (const [body, said] of [
      ['{"error":{"message":"no model of that name"}}', 'answered 404 (no model of that name)'],
      ['{"detail":"Not Found"}', 'answered 404 ({"detail":"Not Found"})'],
      ['', 'answered 404 (Not Found)'],
    ] as const) {
      const error = await failure(await raw((_, response) => response.writeHead(404).end(body)))
      expect(error.message).toContain(said)
    }
  })

  test('names an account without credit as final, though it is a 429', async () => {
    const body = JSON.stringify({
      error: { message: 'no credit', type: 'insufficient_quota', code: 'insufficient_quota' },
    })
    const url = await raw((_, response) =>
      response.writeHead(429, { 'content-type': 'application/json' }).end(body),
    )
    expect(await failure(url)).toMatchObject({ code: 'provider-rejected', retryable: false })
  })

  test('names a refused and a reset connection', async () => {
    const url = await raw((_, response) => response.socket?.resetAndDestroy())
    expect(await failure(url)).toMatchObject({ code: 'provider-unavailable', retryable: true })
    await closing.pop()?.()
    const error = await failure(url)
    expect(error).toMatchObject({ code: 'provider-unavailable', retryable: true })
    expect(error.message).toContain('ECONNREFUSED')
  })

  test('follows no redirect, so a local server cannot pass a case on', async () => {
    let passedOn = 0
    const elsewhere = await raw((_, response) => {
      passedOn++
      response.end('{}')
    })
    const url = await raw((_, response) => response.writeHead(307, { location: elsewhere }).end())
    expect(await failure(url)).toMatchObject({ code: 'provider-rejected', retryable: false })
    expect(passedOn).toBe(0)
  })

  test('gives up at once when the signal aborts a server that never answers', async () => {
    const url = await stub({ fault: { kind: 'silence' } })
    const controller = new AbortController()
    const reason = new Error('enough')
    const asked = ask(url, controller.signal)
    setTimeout(() => controller.abort(reason), 50)
    await expect(asked).rejects.toBe(reason)
  })

  test('is over with the fault: later requests are answered', async () => {
    const server = await startStubServer({ fault: { kind: 'server-error', first: 2 } })
    closing.push(server.close)
    await expect(ask(server.url)).rejects.toMatchObject({ code: 'provider-unavailable' })
    await expect(ask(server.url)).rejects.toMatchObject({ code: 'provider-unavailable' })
    expect((await ask(server.url)).text).toBe('Answer: A')
    expect(server.requests()).toBe(3)
  })
})

suite('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0)
  const wait = (headers: Record<string, string>) => retryAfterMs(headers, now)

  test('is read as seconds, as a date and as milliseconds', () => {
    expect(wait({ 'retry-after': '3' })).toBe(3000)
    expect(wait({ 'retry-after': '0.5' })).toBe(500)
    expect(wait({ 'retry-after': 'Thu, 01 Jan 2026 12:00:10 GMT' })).toBe(10_000)
    expect(wait({ 'retry-after-ms': '250', 'retry-after': '3' })).toBe(250)
  })

  test('in the past asks for no wait, and nonsense for none that is known', () => {
    expect(wait({ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' })).toBe(0)
    for (const value of ['', 'soon', '-1', 'NaN']) expect(wait({ 'retry-after': value })).toBeUndefined()
    expect(wait({})).toBeUndefined()
  })
})

test('more than 64 requests are in flight at once', async () => {
  let inFlight = 0
  let most = 0
  const url = await raw((request, response) => {
    most = Math.max(most, ++inFlight)
    request.resume()
    const answer = () => {
      inFlight--
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        '{"choices":[{"message":{"role":"assistant","content":"Answer: A"},"finish_reason":"stop"}]}',
      )
    }
    if (inFlight >= 80) setTimeout(answer, 1)
    else setTimeout(answer, 400)
  })
  const model = await createModel(`compatible:stub@${url}`, { seed: 1, env: {} })
  const request = { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'Go.' }] }] }
  await Promise.all(Array.from({ length: 80 }, () => model.chat(request, new AbortController().signal)))
  expect(most).toBe(80)
})
