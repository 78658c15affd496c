import { expect, suite, test } from 'vitest'
import { rleFrame } from '../__fixtures__/build-dicom.ts'
import { decodeRle } from './rle.ts'

/** A frame of one segment with these bytes. */
function frame(...packed: number[]): Uint8Array {
  const bytes = new Uint8Array(64 + packed.length)
  bytes.set([1, 0, 0, 0, 64])
  bytes.set(packed, 64)
  return bytes
}

suite('RLE', () => {
  test('has runs, literal bytes, and a byte that means nothing', () => {
    expect([...decodeRle(frame(254, 7, 128, 1, 8, 9), 5, 1, 1)]).toEqual([7, 7, 7, 8, 9])
  })

  test('cuts off what goes beyond the frame', () => {
    expect([...decodeRle(frame(129, 4), 3, 1, 1)]).toEqual([4, 4, 4])
  })

  test('has its highest byte first, and its samples in planes', () => {
    const planes = [Uint8Array.of(1, 2), Uint8Array.of(3, 4), Uint8Array.of(5, 6), Uint8Array.of(7, 8)]
    expect([...decodeRle(rleFrame(planes), 2, 2, 2)]).toEqual([3, 1, 4, 2, 7, 5, 8, 6])
    expect([...decodeRle(rleFrame(planes), 2, 1, 4)]).toEqual([7, 5, 3, 1, 8, 6, 4, 2])
  })

  test('is refused where segments are too few, outside, or short', () => {
    expect(() => decodeRle(frame(254, 7), 3, 3, 1)).toThrow(/^an RLE frame has 1 segments, not 3/)
    expect(() => decodeRle(new Uint8Array(10), 1, 1, 1)).toThrow(/^an RLE frame has 0 segments, not 1/)
    const outside = frame(254, 7)
    outside[4] = 200
    expect(() => decodeRle(outside, 3, 1, 1)).toThrow(/^RLE segment 1 lies outside its frame/)
    expect(() => decodeRle(frame(254, 7), 4, 1, 1)).toThrow(/^RLE segment 1 is too short/)
    expect(() => decodeRle(frame(3, 7), 4, 1, 1)).toThrow(/^RLE segment 1 is too short/)
  })
})
