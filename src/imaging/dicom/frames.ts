/** Which bytes belong to which frame of encapsulated pixels (PS3.5, A.4; PS3.3, C.7.6.3.1.8 for the long table). */
import { bytesIn, type DataSet, type Element, tags } from './data-set.ts'
import { broken } from './parse.ts'

/**
 * The compressed bytes of each frame. A frame may have several fragments: which ones is told by an offset table, or
 * by the marks at which an image stream begins. Throws `media-undecodable` where neither adds up.
 */
export function frameStreams(
  set: DataSet,
  { offsets, fragments }: Extract<Element, { kind: 'fragments' }>,
  frames: number,
): Uint8Array[] {
  if (fragments.length === 0) throw broken('its pixels are encapsulated and empty', 'fetch the file again')
  if (frames === 1) return [joined(fragments)]
  if (fragments.length === frames) return fragments
  const starts = startsOf(set, offsets)
  const groups = starts.length === frames ? byOffset(fragments, starts) : byMark(fragments)
  if (groups.length !== frames)
    throw broken(
      `${frames} frames are announced and ${fragments.length} fragments do not tell them apart`,
      'fetch the file again',
    )
  return groups.map(joined)
}

function startsOf(set: DataSet, basic: Uint8Array): number[] {
  const long = bytesIn(set, tags.ExtendedOffsetTable)
  const table = long ?? basic
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength)
  return Array.from({ length: Math.floor(table.length / (long ? 8 : 4)) }, (_, i) =>
    long ? Number(view.getBigUint64(8 * i, true)) : view.getUint32(4 * i, true),
  )
}

/** Offsets count from the first fragment's item, whose head takes eight bytes. */
function byOffset(fragments: Uint8Array[], starts: number[]): Uint8Array[][] {
  const firsts = new Set(starts)
  const groups: Uint8Array[][] = []
  let at = 0
  for (const fragment of fragments) {
    if (firsts.has(at) || groups.length === 0) groups.push([])
    groups.at(-1)?.push(fragment)
    at += 8 + fragment.length
  }
  return groups
}

/** A JPEG stream begins with FFD8, a JPEG 2000 one with FF4F. */
function byMark(fragments: Uint8Array[]): Uint8Array[][] {
  const groups: Uint8Array[][] = []
  for (const fragment of fragments) {
    const begins = fragment[0] === 0xff && (fragment[1] === 0xd8 || fragment[1] === 0x4f)
    if (begins || groups.length === 0) groups.push([])
    groups.at(-1)?.push(fragment)
  }
  return groups
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  return Buffer.concat(parts)
}
