/** At most so many requests begin within any second, in the order they were asked for. */
import type { Clock } from './clock.ts'

/** A second, and some more: the other side measures when requests arrive. */
const windowMs = 1_050

/** Waits for a turn; rejects when the signal aborts. A turn that was given up is not given to another. */
export function rateLimit(perSecond: number, clock: Clock): (signal: AbortSignal) => Promise<void> {
  const begun: number[] = []
  return async signal => {
    signal.throwIfAborted()
    const free = begun.length < perSecond ? 0 : (begun.shift() ?? 0) + windowMs
    const now = clock.now()
    const at = Math.max(now, free)
    begun.push(at)
    if (at > now) await clock.sleep(at - now, signal)
  }
}
