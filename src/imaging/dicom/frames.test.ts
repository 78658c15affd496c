import { expect, suite, test } from 'vitest'
import { buildSet } from './__fixtures__/build-dicom.ts'
import { frameStreams } from './frames.ts'

const [soi, eoi] = [
  [0xff, 0xd8],
  [0xff, 0xd9],
]
const bytes = (...parts: (number | number[])[]) => Uint8Array.from(parts.flat())
/** Two streams of three and of two fragments. */
const a = [bytes(soi, 1), bytes(2, 3), bytes(4, eoi)]
const b = [bytes(soi, 5), bytes(6, eoi, 0)]
const whole = [bytes(soi, 1, 2, 3, 4, eoi), bytes(soi, 5, 6, eoi, 0)]

const plain = buildSet({})
const table = (...offsets: number[]) => new Uint8Array(Uint32Array.from(offsets).buffer)
const pixels = (fragments: Uint8Array[], offsets: Uint8Array = new Uint8Array()) => ({
  kind: 'fragments' as const,
  vr: 'OB',
  offsets,
  fragments,
})
const streams = (fragments: Uint8Array[], offsets?: Uint8Array, frames = 2, set = plain) =>
  frameStreams(set, pixels(fragments, offsets), frames).map(one => Uint8Array.from(one))

suite('the streams of frames', () => {
  test('are all fragments together where there is one frame', () => {
    expect(streams(a, undefined, 1)).toEqual(whole.slice(0, 1))
  })

  test('are the fragments where there are as many', () => {
    expect(streams(whole)).toEqual(whole)
  })

  test('begin where the offset table says: each item has a head of eight bytes', () => {
    expect(streams([...a, ...b], table(0, 8 + 3 + 8 + 2 + 8 + 3))).toEqual(whole)
  })

  test('begin where the long table says', () => {
    const long = new Uint8Array(BigUint64Array.of(0n, 32n).buffer)
    expect(streams([...a, ...b], undefined, 2, buildSet({ ExtendedOffsetTable: long }))).toEqual(whole)
  })

  test('begin and end with their marks where there is no table, or a wrong one', () => {
    expect(streams([...a, ...b])).toEqual(whole)
    expect(streams([...a, ...b], table(0, 7))).toEqual(whole)
    expect(streams([...a, ...b], table(3, 2, 1))).toEqual(whole)
  })

  test('are not split where a fragment only looks like a beginning', () => {
    const inside = [bytes(soi, 1), bytes(soi, 2), bytes(4, eoi)]
    expect(streams([...inside, ...b])[0]).toEqual(bytes(soi, 1, soi, 2, 4, eoi))
  })

  test('are refused where neither adds up', () => {
    expect(() => streams([...a, ...b], undefined, 3)).toThrow(/^3 frames are announced and 5 fragments/)
    expect(() => streams([], undefined, 1)).toThrow(/^its pixels are encapsulated and empty/)
    expect(() => streams([new Uint8Array()], undefined, 1)).toThrow(/^its pixels are encapsulated and empty/)
  })
})
