import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { ngrams, sentenceBleu, sharedCount } from './bleu.ts'

const words = (text: string) => text.split(' ').filter(word => word !== '')
const even = [0.25, 0.25, 0.25, 0.25]

suite('sentence BLEU', () => {
  test('is the geometric mean of the precisions times the brevity penalty', () => {
    // Orders 1 to 4: 5/5, 3/4, 2/3, 1/2, whose product is 1/4. Five words of six: exp(1 - 6/5).
    const score = sentenceBleu(words('the cat sat on mat'), words('the cat sat on the mat'), even)
    expect(score).toBeCloseTo(0.25 ** 0.25 * Math.exp(-0.2), 12)
  })

  test('clips what is repeated', () => {
    // "the" is once in the reference: 1 of 3; the reply is longer, so nothing is taken off for brevity.
    expect(sentenceBleu(words('the the the'), words('the cat'), [1, 0, 0, 0])).toBeCloseTo(1 / 3, 12)
  })

  test('counts an order without a match as 0.1 matches, and an order without n-grams as one n-gram', () => {
    // One word alike: order 1 is 1/1, orders 2 to 4 are 0.1/1 each, so (1 · 0.1³)^¼ = 10^-0.75.
    const one = (weights: number[]) => sentenceBleu(['b'], ['b'], weights)
    expect(one(even)).toBeCloseTo(10 ** -0.75, 12)
    expect(one([1, 0, 0, 0])).toBe(1)
    expect(one([0, 1, 0, 0])).toBeCloseTo(0.1, 12)
  })

  test('is 0 without a shared word, and for an empty side', () => {
    expect(sentenceBleu(['a'], ['b'], even)).toBe(0)
    expect(sentenceBleu([], ['b'], even)).toBe(0)
    expect(sentenceBleu(['b'], [], even)).toBe(0)
  })

  test('never leaves [0, 1], and is 1 for a text of four words or more against itself', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    fc.assert(
      fc.property(text, text, (said, wanted) => {
        const score = sentenceBleu(said, wanted, even)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        if (said.length >= 4) expect(sentenceBleu(said, said, even)).toBeCloseTo(1, 12)
      }),
    )
  })
})

test('n-grams are runs of neighbours, and shared ones pair off', () => {
  expect(ngrams(['a', 'b', 'c'], 2)).toEqual(['a b', 'b c'])
  expect(ngrams(['a'], 2)).toEqual([])
  expect(sharedCount(['a', 'a', 'b'], ['a', 'b', 'b'])).toBe(2)
})
