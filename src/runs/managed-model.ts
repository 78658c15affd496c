/**
 * A model with manners: the cache, the gate, retries, the time limit of a request, prices and budgets,
 * the same for every provider. A solver gets one of these per case and only ever calls `chat`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { inTime, isPraxisError, PraxisError } from '../cases/index.ts'
import type { ChatModel, ChatReply, ChatRequest } from '../models/index.ts'
import { addUsage, noUsage, type Usage } from '../verify/index.ts'
import { type Budget, spent } from './budget.ts'
import { type AnswerCache, cacheKey } from './cache.ts'
import type { Gate } from './gate.ts'
import {
  failuresBeforeFailFast,
  longestPauseMs,
  type RetryPolicy,
  retryAfterOf,
  waitBeforeRetry,
} from './retry.ts'

export type Manners = {
  gate: Gate
  retry: RetryPolicy
  /** Milliseconds that one attempt may take. */
  timeoutMs: number
  caseBudget: Budget
  /** Adds the price to a usage, where it is known. */
  price: (usage: Usage) => Usage
  cache?: { store: AnswerCache; read: boolean }
}

/** What one case has used so far; filled while its solver works. */
export type Tally = { usage: Usage; retries: number; cached: boolean }

/** Makes the per-case view of a model. Failures in a row are counted across all cases. */
export function manage(
  model: ChatModel,
  manners: Manners,
): (caseId: string) => { model: ChatModel; tally: Tally } {
  let failuresInARow = 0
  const cache = model.cacheable ? manners.cache : undefined

  const attempt = async (request: ChatRequest, signal: AbortSignal): Promise<ChatReply> => {
    const leave = await manners.gate.enter(signal)
    try {
      const work = (within: AbortSignal) => model.chat(request, within)
      const reply = await inTime(work, manners.timeoutMs, () => timeoutError(manners.timeoutMs), signal)
      manners.gate.succeeded()
      return reply
    } catch (error) {
      if (isPraxisError(error) && error.code === 'provider-rate-limit')
        manners.gate.rateLimited(pauseOf(error))
      throw error
    } finally {
      leave()
    }
  }

  const ask = async (request: ChatRequest, signal: AbortSignal, tally: Tally): Promise<ChatReply> => {
    for (let n = 1; ; n++) {
      try {
        const reply = await attempt(request, signal)
        failuresInARow = 0
        return { ...reply, usage: manners.price(reply.usage) }
      } catch (error) {
        signal.throwIfAborted()
        // What a failed request cost is unknown, but that it was made is not.
        tally.usage = addUsage(tally.usage, { requests: 1 })
        const failFast = failuresInARow >= failuresBeforeFailFast
        const wait = failFast ? undefined : waitBeforeRetry(error, n, manners.retry, Math.random())
        if (wait === undefined) {
          failuresInARow++
          throw error
        }
        tally.retries++
        await sleep(wait, undefined, { signal })
      }
    }
  }

  return caseId => {
    const startedAt = performance.now()
    const tally: Tally = { usage: noUsage, retries: 0, cached: false }
    const chat = async (request: ChatRequest, signal: AbortSignal): Promise<ChatReply> => {
      const over = spent(manners.caseBudget, tally.usage, performance.now() - startedAt)
      if (over !== undefined)
        throw new PraxisError('budget-exhausted', `the case has used ${over}`, 'raise the budget of a case', {
          caseId,
        })
      const key = cache === undefined ? undefined : cacheKey(model, request)
      const known = key !== undefined && cache?.read ? cache.store.get(key) : undefined
      if (known !== undefined) {
        tally.cached = true
        const usage = { ...known.usage, requests: 0, usd: 0 }
        tally.usage = addUsage(tally.usage, usage)
        return { ...known, usage }
      }
      const reply = await ask(request, signal, tally)
      tally.usage = addUsage(tally.usage, reply.usage)
      if (key !== undefined) cache?.store.put(key, reply)
      return reply
    }
    return { model: { ...model, chat }, tally }
  }
}

/** A pause that is too long to wait for must not hold up the other requests either. */
function pauseOf(error: unknown): number | undefined {
  const asked = retryAfterOf(error)
  return asked !== undefined && asked > longestPauseMs ? undefined : asked
}

function timeoutError(ms: number): PraxisError {
  return new PraxisError(
    'provider-timeout',
    `no answer within ${ms / 1000} s`,
    'raise --timeout or look at the server',
  )
}
