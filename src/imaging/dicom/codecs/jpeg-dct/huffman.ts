/** Entropy-coded data of JPEG: Huffman tables (ITU-T T.81, annex C) and the bits of a scan (annex F.2.2). */

export type HuffmanTable = {
  /** By code length 1..16: the largest code, and where its values begin. */
  most: Int32Array
  offset: Int32Array
  values: Uint8Array
}

/** @param counts codes of each length 1..16 */
export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const [most, offset] = [new Int32Array(17).fill(-1), new Int32Array(17)]
  let [code, at] = [0, 0]
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0
    offset[length] = at - code
    if (count > 0) most[length] = code + count - 1
    code = (code + count) << 1
    at += count
  }
  return { most, offset, values }
}

export type BitReader = {
  bit: () => number
  bits: (count: number) => number
  /** A value of the table; throws where no code fits. */
  symbol: (table: HuffmanTable) => number
  /** Begins again after a restart marker. */
  restart: () => void
  /** Where the scan's data end. */
  position: () => number
}

/** Past the end of the data, or at a marker, zeros are read, as decoders do; `ended` bounds how many. */
export function bitReader(bytes: Uint8Array, from: number): BitReader {
  let [at, held, left] = [from, 0, 0]
  let beyond = 0
  const bit = (): number => {
    if (left === 0) {
      const byte = bytes[at]
      if (byte === undefined || (byte === 0xff && bytes[at + 1] !== 0)) {
        if (++beyond > 4096) throw new RangeError('the scan is cut off')
        held = 0
      } else {
        held = byte
        at += byte === 0xff ? 2 : 1
      }
      left = 8
    }
    left--
    return (held >> left) & 1
  }
  const bits = (count: number): number => {
    let value = 0
    for (let i = 0; i < count; i++) value = (value << 1) | bit()
    return value
  }
  const symbol = ({ most, offset, values }: HuffmanTable): number => {
    let code = 0
    for (let length = 1; length <= 16; length++) {
      code = (code << 1) | bit()
      if (code <= (most[length] ?? -1)) return values[code + (offset[length] ?? 0)] ?? 0
    }
    throw new RangeError('the scan holds no valid code')
  }
  const restart = () => {
    left = 0
    beyond = 0
    while (at + 1 < bytes.length && !(bytes[at] === 0xff && isRestart(bytes[at + 1]))) {
      if (bytes[at] === 0xff && bytes[at + 1] !== 0 && bytes[at + 1] !== 0xff) return
      at++
    }
    at += 2
  }
  return { bit, bits, symbol, restart, position: () => at }
}

function isRestart(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0xd0 && byte <= 0xd7
}

/** The value of `count` bits, the upper half positive (T.81, F.2.2.1). */
export function extended(value: number, count: number): number {
  return count > 0 && value < 1 << (count - 1) ? value - (1 << count) + 1 : value
}
