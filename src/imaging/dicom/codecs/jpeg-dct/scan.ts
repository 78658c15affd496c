/** One scan of a DCT-coded JPEG: sequential, or a step of a progressive image (ITU-T T.81, annexes F and G). */
import { type BitReader, extended, type HuffmanTable } from './huffman.ts'

export type Component = {
  id: number
  /** Sampling factors. */
  h: number
  v: number
  /** Quantisation table. */
  table: number
  /** Blocks across and down as the image needs them; storage is rounded up to whole units. */
  across: number
  down: number
  stride: number
  /** 64 a block, in natural order. */
  coefficients: Int16Array
  /** Has been part of a scan. */
  scanned: boolean
  dc: HuffmanTable | undefined
  ac: HuffmanTable | undefined
  /** Last DC value. */
  last: number
}

export type Scan = {
  components: Component[]
  progressive: boolean
  /** Spectral selection and successive approximation. */
  start: number
  end: number
  high: number
  low: number
  restartInterval: number
  unitsAcross: number
  unitsDown: number
}

/** Position in natural order of the k-th coefficient in zigzag order. */
export const zigzag = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
])

type Decode = (component: Component, at: number) => void

export function decodeScan(scan: Scan, reader: BitReader): void {
  const decode = blockDecoder(scan, reader)
  const [only] = scan.components
  const single = scan.components.length === 1 && only !== undefined
  const units = single ? only.across * only.down : scan.unitsAcross * scan.unitsDown
  for (let unit = 0; unit < units; unit++) {
    if (scan.restartInterval > 0 && unit > 0 && unit % scan.restartInterval === 0) {
      reader.restart()
      decode.reset()
    }
    if (single) {
      const [x, y] = [unit % only.across, Math.floor(unit / only.across)]
      decode.block(only, 64 * (y * only.stride + x))
      continue
    }
    const [column, row] = [unit % scan.unitsAcross, Math.floor(unit / scan.unitsAcross)]
    for (const component of scan.components)
      for (let v = 0; v < component.v; v++)
        for (let h = 0; h < component.h; h++)
          decode.block(
            component,
            64 * ((row * component.v + v) * component.stride + column * component.h + h),
          )
  }
}

function blockDecoder(scan: Scan, reader: BitReader): { block: Decode; reset: () => void } {
  // Blocks that an end-of-band run still skips.
  const run = { left: 0 }
  const reset = () => {
    run.left = 0
    for (const component of scan.components) component.last = 0
  }
  reset()
  if (!scan.progressive) return { block: (c, at) => sequential(c, at, reader), reset }
  if (scan.start === 0)
    return {
      block: (c, at) => (scan.high === 0 ? dcFirst(c, at, scan, reader) : dcMore(c, at, scan, reader)),
      reset,
    }
  return {
    block: (c, at) =>
      scan.high === 0 ? acFirst(c, at, scan, reader, run) : acMore(c, at, scan, reader, run),
    reset,
  }
}

function needed(table: HuffmanTable | undefined): HuffmanTable {
  if (table === undefined) throw new RangeError('a scan names a Huffman table that is not there')
  return table
}

function sequential(component: Component, at: number, reader: BitReader): void {
  const { coefficients } = component
  const ac = needed(component.ac)
  component.last += difference(component, reader)
  coefficients[at] = component.last
  for (let k = 1; k < 64; k++) {
    const code = reader.symbol(ac)
    const size = code & 15
    if (size === 0) {
      if (code !== 0xf0) return
      k += 15
      continue
    }
    k += code >> 4
    coefficients[at + (zigzag[k & 63] ?? 0)] = extended(reader.bits(size), size)
  }
}

function difference(component: Component, reader: BitReader): number {
  const size = reader.symbol(needed(component.dc))
  if (size > 16) throw new RangeError('a coefficient is too large')
  return extended(reader.bits(size), size)
}

function dcFirst(component: Component, at: number, { low }: Scan, reader: BitReader): void {
  component.last += difference(component, reader)
  component.coefficients[at] = component.last * (1 << low)
}

function dcMore({ coefficients }: Component, at: number, { low }: Scan, reader: BitReader): void {
  if (reader.bit() === 1) coefficients[at] = (coefficients[at] ?? 0) | (1 << low)
}

function acFirst(
  { coefficients, ac }: Component,
  at: number,
  { start, end, low }: Scan,
  reader: BitReader,
  run: { left: number },
): void {
  if (run.left > 0) {
    run.left--
    return
  }
  const table = needed(ac)
  for (let k = start; k <= end; k++) {
    const code = reader.symbol(table)
    const [zeros, size] = [code >> 4, code & 15]
    if (size === 0) {
      if (zeros < 15) {
        run.left = (1 << zeros) + reader.bits(zeros) - 1
        return
      }
      k += 15
      continue
    }
    k += zeros
    coefficients[at + (zigzag[k & 63] ?? 0)] = extended(reader.bits(size), size) * (1 << low)
  }
}

/** A further bit of every coefficient that is not zero, with new ones between (T.81, G.1.2.3). */
function acMore(
  { coefficients, ac }: Component,
  at: number,
  { start, end, low }: Scan,
  reader: BitReader,
  run: { left: number },
): void {
  const bit = 1 << low
  const refine = (i: number) => {
    const value = coefficients[i] ?? 0
    if (reader.bit() === 1 && (Math.abs(value) & bit) === 0)
      coefficients[i] = value + (value > 0 ? bit : -bit)
  }
  let k = start
  if (run.left === 0) {
    const table = needed(ac)
    for (; k <= end; k++) {
      const code = reader.symbol(table)
      let zeros = code >> 4
      let fresh = 0
      if ((code & 15) === 0) {
        if (zeros < 15) {
          run.left = (1 << zeros) + reader.bits(zeros)
          break
        }
      } else fresh = reader.bit() === 1 ? bit : -bit
      for (; k <= end; k++) {
        const i = at + (zigzag[k] ?? 0)
        if ((coefficients[i] ?? 0) !== 0) refine(i)
        else if (zeros-- === 0) {
          if (fresh !== 0) coefficients[i] = fresh
          break
        }
      }
    }
  }
  if (run.left > 0) {
    for (; k <= end; k++) {
      const i = at + (zigzag[k] ?? 0)
      if ((coefficients[i] ?? 0) !== 0) refine(i)
    }
    run.left--
  }
}
