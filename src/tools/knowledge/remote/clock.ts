import { setTimeout } from 'node:timers/promises'

/** Time in milliseconds, so that tests can do without waiting. */
export type Clock = { now: () => number; sleep: (ms: number, signal: AbortSignal) => Promise<void> }

export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
}
