/**
 * One exchange over HTTP with a model server, and a `fetch` for the provider packages that need one. It
 * goes over undici's `request`, which does a third of the work of Node's own `fetch` (see
 * `bench/throughput.ts`). It sets no time limits, since every attempt has one of ours; Node's `fetch`
 * would end a silent answer after 300 s. It follows no redirect, so that a local server cannot pass a
 * case on.
 */
import { Agent, request } from 'undici'

const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

export type HttpRequest = {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body: string | null
  signal: AbortSignal | null
}

export type HttpAnswer = { status: number; headers: Record<string, string>; text: string }

/** Any status but a redirect is an answer. Rejects where the connection fails, or with the signal's reason. */
export async function exchange(url: URL | string, message: HttpRequest): Promise<HttpAnswer> {
  const { statusCode: status, headers, body } = await request(url, { dispatcher, ...message })
  const text = await body.text()
  if (status >= 300 && status < 400 && headers.location !== undefined)
    throw new TypeError(`unexpected redirect to ${headers.location}`)
  return { status, headers: joined(headers), text }
}

/** Statuses that carry no body, which a `Response` must be told. */
const bodiless = new Set([204, 205, 304])

/** As `fetch` for what the provider packages send: a text body or none. */
export const modelFetch: typeof fetch = async (input, init = {}) => {
  if (input instanceof Request || (init.body !== undefined && typeof init.body !== 'string'))
    throw new TypeError('a model request is an address with a text body')
  const { status, headers, text } = await exchange(input, {
    method: init.method === 'POST' ? 'POST' : 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    body: init.body ?? null,
    signal: init.signal ?? null,
  })
  return new Response(bodiless.has(status) ? null : text, { status, headers })
}

/** A header that came more than once, as one list (RFC 9110 §5.3). */
function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const single: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(', ') : value
  return single
}
