import { expect, suite, test } from 'vitest'
import { inTime, limitTime } from './time-limit.ts'

const late = () => new Error('too late')

suite('a time limit', () => {
  test('aborts with its own reason when the time is over', async () => {
    const { signal } = limitTime(new AbortController().signal, 1, late)
    await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
    expect(signal.reason).toEqual(new Error('too late'))
  })

  test('aborts with the outer signal, together with every other limit under it', () => {
    const outer = new AbortController()
    const limits = [1, 2, 3].map(() => limitTime(outer.signal, 60_000, late))
    limits[1]?.clear()
    const reason = new Error('interrupted')
    outer.abort(reason)
    expect(limits.map(({ signal }) => signal.reason)).toEqual([reason, undefined, reason])
    for (const limit of limits) limit.clear()
  })

  test('refuses to begin under a signal that has aborted', () => {
    const reason = new Error('interrupted')
    expect(() => limitTime(AbortSignal.abort(reason), 60_000, late)).toThrow(reason)
  })

  test('that is cleared never comes', async () => {
    const { signal, clear } = limitTime(new AbortController().signal, 1, late)
    clear()
    await new Promise(resolve => setTimeout(resolve, 5))
    expect(signal.aborted).toBe(false)
  })

  test('of no length is the outer signal itself', () => {
    const outer = new AbortController().signal
    expect(limitTime(outer, undefined, late).signal).toBe(outer)
  })
})

suite('work in time', () => {
  const never = () => new Promise<never>(() => {})

  test('gives its result, and its own error', async () => {
    expect(await inTime(async () => 7, 60_000, late)).toBe(7)
    const failing = inTime(() => Promise.reject(new Error('its own')), 60_000, late)
    await expect(failing).rejects.toThrow('its own')
  })

  test('that hangs and minds no signal is given up', async () => {
    await expect(inTime(never, 1, late)).rejects.toThrow('too late')
  })

  test('that answers the abort with words of its own is told late all the same', async () => {
    const polite = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut off'))))
    await expect(inTime(polite, 1, late)).rejects.toThrow('too late')
  })

  test('ends with the outer signal, for its reason', async () => {
    const outer = new AbortController()
    const working = inTime(never, 60_000, late, outer.signal)
    outer.abort(new Error('interrupted'))
    await expect(working).rejects.toThrow('interrupted')
  })
})
