/**
 * One call to a service: the address, the secret, the time limit, the size limit, and failures by name. Nothing
 * of an answer is believed before it was checked: a proxy may send a page, and a server less than it said.
 */
import { STATUS_CODES } from 'node:http'
import { APICallError } from '@ai-sdk/provider'
import * as z from 'zod'
import { inTime, messageOf, type PraxisError } from '../../../cases/index.ts'
import { exchangeRaw, type HttpRequest, type RawAnswer } from '../../http.ts'
import { ProviderError, toProviderError } from '../../provider-error.ts'

export type Call = {
  method: HttpRequest['method']
  /** Below the base address, without a slash in front. */
  path: string
  form?: FormData
  /** Longest answer that is read; 1 MiB by default. */
  maxBytes?: number
  signal?: AbortSignal | undefined
}

export type Caller = {
  /** How messages name the service: its address. */
  name: string
  /** The answer, whatever its status. Throws `provider-…` where there is none. */
  ask: (call: Call) => Promise<RawAnswer>
  /** An answer whose status says success; throws `provider-…` for any other. */
  accept: (answer: RawAnswer) => RawAnswer
  /** The answer to a call that succeeded. */
  get: (call: Call) => Promise<RawAnswer>
  /** Asks, and drops whatever happens. */
  tell: (call: Call) => void
}

export type CallerOptions = {
  timeoutMs: number
  /** Sent as a bearer token (RFC 6750). */
  token?: string | undefined
}

const oneMebibyte = 2 ** 20
/** Nobody waits for what is only told. */
const tellingMs = 5000

export function callerAt(base: URL, { timeoutMs, token }: CallerOptions): Caller {
  const name = base.href.replace(/\/$/, '')
  const headers = {
    accept: 'application/json, multipart/form-data, */*;q=0.1',
    'user-agent': 'praxis',
    ...(token && { authorization: `Bearer ${token}` }),
  }
  const ask = async ({ method, path, form, maxBytes = oneMebibyte, signal }: Call, ms = timeoutMs) => {
    const late = () =>
      new ProviderError(
        'provider-timeout',
        `${name} did not answer ${method} /${path} within ${ms / 1000} s`,
        'look at the server, or use a faster model',
      )
    const { type, body } = await encoded(form)
    try {
      const work = (within: AbortSignal) =>
        exchangeRaw(new URL(path, base), {
          method,
          headers: { ...headers, ...(type && { 'content-type': type }) },
          body,
          signal: within,
          maxBytes,
        })
      return await inTime(work, ms, late, signal)
    } catch (error) {
      throw failure(name, error)
    }
  }
  const accept = (answer: RawAnswer) => accepted(name, answer)
  return {
    name,
    ask: call => ask(call),
    accept,
    get: async call => accept(await ask(call)),
    tell: call => {
      ask(call, Math.min(tellingMs, timeoutMs)).catch(() => {})
    },
  }
}

/** What an answer says, as JSON of a known shape. Throws `provider-malformed`. */
export function readJson<T>({ name }: Caller, answer: RawAnswer, schema: z.ZodType<T>): T {
  const text = new TextDecoder().decode(answer.body)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed(name, `${described(answer)} where JSON was expected`)
  }
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw malformed(name, `an answer without a good ${issue?.path.join('.') || 'shape'} (${issue?.message})`)
}

export function malformed(name: string, what: string): ProviderError {
  return new ProviderError('provider-malformed', `${name} sent ${what}`, 'look at the server')
}

async function encoded(form: FormData | undefined): Promise<{ type?: string; body: Uint8Array | null }> {
  if (form === undefined) return { body: null }
  const message = new Response(form)
  const type = message.headers.get('content-type')
  return { ...(type && { type }), body: new Uint8Array(await message.arrayBuffer()) }
}

function accepted(name: string, answer: RawAnswer): RawAnswer {
  const { status, headers } = answer
  if (status >= 200 && status < 300) return answer
  if (status === 401 || status === 403)
    throw new ProviderError(
      'provider-auth',
      `${name} answered ${status} (${said(answer)})`,
      'set PRAXIS_SEGMENTER_TOKEN to the token of that server',
    )
  throw toProviderError(
    new APICallError({
      message: said(answer),
      url: name,
      requestBodyValues: {},
      statusCode: status,
      responseHeaders: headers,
    }),
    name,
  )
}

function failure(name: string, error: unknown): PraxisError {
  if (error instanceof RangeError) return malformed(name, `too long an answer: ${messageOf(error)}`)
  if (error instanceof TypeError && /redirect/.test(error.message))
    return new ProviderError(
      'provider-rejected',
      `${name} redirects to another address`,
      'give the final address, redirects are not followed',
    )
  return toProviderError(error, name)
}

const detailSchema = z.object({ detail: z.unknown() })

/** The reason in an error answer: FastAPI's `detail`, or the text; never a page of HTML. */
function said(answer: RawAnswer): string {
  const text = new TextDecoder().decode(answer.body).trim()
  try {
    const { detail } = detailSchema.parse(JSON.parse(text))
    return typeof detail === 'string' ? detail : JSON.stringify(detail)
  } catch {
    if (text === '' || isPage(text)) return STATUS_CODES[answer.status] ?? 'no reason given'
    return text.slice(0, 200)
  }
}

/** Such as `an HTML page` or `12 bytes of text/plain`. */
export function described({ headers, body }: RawAnswer): string {
  if (body.byteLength === 0) return 'nothing'
  if (isPage(new TextDecoder().decode(body.subarray(0, 200)))) return 'an HTML page'
  const type = headers['content-type']?.split(';', 1)[0]?.trim()
  return `${body.byteLength} bytes of ${type?.slice(0, 60) || 'no stated type'}`
}

function isPage(text: string): boolean {
  return /^\s*<(!doctype|html|\?xml|head|body)/i.test(text)
}
