/** The number types of NIfTI and Analyze, by their codes, and how their bytes become samples. */
import { PraxisError } from '../../cases/index.ts'
import type { Samples } from '../volume.ts'

type Datatype = {
  name: string
  bytes: number
  /** Bytes that are swapped together; those of a colour are not. */
  word: 1 | 2 | 4 | 8
  channels: 1 | 3
  /** The samples in bytes of this machine's order. */
  samples: (bytes: ArrayBuffer) => Samples
}

const datatypes: Record<number, Datatype | undefined> = {
  2: grey('uint8', 1, bytes => new Uint8Array(bytes)),
  4: grey('int16', 2, bytes => new Int16Array(bytes)),
  8: grey('int32', 4, bytes => new Int32Array(bytes)),
  16: grey('float32', 4, bytes => new Float32Array(bytes)),
  64: grey('float64', 8, bytes => new Float64Array(bytes)),
  128: { name: 'rgb24', bytes: 3, word: 1, channels: 3, samples: bytes => new Uint8Array(bytes) },
  256: grey('int8', 1, bytes => new Int8Array(bytes)),
  512: grey('uint16', 2, bytes => new Uint16Array(bytes)),
  768: grey('uint32', 4, bytes => new Uint32Array(bytes)),
  1024: grey('int64', 8, bytes => narrowed(new BigInt64Array(bytes))),
  1280: grey('uint64', 8, bytes => narrowed(new BigUint64Array(bytes))),
  2304: { name: 'rgba32', bytes: 4, word: 1, channels: 3, samples: withoutAlpha },
}

const unreadable: Record<number, string | undefined> = {
  1: 'single bits',
  32: 'complex numbers',
  1536: 'numbers of 128 bits',
  1792: 'complex numbers',
  2048: 'complex numbers',
}

/** Throws `media-undecodable` for numbers that no sample can hold. */
export function datatypeOf(code: number): Datatype {
  const known = datatypes[code]
  if (known) return known
  const what = unreadable[code]
  throw new PraxisError(
    'media-undecodable',
    what === undefined ? `its datatype ${code} is unknown` : `its voxels are ${what} (datatype ${code})`,
    'convert it to whole or floating-point numbers',
  )
}

/** The code under which samples are written; colours are rgb24. */
export function codeOf(samples: Samples, channels: 1 | 3): number | undefined {
  if (channels === 3) return samples instanceof Uint8Array ? 128 : undefined
  if (samples instanceof Uint8Array) return 2
  if (samples instanceof Int16Array) return 4
  if (samples instanceof Int32Array) return 8
  if (samples instanceof Float32Array) return 16
  if (samples instanceof Float64Array) return 64
  if (samples instanceof Int8Array) return 256
  if (samples instanceof Uint16Array) return 512
  return 768
}

/** The samples of voxels in the byte order of their file. The bytes are copied. */
export function samplesOf({ word, samples }: Datatype, voxels: Uint8Array, littleEndian: boolean): Samples {
  const copy = new Uint8Array(voxels)
  const swapped = Buffer.from(copy.buffer)
  if (!littleEndian && word === 2) swapped.swap16()
  if (!littleEndian && word === 4) swapped.swap32()
  if (!littleEndian && word === 8) swapped.swap64()
  return samples(copy.buffer)
}

function grey(name: string, bytes: 1 | 2 | 4 | 8, samples: Datatype['samples']): Datatype {
  return { name, bytes, word: bytes, channels: 1, samples }
}

/** Whole numbers of 64 bits as 32 bits where all fit, and otherwise as doubles, exact up to 2^53. */
function narrowed(wide: BigInt64Array | BigUint64Array): Samples {
  let [low, high] = [0n, 0n]
  for (const value of wide) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low >= -(2n ** 31n) && high < 2n ** 31n) return Int32Array.from(wide, Number)
  if (low >= 0n && high < 2n ** 32n) return Uint32Array.from(wide, Number)
  return Float64Array.from(wide, Number)
}

function withoutAlpha(bytes: ArrayBuffer): Uint8Array {
  const rgba = new Uint8Array(bytes)
  const rgb = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    rgb[to++] = rgba[from] ?? 0
    rgb[to++] = rgba[from + 1] ?? 0
    rgb[to++] = rgba[from + 2] ?? 0
  }
  return rgb
}
