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
  tiles: number
  /** The bare codestream, and where in it the first tile begins. */
  codestream: Uint8Array
  firstTile: number
}

const siz = 0x51
const cap = 0x50
const cod = 0x52
const startOfTile = 0x90
const end = 0xd9

/** Undefined where there is none, or none with its header whole. */
export function readCodestreamHeader(bytes: Uint8Array): CodestreamHeader | undefined {
  const codestream = findCodestream(bytes)
  if (codestream === undefined) return undefined
  const segments = new Map<number, Uint8Array>()
  let at = 2
  while (at + 4 <= codestream.length && codestream[at] === 0xff) {
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
    tiles: tilesAlong(view, 2) * tilesAlong(view, 6),
    highThroughput: segments.has(cap),
    transformed: segments.get(cod)?.[4] === 1,
    codestream,
    firstTile: at,
  }
}

/** Of the reference grid, from where tiles begin to where the image ends; `at` is 2 for columns and 6 for rows. */
function tilesAlong(size: DataView, at: number): number {
  const [end, side, start] = [size.getUint32(at), size.getUint32(at + 16), size.getUint32(at + 24)]
  return Math.ceil((end - start) / side)
}

/**
 * Whether parts of tiles are missing at the end. Some decoders fill what is missing with anything, so it must be known
 * before. A stream without its last marker is whole where all tiles have as many parts as they say.
 */
export function isCutOff({ codestream, firstTile, tiles }: CodestreamHeader): boolean {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength)
  const partsMissing = new Map<number, number>()
  let at = firstTile
  while (at + 12 <= codestream.length && view.getUint16(at) === 0xff00 + startOfTile) {
    const [tile, length] = [view.getUint16(at + 4), view.getUint32(at + 6)]
    const [part, parts] = [view.getUint8(at + 10), view.getUint8(at + 11)]
    // The last part may leave its length open.
    if (length === 0) return !endsWithMark(codestream)
    if (length < 12 || at + length > codestream.length) return true
    // How many parts there are may be left open as well.
    partsMissing.set(tile, parts === 0 ? 1 : parts - part - 1)
    at += length
  }
  if (at + 2 <= codestream.length && view.getUint16(at) === 0xff00 + end) return false
  return partsMissing.size < tiles || [...partsMissing.values()].some(count => count > 0)
}

function endsWithMark(codestream: Uint8Array): boolean {
  const last = codestream.findLastIndex(byte => byte !== 0)
  return codestream[last] === end && codestream[last - 1] === 0xff
}

/**
 * A copy that says that its samples are unsigned. Decoders then shift them by half their range, which makes negative
 * ones fit a buffer of bytes; the caller turns them back.
 */
export function saidUnsigned({ codestream, components }: CodestreamHeader): Uint8Array {
  const copy = new Uint8Array(codestream)
  for (let c = 0; c < components.length; c++) {
    // Behind SOC, and the marker, length and 36 bytes of SIZ.
    const depth = 42 + 3 * c
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
