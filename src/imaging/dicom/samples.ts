/** Stored values from the bytes that hold them: by width, place in their words, sign and byte order. */
import type { Samples } from '../volume.ts'
import { broken } from './broken.ts'
import type { ImageDescription } from './image-description.ts'

type Layout = Pick<ImageDescription, 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed'>

/** Room for whole samples of as many bits as are allotted. */
export function emptySamples({ bitsAllocated, signed }: Layout, count: number): Samples {
  if (bitsAllocated <= 8) return signed ? new Int8Array(count) : new Uint8Array(count)
  if (bitsAllocated === 16) return signed ? new Int16Array(count) : new Uint16Array(count)
  return signed ? new Int32Array(count) : new Uint32Array(count)
}

/** Room for samples of the same kind. */
export function samplesLike(samples: Samples, count: number): Samples {
  if (samples instanceof Uint8Array) return new Uint8Array(count)
  if (samples instanceof Int8Array) return new Int8Array(count)
  if (samples instanceof Uint16Array) return new Uint16Array(count)
  if (samples instanceof Int16Array) return new Int16Array(count)
  if (samples instanceof Uint32Array) return new Uint32Array(count)
  if (samples instanceof Int32Array) return new Int32Array(count)
  if (samples instanceof Float32Array) return new Float32Array(count)
  return new Float64Array(count)
}

/** Bytes that `count` samples take. */
export function bytesOf(count: number, { bitsAllocated }: Layout): number {
  return Math.ceil((count * bitsAllocated) / 8)
}

/**
 * The bytes must be there. `littleEndian` is the order of the words of 16 bits or more; 8-bit samples, which big
 * endian files keep in words, are swapped in pairs.
 */
export function unpackSamples(
  bytes: Uint8Array,
  count: number,
  layout: Layout,
  littleEndian: boolean,
): Samples {
  const { bitsAllocated } = layout
  if (bitsAllocated === 64)
    throw broken('its samples are whole numbers of 64 bits', 'convert them to 32 bits')
  const width = Math.max(2, bitsAllocated / 8)
  const words = new Uint8Array(Math.ceil(bytesOf(count, layout) / width) * width)
  words.set(bytes.subarray(0, words.length))
  if (!littleEndian && width === 2) Buffer.from(words.buffer).swap16()
  if (!littleEndian && width === 4) Buffer.from(words.buffer).swap32()
  if (bitsAllocated === 1) return unpackBits(words, count)
  return cutToStored(typed(words.buffer, count, layout), layout)
}

function typed(bytes: ArrayBuffer, count: number, { bitsAllocated, signed }: Layout): Samples {
  if (bitsAllocated <= 8) return signed ? new Int8Array(bytes, 0, count) : new Uint8Array(bytes, 0, count)
  if (bitsAllocated === 16) return signed ? new Int16Array(bytes, 0, count) : new Uint16Array(bytes, 0, count)
  return signed ? new Int32Array(bytes, 0, count) : new Uint32Array(bytes, 0, count)
}

function unpackBits(bytes: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count)
  for (let i = 0; i < count; i++) out[i] = ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1
  return out
}

/** In place: bits beyond the stored ones, such as old overlays, are cut off. */
function cutToStored(samples: Samples, { bitsAllocated, bitsStored, highBit, signed }: Layout): Samples {
  if (bitsStored === bitsAllocated) return samples
  const [up, down] = [31 - highBit, 32 - bitsStored]
  for (let i = 0; i < samples.length; i++) {
    const aligned = (samples[i] ?? 0) << up
    samples[i] = signed ? aligned >> down : aligned >>> down
  }
  return samples
}

/** The value of the lowest `bits` bits of each sample, the highest of them the sign. In place. */
export function extendSign(samples: Samples, bits: number): Samples {
  const shift = 32 - bits
  for (let i = 0; i < samples.length; i++) samples[i] = ((samples[i] ?? 0) << shift) >> shift
  return samples
}

/** Planes of one colour after the other, frame by frame, as triples. */
export function interleaved<T extends Samples>(planes: T, out: T, pixels: number, components = 3): T {
  const size = components * pixels
  for (let at = 0; at < planes.length; at += size)
    for (let c = 0; c < components; c++)
      for (let i = 0, from = at + c * pixels, to = at + c; i < pixels; i++, from++, to += components)
        out[to] = planes[from] ?? 0
  return out
}
