/** Colours of DICOM as interleaved red, green, blue of 8 bits: YBR (PS3.3, C.7.6.3.1.2) and palettes (C.7.6.3.1.5). */
import { bytesIn, type DataSet, numbersIn, tags } from './data-set.ts'
import { broken } from './parse.ts'

/** In place: full-range YCbCr (ITU-R BT.601) to RGB. */
export function ybrToRgb(samples: Uint8Array): void {
  for (let i = 0; i + 2 < samples.length; i += 3) {
    const [y, cb, cr] = [samples[i] ?? 0, (samples[i + 1] ?? 0) - 128, (samples[i + 2] ?? 0) - 128]
    samples[i] = byte(y + 1.402 * cr)
    samples[i + 1] = byte(y - 0.344136 * cb - 0.714136 * cr)
    samples[i + 2] = byte(y + 1.772 * cb)
  }
}

/** Uncompressed YBR_FULL_422: two luminances share a pair of colour differences, stored Y Y Cb Cr. */
export function expand422(stored: Uint8Array, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels * 3)
  for (let i = 0; i < pixels; i++) {
    const pair = (i >> 1) * 4
    out[3 * i] = stored[pair + (i & 1)] ?? 0
    out[3 * i + 1] = stored[pair + 2] ?? 0
    out[3 * i + 2] = stored[pair + 3] ?? 0
  }
  return out
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)))
}

type Palette = { first: number; colours: [Uint8Array, Uint8Array, Uint8Array] }

/** Throws `media-undecodable` where the palette is missing or short. */
export function readPalette(set: DataSet): Palette {
  const channels = [
    [tags.RedPaletteDescriptor, tags.RedPaletteData, tags.SegmentedRedPaletteData],
    [tags.GreenPaletteDescriptor, tags.GreenPaletteData, tags.SegmentedGreenPaletteData],
    [tags.BluePaletteDescriptor, tags.BluePaletteData, tags.SegmentedBluePaletteData],
  ] as const
  const [red, green, blue] = channels.map(([descriptor, plain, segmented]) => {
    const [entries = 0, first = 0, bits = 16] = numbersIn(set, descriptor)
    const count = entries === 0 ? 65536 : entries
    return { first, levels: readLevels(set, plain, segmented, count, bits) }
  })
  if (red === undefined || green === undefined || blue === undefined) throw new TypeError('three channels')
  return { first: red.first, colours: [red.levels, green.levels, blue.levels] }
}

export function applyPalette(
  indices: ArrayLike<number>,
  { first, colours: [red, green, blue] }: Palette,
): Uint8Array {
  const out = new Uint8Array(indices.length * 3)
  for (let i = 0; i < indices.length; i++) {
    const at = Math.min(red.length - 1, Math.max(0, (indices[i] ?? 0) - first))
    out[3 * i] = red[at] ?? 0
    out[3 * i + 1] = green[at] ?? 0
    out[3 * i + 2] = blue[at] ?? 0
  }
  return out
}

/** Entries of 16 bits as 8: files that announce 16 bits and fill 8 of them exist, and are told by their values. */
function readLevels(set: DataSet, plain: number, segmented: number, count: number, bits: number): Uint8Array {
  const stored = bytesIn(set, plain)
  const entries = stored
    ? bits === 8 && stored.length < 2 * count
      ? Array.from(stored)
      : words(stored, set.littleEndian)
    : unfold(words(bytesIn(set, segmented) ?? new Uint8Array(), set.littleEndian), count)
  if (entries.length < count)
    throw broken(`its palette has ${entries.length} of ${count} entries`, 'fetch the file again')
  const wide = bits > 8 && entries.some(entry => entry > 255)
  return Uint8Array.from(entries.slice(0, count), entry => (wide ? entry >> 8 : entry))
}

/** Segmented palettes (PS3.3, C.7.9.2): discrete runs, linear ramps, and repeats of segments before. */
function unfold(data: number[], count: number): number[] {
  const out: number[] = []
  const step = (at: number, nested: boolean): number => {
    const [kind, length = 0] = [data[at], data[at + 1]]
    if (kind === 0) {
      for (let i = 0; i < length && out.length < count; i++) out.push(data[at + 2 + i] ?? 0)
      return at + 2 + length
    }
    if (kind === 1) {
      const [from, to] = [out.at(-1) ?? 0, data[at + 2] ?? 0]
      for (let i = 1; i <= length && out.length < count; i++)
        out.push(Math.round(from + ((to - from) * i) / length))
      return at + 3
    }
    if (kind !== 2 || nested) throw broken('its segmented palette is damaged', 'fetch the file again')
    let back = (data[at + 2] ?? 0) + (data[at + 3] ?? 0) * 65536
    for (let i = 0; i < length && out.length < count; i++) back = step(back, true)
    return at + 4
  }
  for (let at = 0; at < data.length && out.length < count; ) at = step(at, false)
  return out
}

function words(bytes: Uint8Array, littleEndian: boolean): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(2 * i, littleEndian))
}
