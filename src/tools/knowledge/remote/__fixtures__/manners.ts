import type { Clock } from '../clock.ts'
import type { ResponseCache, Stored } from '../response-cache.ts'

/** A clock on which no sleep takes time; `slept` tells how long each would have. */
export function skippingClock(): Clock & { slept: number[] } {
  const slept: number[] = []
  let time = 0
  return {
    slept,
    now: () => time,
    sleep: async ms => {
      slept.push(ms)
      time += ms
    },
  }
}

/** A cache that lasts as long as the test. */
export function memory(): ResponseCache {
  const kept = new Map<string, Stored>()
  return { get: key => kept.get(key), put: (key, stored) => kept.set(key, stored), close: () => {} }
}
