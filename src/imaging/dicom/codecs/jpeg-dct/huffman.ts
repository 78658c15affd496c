/** Entropy-coded data of JPEG: Huffman tables (ITU-T T.81, annex C) and the bits of a scan (annex F.2.2). */

export type HuffmanTable = {
  /** By the next eight bits: length × 256 + value of a code that fits in them, or 0. */
  short: Uint16Array
  /** By code length 1..16: the largest code, and where its values begin. */
  most: Int32Array
  offset: Int32Array
  values: Uint8Array
}

/** @param counts codes of each length 1..16 */
export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const [most, offset, short] = [new Int32Array(17).fill(-1), new Int32Array(17), new Uint16Array(256)]
  let [code, at] = [0, 0]
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0
    offset[length] = at - code
    if (count > 0) most[length] = code + count - 1
    if (length <= 8)
      for (let i = 0; i < count; i++)
        short.fill(
          (length << 8) | (values[at + i] ?? 0),
          (code + i) << (8 - length),
          (code + i + 1) << (8 - length),
        )
    code = (code + count) << 1
    at += count
  }
  return { short, most, offset, values }
}

/** The tables of a DHT segment (B.2.4.2), each with its class, 0 for DC and lossless, and its place 0..3. */
export function readHuffmanTables(
  segment: Uint8Array,
): { kind: number; place: number; table: HuffmanTable }[] {
  const found = []
  for (let at = 0; at + 17 <= segment.length; ) {
    const head = segment[at] ?? 0
    const counts = segment.subarray(at + 1, at + 17)
    const size = counts.reduce((sum, count) => sum + count, 0)
    const table = huffmanTable(counts, segment.subarray(at + 17, at + 17 + size))
    found.push({ kind: head >> 4, place: head & 3, table })
    at += 17 + size
  }
  return found
}

export type BitReader = {
  bit: () => number
  /** The value of up to 16 bits. */
  bits: (count: number) => number
  /** A value of the table. */
  symbol: (table: HuffmanTable) => number
  /** Begins again after a restart marker. */
  restart: () => void
  /** Where the scan's data end. */
  position: () => number
}

/** Throws `RangeError` where bits are asked for beyond the data or a marker, and where no code fits. */
export function bitReader(bytes: Uint8Array, from: number): BitReader {
  // Of `held` the lowest `left` bits are still to be read; the last `made` of these were made up.
  let [at, held, left, made] = [from, 0, 0, 0]
  const fill = () => {
    while (left <= 24) {
      const byte = bytes[at]
      const ended = byte === undefined || (byte === 0xff && bytes[at + 1] !== 0)
      if (ended) made += 8
      else at += byte === 0xff ? 2 : 1
      held = (held << 8) | (ended ? 0 : byte)
      left += 8
    }
  }
  const take = (count: number) => {
    left -= count
    if (left < made) throw new RangeError('the scan is cut off')
  }
  const bits = (count: number): number => {
    if (count === 0) return 0
    if (left < count) fill()
    take(count)
    return (held >>> left) & ((1 << count) - 1)
  }
  const symbol = ({ short, most, offset, values }: HuffmanTable): number => {
    if (left < 16) fill()
    const known = short[(held >>> (left - 8)) & 0xff] ?? 0
    if (known !== 0) {
      take(known >> 8)
      return known & 0xff
    }
    for (let length = 9; length <= 16; length++) {
      const code = (held >>> (left - length)) & ((1 << length) - 1)
      if (code <= (most[length] ?? -1)) {
        take(length)
        return values[code + (offset[length] ?? 0)] ?? 0
      }
    }
    throw new RangeError('the scan holds no valid code')
  }
  const restart = () => {
    held = left = made = 0
    while (at + 1 < bytes.length && !(bytes[at] === 0xff && isRestart(bytes[at + 1]))) {
      if (bytes[at] === 0xff && bytes[at + 1] !== 0 && bytes[at + 1] !== 0xff) return
      at++
    }
    at += 2
  }
  return { bit: () => bits(1), bits, symbol, restart, position: () => at }
}

function isRestart(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0xd0 && byte <= 0xd7
}

/** The value of `count` bits, the upper half positive (T.81, F.2.2.1). */
export function extended(value: number, count: number): number {
  return count > 0 && value < 1 << (count - 1) ? value - (1 << count) + 1 : value
}
