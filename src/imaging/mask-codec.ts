/**
 * Masks written small: run lengths and packed bits.
 *
 * - **COCO**: runs down the columns, outside first, `size` as [height, width]; `counts` a list, or the compressed
 *   string of the COCO tools: from the third run on, each count is given as its difference to the one two before,
 *   in groups of 5 bits, lowest first, bit 5 set where more follow, 48 added to each.
 * - **Runs**: the same idea along the rows, for files that people read.
 * - **Bits**: one bit a pixel, the first in the lowest bit, as DICOM packs segmentation frames (PS3.5, 8.1.1).
 *
 * Decoding trusts nothing: the counts must fill the mask exactly, and no mask is larger than `maxPixels`.
 */
import { PraxisError } from '../cases/index.ts'
import { maxPixels } from './decode.ts'
import { emptyMask, type Mask } from './mask.ts'

export type CocoRle = {
  /** Height, then width. */
  size: [number, number]
  counts: string | number[]
}

export type RunMask = {
  width: number
  height: number
  /** Lengths of runs in reading order, outside and inside in turn; the first may be 0. */
  runs: number[]
}

export function toCoco(mask: Mask): CocoRle {
  return { size: [mask.height, mask.width], counts: compress(runsOf(transpose(mask).data)) }
}

/** Throws `media-undecodable` where the counts do not fill the mask. */
export function fromCoco({ size: [height, width], counts }: CocoRle): Mask {
  const runs = typeof counts === 'string' ? expand(counts, width * height) : counts
  return transpose(fill(emptyOf(height, width), runs))
}

export function toRuns(mask: Mask): RunMask {
  return { width: mask.width, height: mask.height, runs: runsOf(mask.data) }
}

/** Throws `media-undecodable` where the runs do not fill the mask. */
export function fromRuns({ width, height, runs }: RunMask): Mask {
  return fill(emptyOf(width, height), runs)
}

/** The bytes of 0 and 1 as bits; what is left of the last byte is 0. */
export function packBits(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(data.length / 8))
  for (let i = 0; i < data.length; i++)
    if (data[i] === 1) bytes[i >>> 3] = (bytes[i >>> 3] ?? 0) | (1 << (i & 7))
  return bytes
}

/** `count` bits as bytes of 0 and 1, from bit `from` on. Throws `media-undecodable` where there are fewer. */
export function unpackBits(bytes: Uint8Array, count: number, from = 0): Uint8Array {
  if (!(from + count <= bytes.length * 8)) throw unfit(`${bytes.length} bytes hold no ${from + count} bits`)
  const data = new Uint8Array(count)
  let [byte, bit] = [Math.floor(from / 8), from % 8]
  for (let i = 0; i < count; i++) {
    data[i] = ((bytes[byte] ?? 0) >>> bit) & 1
    if (++bit < 8) continue
    bit = 0
    byte++
  }
  return data
}

function runsOf(data: Uint8Array): number[] {
  const runs: number[] = []
  for (let at = 0, inside = 0; at < data.length; inside = 1 - inside) {
    const next = data.indexOf(1 - inside, at)
    const end = next === -1 ? data.length : next
    runs.push(end - at)
    at = end
  }
  return runs
}

function fill(mask: Mask, runs: readonly number[]): Mask {
  let [at, inside] = [0, 0]
  for (const run of runs) {
    if (!(Number.isInteger(run) && run >= 0 && at + run <= mask.data.length))
      throw unfit(`a run of ${run} pixels does not fit in a mask of ${mask.width} × ${mask.height}`)
    if (inside === 1) mask.data.fill(1, at, at + run)
    at += run
    inside = 1 - inside
  }
  if (at !== mask.data.length)
    throw unfit(`the runs cover ${at} of the ${mask.data.length} pixels of ${mask.width} × ${mask.height}`)
  return mask
}

function transpose({ width, height, data }: Mask): Mask {
  const turned = emptyMask(height, width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) turned.data[x * height + y] = data[y * width + x] ?? 0
  return turned
}

function compress(runs: readonly number[]): string {
  let text = ''
  for (const [i, run] of runs.entries()) {
    let rest = i > 2 ? run - (runs[i - 2] ?? 0) : run
    for (let more = true; more; ) {
      const group = rest & 31
      rest >>= 5
      // Done when what is left is only the sign, which the highest bit of this group already tells.
      more = rest !== ((group & 16) === 0 ? 0 : -1)
      text += String.fromCharCode(48 + group + (more ? 32 : 0))
    }
  }
  return text
}

function expand(text: string, pixels: number): number[] {
  const runs: number[] = []
  for (let at = 0; at < text.length; ) {
    let [run, shift, group] = [0, 0, 32]
    while ((group & 32) !== 0) {
      group = text.charCodeAt(at++) - 48
      if (!(group >= 0 && group < 64 && shift < 32)) throw unfit(`the counts are broken at character ${at}`)
      run |= (group & 31) << shift
      shift += 5
    }
    if ((group & 16) !== 0 && shift < 32) run |= -1 << shift
    if (runs.length > 2) run += runs[runs.length - 2] ?? 0
    // One run more than pixels can be: a mask may begin with an empty one.
    if (runs.push(run) > pixels + 1) throw unfit(`there are more runs than the ${pixels} pixels`)
  }
  return runs
}

function emptyOf(width: number, height: number): Mask {
  const fits =
    [width, height].every(side => Number.isInteger(side) && side >= 0) && width * height <= maxPixels
  if (!fits) throw unfit(`a mask cannot be ${width} × ${height}`)
  return emptyMask(width, height)
}

function unfit(what: string): PraxisError {
  return new PraxisError('media-undecodable', what, 'write the mask again')
}
