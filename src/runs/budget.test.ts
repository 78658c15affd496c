import { expect, suite, test } from 'vitest'
import { spent } from './budget.ts'

suite('budget', () => {
  test('names the limit that is spent, input and output tokens together', () => {
    const usage = { requests: 1, inputTokens: 60, outputTokens: 40, usd: 0.02 }
    expect(spent({ tokens: 101 }, usage, 0)).toBeUndefined()
    expect(spent({ tokens: 100 }, usage, 0)).toBe('100 of 100 tokens')
    expect(spent({ usd: 0.02 }, usage, 0)).toBe('$0.02 of $0.02')
    expect(spent({ ms: 5_000 }, usage, 5_000)).toBe('5 s of 5 s')
    expect(spent({}, usage, 1e9)).toBeUndefined()
  })
})
