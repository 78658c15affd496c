/** Trying again: a connection that was lost, a server that is busy or restarting. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorCode, isPraxisError } from '../../../cases/index.ts'
import { ProviderError } from '../../provider-error.ts'

export type Retries = {
  /** The first included. */
  tries: number
  /** Milliseconds before the second; each wait is four times the one before. */
  firstWaitMs: number
}

/** A server that asks for a longer pause has said no. */
const longestPauseMs = 30_000
/** A time-out is not among them: the second wait would be as long as the first. */
const passing = new Set<ErrorCode | undefined>(['provider-unavailable', 'provider-rate-limit'])

/**
 * The result of `work`, tried again after growing pauses where its error is worth that, or the pause that the server
 * asks for. Throws the last error, or the reason of an abort.
 */
export async function repeated<T>(
  work: () => Promise<T>,
  { tries, firstWaitMs }: Retries,
  signal?: AbortSignal,
  worthAnother: (error: unknown) => boolean = isPassing,
): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      const asked = error instanceof ProviderError ? (error.retryAfterMs ?? 0) : 0
      if (n >= tries || !worthAnother(error) || asked > longestPauseMs) throw error
      await sleep(Math.max(asked, firstWaitMs * 4 ** (n - 1)), undefined, { signal }).catch(() => {})
      signal?.throwIfAborted()
    }
  }
}

export function isPassing(error: unknown): boolean {
  return passing.has(codeOf(error))
}

export function codeOf(error: unknown): ErrorCode | undefined {
  return isPraxisError(error) ? error.code : undefined
}
