import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { rougeL, rougeLsum, rougeN, rougeWords } from './rouge.ts'

suite('ROUGE', () => {
  test('reads words of letters and digits in lower case', () => {
    expect(rougeWords('Dark-brown, 3/4!')).toEqual(['dark', 'brown', '3', '4'])
  })

  test('takes precision over the reply and recall over the reference', () => {
    const short = { precision: 1, recall: 0.5, f1: 2 / 3 }
    expect(rougeN('brown', 'dark brown', 1)).toEqual(short)
    expect(rougeL('brown', 'dark brown')).toEqual(short)
  })

  test('counts n-grams without order and subsequences in order', () => {
    expect(rougeN('hair brown', 'brown hair', 1).f1).toBe(1)
    expect(rougeN('hair brown', 'brown hair', 2).f1).toBe(0)
    // Longest common subsequence: one of the two words.
    expect(rougeL('hair brown', 'brown hair').f1).toBe(0.5)
    // "brown … hair" is two of three words on either side.
    expect(rougeL('brown wavy hair', 'dark brown hair').f1).toBeCloseTo(2 / 3, 12)
  })

  test('joins the subsequences of all lines for ROUGE-Lsum (the example of Lin 2004, section 3.2)', () => {
    // w1 w2 from the first line and w1 w3 w5 from the second: 4 of 5 reference words, 4 of 10 said.
    const sum = rougeLsum('w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5', 'w1 w2 w3 w4 w5')
    expect(sum.recall).toBe(0.8)
    expect(sum.precision).toBe(0.4)
    expect(sum.f1).toBeCloseTo(0.64 / 1.2, 12)
  })

  test('lets a word count no more often than the reply has it', () => {
    // Both reference lines hold "a", the reply has it once: 1 of 2, 1 of 1.
    expect(rougeLsum('a', 'a\na').f1).toBeCloseTo(2 / 3, 12)
  })

  test('is 0 where a side has no words', () => {
    expect(rougeL('…', 'brown').f1).toBe(0)
    expect(rougeLsum('', 'brown').f1).toBe(0)
  })

  test('is 1 for a text against itself; its F does not change when the sides do', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 })
      .map(w => w.join(' '))
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(rougeL(a, a).f1).toBe(1)
        expect(rougeL(a, b).f1).toBeCloseTo(rougeL(b, a).f1, 12)
        expect(rougeLsum(a, b).f1).toBeCloseTo(rougeL(a, b).f1, 12)
      }),
    )
  })
})
