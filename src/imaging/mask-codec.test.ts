import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { masks, pixels } from './__fixtures__/masks.ts'
import { fromCoco, fromRuns, packBits, toCoco, toRuns, unpackBits } from './mask-codec.ts'

suite('run lengths', () => {
  const mask = pixels('.##', '.#.', '..#')

  test('go along the rows, outside first', () => {
    expect(toRuns(mask).runs).toEqual([1, 2, 1, 1, 3, 1])
    expect(toRuns(pixels('##', '..')).runs).toEqual([0, 2, 2])
  })

  test('go down the columns for COCO, in its compressed letters', () => {
    // Columns: ..., ##., #.# → runs 3 2 1 1 1 1, told as 3 2 1, then differences 1−2, 1−1, 1−1.
    expect(toCoco(mask)).toEqual({ size: [3, 3], counts: '321O00' })
    expect(fromCoco({ size: [3, 3], counts: [3, 2, 1, 1, 1, 1] })).toEqual(mask)
  })

  test('above 15 take more letters', () => {
    // 40 = 01 01000: the low five bits with the sign "more follows", 8 + 32 + 48 = X, then 1.
    expect(toCoco(pixels('.'.repeat(40))).counts).toBe('X1')
    // 16 has the highest of the five bits set, so that a second letter must say that it is not negative.
    expect(toCoco(pixels('.'.repeat(16))).counts).toBe('`0')
  })

  test('and bits come back as the same mask', () => {
    fc.assert(
      fc.property(masks, mask => {
        expect(fromRuns(toRuns(mask))).toEqual(mask)
        expect(fromCoco(toCoco(mask))).toEqual(mask)
        expect(unpackBits(packBits(mask.data), mask.data.length)).toEqual(mask.data)
      }),
      { numRuns: 300 },
    )
  })

  test('that are long come back too', () => {
    const mask = { width: 3000, height: 700, data: new Uint8Array(2_100_000) }
    mask.data.fill(1, 1_000_000, 1_900_000)
    expect(fromCoco(toCoco(mask)).data.every((value, i) => value === mask.data[i])).toBe(true)
  })

  test('that do not fill the mask are refused', () => {
    expect(() => fromRuns({ width: 2, height: 2, runs: [1, 2] })).toThrow('cover 3 of the 4 pixels')
    expect(() => fromRuns({ width: 2, height: 2, runs: [1, 4] })).toThrow('does not fit')
    expect(() => fromRuns({ width: 2, height: 2, runs: [6, -2] })).toThrow('does not fit')
    expect(() => fromRuns({ width: 1e9, height: 1e9, runs: [] })).toThrow('cannot be')
    expect(() => fromCoco({ size: [2, 2], counts: '4 ' })).toThrow('broken at character 2')
    expect(() => fromCoco({ size: [2, 2], counts: 'XXXXXXXXXX' })).toThrow('broken')
    expect(() => fromCoco({ size: [1, 1], counts: '0'.repeat(99) })).toThrow('more runs')
  })

  test('of any letters give a mask or one clear error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), counts => {
        try {
          expect(fromCoco({ size: [5, 4], counts }).data).toHaveLength(20)
        } catch (error) {
          expect(error).toMatchObject({ code: 'media-undecodable' })
        }
      }),
    )
  })
})

suite('packed bits', () => {
  test('begin with the lowest of the first byte', () => {
    expect([...packBits(Uint8Array.from([1, 0, 1, 0, 0, 0, 0, 0, 0, 1]))]).toEqual([5, 2])
  })

  test('can be read from the middle of a byte', () => {
    expect([...unpackBits(Uint8Array.from([0b1010_0000, 0b11]), 4, 6)]).toEqual([0, 1, 1, 1])
    expect(() => unpackBits(Uint8Array.from([255]), 4, 5)).toThrow('hold no 9 bits')
  })
})
