/** Which bytes belong to which frame of encapsulated pixels (PS3.5, A.4; PS3.3, C.7.6.3.1.8 for the long table). */
import { broken } from './broken.ts'
import { bytesIn, type DataSet, type Element, tags } from './data-set.ts'

/**
 * The compressed bytes of each frame. A frame may have several fragments: which ones is told by an offset table, or
 * by the marks at which image streams end and begin. Throws `media-undecodable` where neither adds up.
 */
export function frameStreams(
  set: DataSet,
  { offsets, fragments }: Extract<Element, { kind: 'fragments' }>,
  frames: number,
): Uint8Array[] {
  if (fragments.every(({ length }) => length === 0))
    throw broken('its pixels are encapsulated and empty', 'fetch the file again')
  if (frames === 1) return [joined(fragments)]
  if (fragments.length === frames) return fragments
  const found = [byOffset(fragments, startsOf(set, offsets)), byMark(fragments)].find(
    groups => groups.length === frames,
  )
  if (found === undefined)
    throw broken(
      `${frames} frames are announced and ${fragments.length} fragments do not tell them apart`,
      'fetch the file again',
    )
  return found.map(joined)
}

/** Offsets count from the first fragment's item. */
function startsOf(set: DataSet, basic: Uint8Array): Set<number> {
  const long = bytesIn(set, tags.ExtendedOffsetTable)
  const table = long ?? basic
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength)
  const starts = new Set<number>()
  const width = long ? 8 : 4
  for (let at = 0; at + width <= table.length; at += width)
    starts.add(long ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true))
  return starts
}

/** The head of each item takes eight bytes. */
function byOffset(fragments: Uint8Array[], starts: Set<number>): Uint8Array[][] {
  const groups: Uint8Array[][] = []
  let at = 0
  for (const fragment of fragments) {
    if (starts.has(at) || groups.length === 0) groups.push([])
    groups.at(-1)?.push(fragment)
    at += 8 + fragment.length
  }
  return groups
}

/** The JPEG family begins with FFD8 and ends with FFD9, JPEG 2000 with FF4F and FFD9; a zero may follow. */
function byMark(fragments: Uint8Array[]): Uint8Array[][] {
  const groups: Uint8Array[][] = []
  let ended = true
  for (const fragment of fragments) {
    const begins = fragment[0] === 0xff && (fragment[1] === 0xd8 || fragment[1] === 0x4f)
    if ((begins && ended) || groups.length === 0) groups.push([])
    groups.at(-1)?.push(fragment)
    ended = endsStream(fragment)
  }
  return groups
}

function endsStream(fragment: Uint8Array): boolean {
  let last = fragment.length - 1
  while (last > 0 && fragment[last] === 0) last--
  return fragment[last] === 0xd9 && fragment[last - 1] === 0xff
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  return only !== undefined && parts.length === 1 ? only : Buffer.concat(parts)
}
