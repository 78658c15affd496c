import { expect, suite, test } from 'vitest'
import type { Clock } from './clock.ts'
import { rateLimit } from './rate-limit.ts'

/** A clock that a test moves; who sleeps wakes when it has moved far enough. */
function handClock(): Clock & { moveTo: (ms: number) => Promise<void> } {
  let time = 0
  let sleepers: { until: number; wake: () => void }[] = []
  return {
    now: () => time,
    sleep: ms => new Promise(wake => sleepers.push({ until: time + ms, wake })),
    moveTo: async ms => {
      time = ms
      for (const { wake } of sleepers.filter(({ until }) => until <= time)) wake()
      sleepers = sleepers.filter(({ until }) => until > time)
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

suite('the rate limit', () => {
  test('lets three begin at once, and the next three a second later, in order', async () => {
    const clock = handClock()
    const turn = rateLimit(3, clock)
    const begun: [number, number][] = []
    for (let i = 0; i < 8; i++) turn(new AbortController().signal).then(() => begun.push([i, clock.now()]))
    await clock.moveTo(0)
    expect(begun.map(([i]) => i)).toEqual([0, 1, 2])
    await clock.moveTo(1_000)
    expect(begun).toHaveLength(3)
    await clock.moveTo(1_050)
    expect(begun.slice(3)).toEqual([
      [3, 1_050],
      [4, 1_050],
      [5, 1_050],
    ])
    await clock.moveTo(2_100)
    expect(begun.map(([i]) => i)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  test('does not keep waiting who comes after a pause', async () => {
    const clock = handClock()
    const turn = rateLimit(1, clock)
    const signal = new AbortController().signal
    await turn(signal)
    await clock.moveTo(5_000)
    await turn(signal)
    expect(clock.now()).toBe(5_000)
  })

  test('gives no turn to who has given up', async () => {
    await expect(rateLimit(1, handClock())(AbortSignal.abort(new Error('given up')))).rejects.toThrow(
      'given up',
    )
  })
})
