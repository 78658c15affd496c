import { expect, suite, test } from 'vitest'
import { addUsage, noUsage } from './usage.ts'

suite('usage', () => {
  test('adds counts, and leaves unknown what neither side knows', () => {
    const total = addUsage(
      { requests: 1, inputTokens: 10, usd: 0.5 },
      { requests: 2, inputTokens: 5, outputTokens: 7 },
    )
    expect(total).toEqual({ requests: 3, inputTokens: 15, outputTokens: 7, usd: 0.5 })
    expect(addUsage(noUsage, noUsage)).toEqual({ requests: 0 })
  })
})
