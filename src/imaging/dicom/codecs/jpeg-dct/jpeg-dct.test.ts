import { expect, suite, test } from 'vitest'
import { bitReader, extended, huffmanTable } from './huffman.ts'
import { inverseDct } from './idct.ts'
import { decodeDctJpeg } from './index.ts'

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))

/** One block: a DC table with the sole code 0 for 7 bits, an AC table with the sole code 0 for the end of the block. */
function oneBlock(precision: string, scan: string): Uint8Array {
  const table = '01000000000000000000000000000000'
  return hex(
    `ffd8 ffdb0043 00 ${'01'.repeat(64)} ffc0000b ${precision} 0008 0008 01 011100
     ffc40014 00 ${table} 07 ffc40014 10 ${table} 00 ffda0008 01 0100 003f00 ${scan} ffd9`,
  )
}

suite('JPEG with DCT', () => {
  test('of a single coefficient is even: an eighth of it, around half the range', () => {
    // 0, then 80 in seven bits, then 0: 0 1010000 0, filled up with ones.
    const even = decodeDctJpeg(oneBlock('08', '507f'))
    expect(even).toMatchObject({ width: 8, height: 8, components: 1 })
    expect([...even.samples]).toEqual(Array(64).fill(138))
    expect([...decodeDctJpeg(oneBlock('0c', '507f')).samples]).toEqual(Array(64).fill(2058))
    // The lower half of the values is negative: 0101111 is -80.
    expect([...decodeDctJpeg(oneBlock('08', '2f7f')).samples]).toEqual(Array(64).fill(118))
  })

  test('is refused where it is cut off, has no scan, two frames, or another process', () => {
    const block = oneBlock('08', '507f')
    expect(() => decodeDctJpeg(oneBlock('08', ''))).toThrow(/the scan is cut off/)
    expect(() => decodeDctJpeg(block.subarray(0, 90))).toThrow(/its scans are incomplete|cut off/)
    expect(() => decodeDctJpeg(hex('ffd8ffd9'))).toThrow(/there is no frame in it/)
    const frame = 'ffc0000b 08 0008 0008 01 011100'
    expect(() => decodeDctJpeg(hex(`ffd8 ${frame} ${frame} ffd9`))).toThrow(/more than one frame/)
    expect(() => decodeDctJpeg(hex(`ffd8 ${frame} ffd9`))).toThrow(/its scans are incomplete/)
    expect(() => decodeDctJpeg(hex(`ffd8 ${frame.replace('c0', 'c9')} ffd9`))).toThrow(
      /SOF9\) is not supported/,
    )
  })

  test('is refused where its scans go on without end', () => {
    const block = oneBlock('08', '507f')
    const scan = hex('ffda0008 01 0100 003f00 507f')
    const many = Buffer.concat([block.subarray(0, block.length - 2), ...Array<Uint8Array>(300).fill(scan)])
    expect(() => decodeDctJpeg(many)).toThrow(/it has more than 256 scans/)
  })
})

suite('the inverse transform', () => {
  test('is that of the definition, to half a step and a little', () => {
    const ones = new Uint16Array(64).fill(1)
    for (const [u, v] of [
      [1, 0],
      [0, 3],
      [2, 5],
      [7, 7],
    ] as const) {
      const coefficients = new Int16Array(64)
      coefficients[8 * v + u] = 400
      const plane = new Uint16Array(64)
      inverseDct(coefficients, 0, ones, 8, plane, 0, 8)
      const scale = (n: number) => (n === 0 ? Math.SQRT1_2 : 1)
      for (let y = 0; y < 8; y++)
        for (let x = 0; x < 8; x++) {
          const waves =
            Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16)
          const exact = Math.min(255, Math.max(0, 128 + (400 * scale(u) * scale(v) * waves) / 4))
          expect(Math.abs((plane[8 * y + x] ?? 0) - exact)).toBeLessThan(0.6)
        }
    }
  })
})

suite('bits of a scan', () => {
  test('are read from the highest on; a zero after FF is left out', () => {
    const reader = bitReader(Uint8Array.of(0b10110000, 0xff, 0, 0b1), 0)
    expect([reader.bit(), reader.bits(3), reader.bits(4), reader.bits(8)]).toEqual([1, 3, 0, 255])
    expect(reader.bits(8)).toBe(1)
    expect(() => reader.bit()).toThrow(/the scan is cut off/)
  })

  test('end at a marker, and begin again after a restart', () => {
    const reader = bitReader(Uint8Array.of(0x12, 0xff, 0xd3, 0x34, 0xff, 0xd9), 0)
    expect(reader.bits(8)).toBe(0x12)
    expect(() => reader.bit()).toThrow(/the scan is cut off/)
    const again = bitReader(Uint8Array.of(0x12, 0xff, 0xd3, 0x34, 0xff, 0xd9), 0)
    again.bits(4)
    again.restart()
    expect(again.bits(8)).toBe(0x34)
    expect(again.position()).toBe(4)
  })

  test('make symbols by codes of up to 16 bits', () => {
    // Lengths 1, 2 and 16: codes 0, 10 and 1100000000000000.
    const counts = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    const table = huffmanTable(counts, Uint8Array.of(5, 6, 7))
    const reader = bitReader(Uint8Array.of(0b01011000, 0, 0b00000111, 0xff, 0), 0)
    expect([reader.symbol(table), reader.symbol(table), reader.symbol(table)]).toEqual([5, 6, 7])
    expect(() => bitReader(Uint8Array.of(0xfe, 0xfe), 0).symbol(table)).toThrow(/no valid code/)
  })

  test('stand for numbers of both signs', () => {
    expect([extended(0, 0), extended(1, 1), extended(0, 1), extended(5, 3), extended(2, 3)]).toEqual([
      0, 1, -1, 5, -5,
    ])
  })
})
