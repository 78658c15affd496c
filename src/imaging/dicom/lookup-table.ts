/** Lookup tables (PS3.3, C.11.1.1 and C.11.2.1): how many entries, for which samples, of how many bits. */
import { broken } from './broken.ts'
import { bytesIn, type DataSet, numbersIn, tags } from './data-set.ts'

type Descriptor = {
  count: number
  /** The sample to which the first entry belongs. */
  first: number
  bits: number
}

export type LookupTable = Descriptor & { entries: Uint8Array | Uint16Array }

/** Throws `media-undecodable` where it is missing or short. `signed`: it is looked up with signed samples. */
export function readLookupTable(item: DataSet, signed: boolean): LookupTable {
  const descriptor = readDescriptor(item, tags.LUTDescriptor, signed)
  const entries = tableEntries(bytesIn(item, tags.LUTData), descriptor.count, item.littleEndian)
  if (descriptor.count > entries.length) throw broken('its lookup table is too short', 'fetch the file again')
  return { ...descriptor, entries }
}

/** Numbers of 16 bits whose representation, US or SS, says nothing of their sign. */
export function readDescriptor(set: DataSet, tag: number, signed: boolean): Descriptor {
  const [count, start, bits] = numbersIn(set, tag)
  if (count === undefined || start === undefined || bits === undefined)
    throw broken('its lookup table is not described', 'fetch the file again')
  const first = start & 0xffff
  return {
    // 65,536 entries do not fit and are written as 0.
    count: count & 0xffff || 65536,
    first: signed && first > 32767 ? first - 65536 : first,
    bits: Math.min(16, Math.max(1, bits)),
  }
}

/** Entries in words, or in bytes where the table has no more. */
export function tableEntries(
  bytes: Uint8Array | undefined,
  count: number,
  littleEndian: boolean,
): Uint8Array | Uint16Array {
  const size = bytes?.length ?? 0
  const words = new Uint8Array(size + (size % 2))
  if (bytes) words.set(bytes)
  if (!littleEndian) Buffer.from(words.buffer).swap16()
  return size >= 2 * count ? new Uint16Array(words.buffer, 0, count) : words.subarray(0, count)
}

/** The entry of each sample; what lies below or above the table has its first or last. */
export function lookUp({ first, entries, count }: LookupTable, samples: ArrayLike<number>): Float32Array {
  const out = new Float32Array(samples.length)
  for (let i = 0; i < out.length; i++)
    out[i] = entries[Math.min(count - 1, Math.max(0, (samples[i] ?? 0) - first))] ?? 0
  return out
}
