import { expect, suite, test } from 'vitest'
import { buildSet, type Elements, wordBytes } from './__fixtures__/build-dicom.ts'
import { applyPalette, readPalette } from './palette.ts'

/** The same table for all three colours. */
function palette(descriptor: number[], data: Uint8Array, segmented = false, signed = false) {
  const colours = ['Red', 'Green', 'Blue'] as const
  const elements: Elements = Object.fromEntries(
    colours.flatMap(colour => [
      [`${colour}PaletteDescriptor`, descriptor],
      [`${segmented ? 'Segmented' : ''}${colour}PaletteData`, data],
    ]),
  )
  return readPalette(buildSet(elements), signed)
}

const levels = (...given: Parameters<typeof palette>) => [...palette(...given).red.levels]

suite('palettes', () => {
  test('of 16 bits keep their high byte, even where all entries are small', () => {
    expect(levels([3, 0, 16], wordBytes([0xff00, 0x1234, 0xff]))).toEqual([255, 0x12, 0])
  })

  test('of 8 bits may fill bytes or words', () => {
    expect(levels([3, 0, 8], Uint8Array.of(1, 2, 3, 0))).toEqual([1, 2, 3])
    expect(levels([3, 0, 8], wordBytes([1, 2, 3]))).toEqual([1, 2, 3])
  })

  test('have 65,536 entries where they say 0', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i)
    const read = levels([0, 0, 16], new Uint8Array(all.buffer))
    expect([read.length, read[0x8000], read[0xffff]]).toEqual([65536, 128, 255])
  })

  test('give samples outside their first or last colour', () => {
    const red = { first: 10, levels: Uint8Array.of(1, 2, 3) }
    const green = { first: 10, levels: Uint8Array.of(4, 5, 6) }
    const blue = { first: 11, levels: Uint8Array.of(7, 8, 9) }
    expect([...applyPalette([0, 10, 12, 99], { red, green, blue })]).toEqual([
      1, 4, 7, 1, 4, 7, 3, 6, 8, 3, 6, 9,
    ])
  })

  test('may begin below zero where samples are signed', () => {
    expect(palette([2, 0xffff, 8], Uint8Array.of(1, 2), false, true).red.first).toBe(-1)
    expect(palette([2, 0xffff, 8], Uint8Array.of(1, 2), false, false).red.first).toBe(65535)
  })

  test('that are short or missing are refused', () => {
    expect(() => levels([4, 0, 8], Uint8Array.of(1, 2))).toThrow(/^its palette has 2 of 4 entries/)
    expect(() => readPalette(buildSet({}), false)).toThrow(/^its lookup table is not described/)
  })
})

suite('segmented palettes', () => {
  const segments = (count: number, ...data: number[]) => levels([count, 0, 16], wordBytes(data), true)

  test('are runs, and ramps that begin behind the last entry', () => {
    expect(segments(7, 0, 3, 0x100, 0x200, 0x300, 1, 4, 0x700)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('repeat segments before, which an offset in bytes names', () => {
    // The ramp stands behind four words. Repeated, it begins at the entry before.
    expect(segments(8, 0, 2, 0x100, 0x200, 1, 2, 0x400, 2, 2, 0, 0)).toEqual([1, 2, 3, 4, 1, 2, 3, 4])
    expect(segments(6, 0, 2, 0x100, 0x200, 1, 2, 0x400, 2, 1, 8, 0)).toEqual([1, 2, 3, 4, 4, 4])
  })

  test('of 8 bits are made of bytes', () => {
    const data = Uint8Array.of(0, 2, 10, 20, 1, 2, 40, 2, 1, 0, 0, 0, 0, 0)
    expect(levels([6, 0, 8], data, true)).toEqual([10, 20, 30, 40, 10, 20])
  })

  test('that are damaged or would repeat without end are refused', () => {
    expect(() => segments(4, 7, 1, 0)).toThrow(/^its segmented palette is damaged/)
    expect(() => segments(4, 0, 0, 0, 0)).toThrow(/^its segmented palette is damaged/)
    // A repeat may not name a repeat, itself among them.
    expect(() => segments(9, 0, 1, 5, 2, 1, 6, 0)).toThrow(/^its segmented palette is damaged/)
    expect(() => segments(9, 0, 2, 1, 2)).toThrow(/^its palette has 2 of 9 entries/)
  })
})
