/**
 * JPEG Lossless (ITU-T T.81, annex H): each sample is coded as its difference from a prediction. Ours, because the
 * kept decoder for JavaScript turns a difference of 32,768 into another value; the sample CT in this coding shows it.
 */
import { messageOf } from '../../../cases/index.ts'
import { broken } from '../parse.ts'
import { type BitReader, bitReader, extended, type HuffmanTable, huffmanTable } from './jpeg-dct/huffman.ts'
import type { StreamHeader } from './stream-header.ts'

/** Samples of 8 or 16 bits, interleaved. Throws `media-undecodable`. */
export function decodeLosslessJpeg(bytes: Uint8Array, header: StreamHeader): Uint8Array | Uint16Array {
  try {
    return decode(bytes, header)
  } catch (error) {
    throw broken(`a JPEG Lossless frame does not decode (${messageOf(error, 100)})`, 'fetch the file again')
  }
}

function decode(bytes: Uint8Array, header: StreamHeader): Uint8Array | Uint16Array {
  const { width, height, components, precision } = header
  if (precision < 2 || precision > 16) throw new RangeError(`${precision} bits a sample`)
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
    const end = at + 2 + view.getUint16(at + 2)
    const segment = bytes.subarray(at + 4, end)
    at = Math.max(end, at + 4)
    if (marker === 0xc4) readTables(segment, tables)
    else if (marker === 0xdd) interval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0)
    else if (marker === 0xc3) for (let c = 0; c < components; c++) ids.push(segment[6 + 3 * c] ?? 0)
    else if (marker === 0xda) {
      const scan = readScanHead(segment, ids, tables)
      const reader = bitReader(bytes, at)
      decodeScan({ ...scan, interval, ...header }, reader, out)
      at = reader.position()
      done += scan.parts.length
    }
  }
  if (done < components) throw new RangeError('its scans are incomplete')
  return out
}

function readTables(segment: Uint8Array, tables: (HuffmanTable | undefined)[]): void {
  for (let at = 0; at + 17 <= segment.length; ) {
    const counts = segment.subarray(at + 1, at + 17)
    const size = counts.reduce((sum, count) => sum + count, 0)
    tables[(segment[at] ?? 0) & 3] = huffmanTable(counts, segment.subarray(at + 17, at + 17 + size))
    at += 17 + size
  }
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
  if (predictor < 1 || predictor > 7) throw new RangeError(`predictor ${predictor}`)
  return { parts, predictor, shift: (segment[3 + 2 * count] ?? 0) & 15 }
}

type Scan = { parts: Part[]; predictor: number; shift: number; interval: number } & StreamHeader

function decodeScan(scan: Scan, reader: BitReader, out: Uint8Array | Uint16Array): void {
  const { parts, predictor, shift, interval, width, height, components, precision } = scan
  const start = 1 << (precision - shift - 1)
  // The line on which prediction begins anew, at the top and after a restart.
  let firstLine = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      if (interval > 0 && pixel > 0 && pixel % interval === 0) {
        reader.restart()
        firstLine = y
      }
      for (const { component, table } of parts) {
        const at = pixel * components + component
        const left = (out[at - components] ?? 0) >> shift
        const above = (out[at - width * components] ?? 0) >> shift
        const corner = (out[at - (width + 1) * components] ?? 0) >> shift
        const predicted =
          y === firstLine
            ? x === 0
              ? start
              : left
            : x === 0
              ? above
              : predict(predictor, left, above, corner)
        out[at] = ((predicted + difference(reader, table)) & 0xffff) << shift
      }
    }
}

/** 16 bits stand for 32,768 alone and carry no further bits. */
function difference(reader: BitReader, table: HuffmanTable): number {
  const size = reader.symbol(table)
  if (size > 16) throw new RangeError('a difference is too large')
  return size === 16 ? 32768 : extended(reader.bits(size), size)
}

function predict(predictor: number, left: number, above: number, corner: number): number {
  switch (predictor) {
    case 1:
      return left
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
