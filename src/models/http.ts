/**
 * One exchange over HTTP with a server, and a `fetch` for the provider packages that need one. It
 * speaks to undici's dispatcher and gathers the body itself, because an answer is read whole: a stream and
 * a web `Response` in between cost several times as much (see `bench/throughput.ts`). It sets no time
 * limits, since every attempt has one of ours; Node's `fetch` would end a silent answer after 300 s. It
 * follows no redirect, so that a local server cannot pass a case on.
 */
import { Agent, type Dispatcher } from 'undici'

const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers: Record<string, string>
  body: string | Uint8Array | null
  signal: AbortSignal | undefined
  /** The answer's body may have no more bytes; a longer one fails as a `RangeError` before it is all here. */
  maxBytes?: number
}

export type HttpAnswer = { status: number; headers: Record<string, string>; text: string }
export type RawAnswer = { status: number; headers: Record<string, string>; body: Uint8Array }

/** An exchange whose answer is text. */
export async function exchange(url: URL, request: HttpRequest): Promise<HttpAnswer> {
  const { body, ...answer } = await exchangeRaw(url, request)
  return { ...answer, text: new TextDecoder().decode(body) }
}

/** Any status but a redirect is an answer. Rejects where the connection fails or the signal aborts. */
export async function exchangeRaw(
  url: URL,
  { signal, maxBytes = Number.POSITIVE_INFINITY, ...message }: HttpRequest,
): Promise<RawAnswer> {
  signal?.throwIfAborted()
  const answer: Omit<RawAnswer, 'body'> = { status: 0, headers: {} }
  const chunks: Buffer[] = []
  let received = 0
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let controller: Dispatcher.DispatchController | undefined
  const giveUp = (error: Error): void => {
    reject(error)
    controller?.abort(error)
  }
  const abort = (): void => giveUp(new Error('aborted', { cause: signal?.reason }))
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: started => {
      controller = started
      if (signal?.aborted) abort()
    },
    onResponseStart: (_, status, headers) => {
      answer.status = status
      answer.headers = joined(headers)
    },
    onResponseData: (_, chunk) => {
      received += chunk.length
      if (received > maxBytes) giveUp(new RangeError(`the body has more than ${maxBytes} bytes`))
      else chunks.push(chunk)
    },
    onResponseEnd: () => resolve(),
    onResponseError: (_, error) => reject(error),
  }
  signal?.addEventListener('abort', abort, { once: true })
  try {
    agent.dispatch({ origin: url.origin, path: url.pathname + url.search, ...message }, handler)
    await promise
  } finally {
    signal?.removeEventListener('abort', abort)
  }
  refuseRedirect(answer)
  return { ...answer, body: Buffer.concat(chunks) }
}

/** Statuses that carry no body, which a `Response` must be told. */
const bodiless = new Set([204, 205, 304])

/** As `fetch` for what the provider packages send: an address with a text body or none. */
export const modelFetch: typeof fetch = async (input, init = {}) => {
  if (input instanceof Request || (init.body !== undefined && typeof init.body !== 'string'))
    throw new TypeError('a model request is an address with a text body')
  const { status, headers, text } = await exchange(new URL(input), {
    method: init.method === 'POST' ? 'POST' : 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    body: init.body ?? null,
    signal: init.signal ?? undefined,
  })
  return new Response(bodiless.has(status) ? null : text, { status, headers })
}

function refuseRedirect({ status, headers }: Omit<RawAnswer, 'body'>): void {
  if (status >= 300 && status < 400 && headers.location !== undefined)
    throw new TypeError(`unexpected redirect to ${headers.location}`)
}

/** A header that came more than once, as one list (RFC 9110 §5.3). */
function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const single: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(', ') : value
  return single
}
