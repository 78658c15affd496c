/**
 * JPEG Lossless (ITU-T T.81, annex H): each sample is coded as its difference from a prediction. Ours, because the
 * kept decoder for JavaScript turns a difference of 32,768 into another value; the sample CT in this coding shows it.
 */
import { messageOf } from '../../../cases/index.ts'
import { broken } from '../broken.ts'
import {
  type BitReader,
  bitReader,
  extended,
  type HuffmanTable,
  readHuffmanTables,
} from './jpeg-dct/huffman.ts'
import type { JpegHeader } from './jpeg-header.ts'

/** Samples of 8 or 16 bits, interleaved. Throws `media-undecodable`. */
export function decodeLosslessJpeg(bytes: Uint8Array, header: JpegHeader): Uint8Array | Uint16Array {
  try {
    return decode(bytes, header)
  } catch (error) {
    throw broken(`a JPEG Lossless frame does not decode (${messageOf(error, 100)})`, 'fetch the file again')
  }
}

function decode(bytes: Uint8Array, header: JpegHeader): Uint8Array | Uint16Array {
  const { width, height, sampling, precision } = header
  const components = sampling.length
  if (precision < 2 || precision > 16) throw new RangeError(`${precision} bits a sample`)
  if (components > 1 && sampling.some(([h, v]) => h !== 1 || v !== 1))
    throw new RangeError('its components differ in size, which is not supported')
  const out = new (precision <= 8 ? Uint8Array : Uint16Array)(width * height * components)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tables: (HuffmanTable | undefined)[] = []
  const ids: number[] = []
  let [at, interval, done] = [2, 0, 0]
  while (at + 4 <= bytes.length && done < components) {
    const marker = view.getUint8(at + 1)
    if (view.getUint8(at) !== 0xff || marker === 0xff || marker === 0) {
      at++
      continue
    }
    if (marker === 0xd9) break
    const end = Math.max(at + 4, at + 2 + view.getUint16(at + 2))
    const segment = bytes.subarray(at + 4, end)
    at = end
    if (marker === 0xc4) for (const { place, table } of readHuffmanTables(segment)) tables[place] = table
    else if (marker === 0xdd) interval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0)
    else if (marker === 0xc3) for (let c = 0; c < components; c++) ids.push(segment[6 + 3 * c] ?? 0)
    else if (marker === 0xda) {
      const scan = readScanHead(segment, ids, tables)
      const reader = bitReader(bytes, at)
      decodeScan(
        { ...scan, width, height, components, precision, lines: linesOf(interval, width) },
        reader,
        out,
      )
      at = reader.position()
      done += scan.parts.length
    }
  }
  if (done < components) throw new RangeError('its scans are incomplete')
  return out
}

/** Restarts come at the beginnings of lines (H.1.2.1); 0 for none. */
function linesOf(interval: number, width: number): number {
  if (interval % width !== 0) throw new RangeError('it restarts within a line')
  return interval / width
}

type Part = { component: number; table: HuffmanTable }

/** Which components a scan holds, the predictor 1..7, and by how many bits samples were shifted. */
function readScanHead(segment: Uint8Array, ids: number[], tables: (HuffmanTable | undefined)[]) {
  const count = segment[0] ?? 0
  const parts = Array.from({ length: count }, (_, i): Part => {
    const component = ids.indexOf(segment[1 + 2 * i] ?? -1)
    const table = tables[(segment[2 + 2 * i] ?? 0) >> 4]
    if (component < 0 || table === undefined) throw new RangeError('a scan names what is not there')
    return { component, table }
  })
  const predictor = segment[1 + 2 * count] ?? 0
  if (count === 0 || predictor < 1 || predictor > 7) throw new RangeError(`predictor ${predictor}`)
  return { parts, predictor, shift: (segment[3 + 2 * count] ?? 0) & 15 }
}

type Scan = {
  parts: Part[]
  predictor: number
  shift: number
  width: number
  height: number
  components: number
  precision: number
  /** Lines between restarts, or 0. */
  lines: number
}

function decodeScan(scan: Scan, reader: BitReader, out: Uint8Array | Uint16Array): void {
  const { parts, shift, width, height, components, precision, lines } = scan
  if (shift >= precision) throw new RangeError(`a shift by ${shift} bits`)
  const start = 1 << (precision - shift - 1)
  for (let y = 0; y < height; y++) {
    const begins = y === 0 || (lines > 0 && y % lines === 0)
    if (begins && y > 0) reader.restart()
    // At the top and after a restart, lines above are not looked at.
    const predictor = begins ? 1 : scan.predictor
    for (let x = 0, pixel = y * width; x < width; x++, pixel++)
      for (const { component, table } of parts) {
        const at = pixel * components + component
        const above = at - width * components
        const predicted =
          x > 0
            ? predict(predictor, out, at - components, above, above - components)
            : begins
              ? start
              : (out[above] ?? 0)
        out[at] = predicted + difference(reader, table)
      }
  }
  if (shift === 0) return
  for (const { component } of parts)
    for (let at = component; at < out.length; at += components) out[at] = (out[at] ?? 0) << shift
}

/** 16 bits stand for 32,768 alone and carry no further bits. */
function difference(reader: BitReader, table: HuffmanTable): number {
  const size = reader.symbol(table)
  if (size > 16) throw new RangeError('a difference is too large')
  return size === 16 ? 32768 : extended(reader.bits(size), size)
}

function predict(
  predictor: number,
  out: Uint8Array | Uint16Array,
  leftAt: number,
  aboveAt: number,
  cornerAt: number,
): number {
  const left = out[leftAt] ?? 0
  if (predictor === 1) return left
  const [above, corner] = [out[aboveAt] ?? 0, out[cornerAt] ?? 0]
  switch (predictor) {
    case 2:
      return above
    case 3:
      return corner
    case 4:
      return left + above - corner
    case 5:
      return left + ((above - corner) >> 1)
    case 6:
      return above + ((left - corner) >> 1)
    default:
      return (left + above) >> 1
  }
}
