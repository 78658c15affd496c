import { expect, suite, test } from 'vitest'
import { inThread } from './threads.ts'

suite('a network in a thread of its own', () => {
  test('is trained', async () => {
    const trained = await inThread({ name: 'whole', steps: 2 }, () => {}, new AbortController().signal)
    expect(trained.size).toBeGreaterThan(0)
    expect([...trained.values()].every(({ values }) => values.every(Number.isFinite))).toBe(true)
  })

  test('is ended by whoever waits for it', async () => {
    const stop = new AbortController()
    const trained = inThread({ name: 'whole', steps: 100_000 }, () => {}, stop.signal)
    stop.abort()
    await expect(trained).rejects.toThrow('the thread that trains whole stopped')
  })
})
