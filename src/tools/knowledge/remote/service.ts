/**
 * One question to a service outside, with the manners that every service is owed: the cache first, then a turn under
 * the rate limit, a few attempts, a time limit, a bounded body. What comes back is read by the client's own
 * reader before it is kept, so a page of HTML with status 200 never gets into the cache.
 */
import { hashBytes, inTime, messageOf } from '../../../cases/index.ts'
import { exchange, type HttpAnswer, ProviderError, retryAfterMs } from '../../../models/index.ts'
import { type Clock, systemClock } from './clock.ts'
import { rateLimit } from './rate-limit.ts'
import type { ResponseCache, Stored } from './response-cache.ts'

export type Question = {
  url: URL
  contentType: string
  body: string
  /** Added to the body when it is sent, and not part of the cache's key: who asks. */
  signature?: string
}

/** `at`: when the service was asked, in milliseconds since 1970. */
export type Answer<T> = { value: T; at: number }

/** Throws a `provider-…` error in one line that names the service; nothing of the question is repeated in it. */
export type Service = <T>(
  question: Question,
  read: (body: string) => T,
  signal: AbortSignal,
) => Promise<Answer<T>>

export type ServiceOptions = {
  name: string
  perSecond: number
  cache: ResponseCache
  clock?: Clock
  /** Milliseconds for an answer, with all waiting and all attempts. */
  timeoutMs?: number
  maxBytes?: number
}

const attempts = 3
const firstPauseMs = 500
const longestPauseMs = 10_000

export function openService(options: ServiceOptions): Service {
  const { name, perSecond, cache, clock = systemClock, timeoutMs = 30_000, maxBytes = 2 * 2 ** 20 } = options
  const turn = rateLimit(perSecond, clock)
  const late = () =>
    new ProviderError(
      'provider-timeout',
      `${name} did not answer within ${timeoutMs / 1000} s`,
      'try again later',
    )

  const attempt = async <T>(
    question: Question,
    read: (body: string) => T,
    signal: AbortSignal,
  ): Promise<Answer<T> & { body: string }> => {
    const at = clock.now()
    const answer = await exchange(question.url, {
      method: 'POST',
      headers: { 'content-type': question.contentType, 'user-agent': 'praxis' },
      body: question.body + (question.signature ?? ''),
      signal,
      maxBytes,
    }).catch((error: unknown) => {
      signal.throwIfAborted()
      throw unreachable(name, error)
    })
    if (answer.status !== 200) throw refused(name, answer)
    return { value: read(answer.text), at, body: answer.text }
  }

  const persist = async <T>(question: Question, read: (body: string) => T, signal: AbortSignal) => {
    for (let tried = 1; ; tried++) {
      await turn(signal)
      try {
        return await attempt(question, read, signal)
      } catch (error) {
        const pause = tried < attempts ? pauseAfter(error, tried) : undefined
        if (pause === undefined) throw error
        await clock.sleep(pause, signal)
      }
    }
  }

  return async (question, read, signal) => {
    const key = hashBytes(JSON.stringify([question.url.href, question.body]))
    const kept = readKept(cache, key, read)
    if (kept !== undefined) return kept
    const { value, at, body } = await inTime(
      limited => persist(question, read, limited),
      timeoutMs,
      late,
      signal,
    )
    keep(cache, key, { body, at })
    return { value, at }
  }
}

/** What cannot be read any more, such as a body that an older version kept, is asked for again. */
function readKept<T>(cache: ResponseCache, key: string, read: (body: string) => T): Answer<T> | undefined {
  try {
    const stored = cache.get(key)
    return stored && { value: read(stored.body), at: stored.at }
  } catch {
    return undefined
  }
}

/** An answer that cannot be kept, on a full disk for one, is an answer all the same. */
function keep(cache: ResponseCache, key: string, stored: Stored): void {
  try {
    cache.put(key, stored)
  } catch {
    return
  }
}

/** An answer that is not what the service documents. */
export function malformed(name: string, what: string): ProviderError {
  return new ProviderError('provider-malformed', `${name} sent ${what}`, 'try again later')
}

function unreachable(name: string, error: unknown): ProviderError {
  if (error instanceof RangeError) return malformed(name, 'more than is read of one answer')
  const why = messageOf(error, 120)
  if (error instanceof TypeError)
    return new ProviderError(
      'provider-rejected',
      `${name} is not asked further (${why})`,
      'look at the address',
    )
  return new ProviderError(
    'provider-unavailable',
    `${name} cannot be reached (${why})`,
    'check the connection',
  )
}

function refused(name: string, { status, headers }: HttpAnswer): ProviderError {
  const said = `${name} answered ${status}`
  const pause = retryAfterMs(headers, Date.now())
  if (status === 429)
    return new ProviderError('provider-rate-limit', said, 'wait a minute', { retryAfterMs: pause })
  if (status >= 500)
    return new ProviderError('provider-unavailable', said, 'try again later', { retryAfterMs: pause })
  return new ProviderError('provider-rejected', said, 'ask something else')
}

/** Milliseconds before another attempt; absent where another would not help. */
function pauseAfter(error: unknown, tried: number): number | undefined {
  if (!(error instanceof ProviderError)) return undefined
  if (error.code !== 'provider-rate-limit' && error.code !== 'provider-unavailable') return undefined
  const pause = Math.max(error.retryAfterMs ?? 0, firstPauseMs * 2 ** (tried - 1))
  return pause > longestPauseMs ? undefined : pause
}
