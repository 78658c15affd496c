/** What a JPEG 2000 codestream (ISO/IEC 15444-1, annex A) says of itself, read before any decoder allocates for it. */

export type CodestreamHeader = {
  family: 'jpeg-2000'
  width: number
  height: number
  /** Of each component. */
  components: { precision: number; signed: boolean; across: number; down: number }[]
  /** High-throughput block coding (ISO/IEC 15444-15), announced by a CAP marker. */
  highThroughput: boolean
  /** Samples are turned by the multiple component transform, so that a decoder gives RGB. */
  transformed: boolean
  /** The bare codestream. */
  codestream: Uint8Array
}

const siz = 0x51
const cap = 0x50
const cod = 0x52
const startOfTile = 0x90

/** Undefined where there is none, or none with its header whole. */
export function readCodestreamHeader(bytes: Uint8Array): CodestreamHeader | undefined {
  const codestream = findCodestream(bytes)
  if (codestream === undefined) return undefined
  const segments = new Map<number, Uint8Array>()
  for (let at = 2; at + 4 <= codestream.length && codestream[at] === 0xff; ) {
    const marker = codestream[at + 1] ?? 0
    if (marker === startOfTile) break
    const length = ((codestream[at + 2] ?? 0) << 8) | (codestream[at + 3] ?? 0)
    if (length < 2) break
    if (!segments.has(marker)) segments.set(marker, codestream.subarray(at + 4, at + 2 + length))
    at += 2 + length
  }
  const size = segments.get(siz)
  if (size === undefined || size.length < 36) return undefined
  const view = new DataView(size.buffer, size.byteOffset, size.byteLength)
  const count = view.getUint16(34)
  if (size.length < 36 + 3 * count) return undefined
  return {
    family: 'jpeg-2000',
    width: view.getUint32(2) - view.getUint32(10),
    height: view.getUint32(6) - view.getUint32(14),
    components: Array.from({ length: count }, (_, i) => {
      const depth = view.getUint8(36 + 3 * i)
      return {
        precision: (depth & 0x7f) + 1,
        signed: depth > 0x7f,
        across: view.getUint8(37 + 3 * i),
        down: view.getUint8(38 + 3 * i),
      }
    }),
    highThroughput: segments.has(cap),
    transformed: segments.get(cod)?.[4] === 1,
    codestream,
  }
}

/**
 * A copy that says that its samples are unsigned. Decoders then shift them by half their range, which makes negative
 * ones fit a buffer of bytes; the caller turns them back.
 */
export function saidUnsigned({ codestream, components }: CodestreamHeader): Uint8Array {
  const copy = new Uint8Array(codestream)
  const at = Buffer.from(copy.buffer).indexOf(Buffer.from([0xff, siz]))
  for (let c = 0; c < components.length; c++) {
    const depth = at + 40 + 3 * c
    copy[depth] = (copy[depth] ?? 0) & 0x7f
  }
  return copy
}

/** It begins with SOC and SIZ; in a JP2 file it lies in a box, behind others. */
function findCodestream(bytes: Uint8Array): Uint8Array | undefined {
  const most = Math.min(bytes.length - 4, 4096)
  for (let at = 0; at <= most; at++)
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === siz)
      return bytes.subarray(at)
  return undefined
}
