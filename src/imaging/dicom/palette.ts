/** Palettes (PS3.3, C.7.6.3.1.5 and C.7.6.3.1.6), and the segments in which they may be told (C.7.9.2). */
import { broken } from './broken.ts'
import { bytesIn, type DataSet, tags } from './data-set.ts'
import { readDescriptor, tableEntries } from './lookup-table.ts'

type Channel = { first: number; levels: Uint8Array }

/** Of each channel: levels of 8 bits for the samples `first`, `first` + 1, … */
export type Palette = { red: Channel; green: Channel; blue: Channel }

/** Throws `media-undecodable` where it is missing, short or damaged. */
export function readPalette(set: DataSet, signed: boolean): Palette {
  const channel = (colour: Colour) => readChannel(set, signed, colour)
  return { red: channel('Red'), green: channel('Green'), blue: channel('Blue') }
}

/** Samples below and above the palette have its first and its last colour. */
export function applyPalette(samples: ArrayLike<number>, { red, green, blue }: Palette): Uint8Array {
  const out = new Uint8Array(samples.length * 3)
  for (const [c, { first, levels }] of [red, green, blue].entries())
    for (let i = 0, last = levels.length - 1; i < samples.length; i++)
      out[3 * i + c] = levels[Math.min(last, Math.max(0, (samples[i] ?? 0) - first))] ?? 0
  return out
}

type Colour = 'Red' | 'Green' | 'Blue'

function readChannel(set: DataSet, signed: boolean, colour: Colour): Channel {
  const { count, first, bits } = readDescriptor(set, tags[`${colour}PaletteDescriptor`], signed)
  const plain = bytesIn(set, tags[`${colour}PaletteData`])
  const segmented = bytesIn(set, tags[`Segmented${colour}PaletteData`])
  const entries = plain
    ? tableEntries(plain, count, set.littleEndian)
    : unfold(segmented ?? new Uint8Array(), bits > 8, count, set.littleEndian)
  if (entries.length < count)
    throw broken(`its palette has ${entries.length} of ${count} entries`, 'fetch the file again')
  const shift = Math.max(0, bits - 8)
  return { first, levels: Uint8Array.from(entries, entry => entry >> shift) }
}

/** Segments are made of words where entries have 16 bits, and of bytes where they have 8. */
function unfold(bytes: Uint8Array, wide: boolean, count: number, littleEndian: boolean): number[] {
  const data = tableEntries(bytes, wide ? bytes.length >> 1 : bytes.length, littleEndian)
  const out: number[] = []
  const add = (value: number) => {
    if (out.length < count) out.push(value)
  }
  const run = (from: number, length: number) => {
    for (let i = 0; i < length; i++) add(data[from + i] ?? 0)
  }
  const ramp = (to: number, length: number) => {
    const from = out.at(-1) ?? 0
    for (let i = 1; i <= length; i++) add(Math.round(from + ((to - from) * i) / length))
  }
  const damaged = () => broken('its segmented palette is damaged', 'fetch the file again')
  /** Unfolds the segment at `at` and returns where the next one begins. */
  const step = (at: number, mayRepeat: boolean): number => {
    const [kind, length] = [data[at], data[at + 1]]
    // A segment of nothing could be repeated without end.
    if (!length) throw damaged()
    if (kind === 0) run(at + 2, length)
    else if (kind === 1) ramp(data[at + 2] ?? 0, length)
    else if (kind === 2 && mayRepeat) repeat(at + 2, length)
    else throw damaged()
    return at + (kind === 0 ? 2 + length : kind === 1 ? 3 : wide ? 4 : 6)
  }
  /** The offset, of 32 bits with the low half first, counts bytes. */
  const repeat = (at: number, segments: number) => {
    const [a = 0, b = 0, c = 0, d = 0] = data.subarray(at, at + 4)
    const offset = wide ? a + 2 ** 16 * b : a + 2 ** 8 * b + 2 ** 16 * c + 2 ** 24 * d
    let from = wide ? offset / 2 : offset
    for (let i = 0; i < segments && out.length < count; i++) from = step(from, false)
  }
  // A single zero may fill up the end.
  for (let at = 0; at + 1 < data.length && out.length < count; ) at = step(at, true)
  return out
}
