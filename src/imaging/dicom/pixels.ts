/**
 * The samples of a DICOM image: found, decompressed, and brought to one form, which is stored values (grey) or
 * 8-bit red, green, blue, frame after frame. Sizes are compared with the bytes that are there, and with what each
 * compressed stream says of itself, before anything is laid out.
 */
import { countSamples, type Samples } from '../volume.ts'
import { decodeDctJpeg } from './codecs/jpeg-dct/index.ts'
import { decodeLosslessJpeg } from './codecs/jpeg-lossless.ts'
import { decodeRle } from './codecs/rle.ts'
import { readStreamHeader, type StreamHeader } from './codecs/stream-header.ts'
import { decodeWasm } from './codecs/wasm.ts'
import { applyPalette, expand422, readPalette, ybrToRgb } from './colour.ts'
import { bytesIn, type DataSet, type Element, tags } from './data-set.ts'
import { frameStreams } from './frames.ts'
import type { ImageDescription } from './image-description.ts'
import { broken, type DicomFile } from './parse.ts'

export type Pixels = { channels: 1 | 3; samples: Samples }

/** Throws `media-undecodable`. */
export async function readPixels(file: DicomFile, image: ImageDescription): Promise<Pixels> {
  const { set } = file
  countSamples({ x: image.columns, y: image.rows, z: 1, t: image.frames }, image.samplesPerPixel)
  const floats = floatPixels(set, image)
  if (floats) return { channels: 1, samples: floats }
  const element = set.elements.get(tags.PixelData)
  if (element === undefined || element.kind === 'sequence')
    throw broken('it holds no pixels', 'give an image; `praxis info` tells what this file is')
  const stored =
    element.kind === 'fragments'
      ? await compressedSamples(file, element, image)
      : nativeSamples(set, element, image)
  return coloured(set, image, stored)
}

/** Float and double pixels (PS3.3, C.7.6.24 and C.7.6.25), as in parametric maps. */
function floatPixels(set: DataSet, image: ImageDescription): Samples | undefined {
  const [single, double] = [bytesIn(set, tags.FloatPixelData), bytesIn(set, tags.DoubleFloatPixelData)]
  const count = sampleCount(image)
  const bytes = single ?? double
  if (bytes === undefined) return undefined
  refuseShort(bytes.length, count * (single ? 4 : 8))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return single
    ? Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, set.littleEndian))
    : Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, set.littleEndian))
}

/** Stored values, interleaved; `rgb` where a decoder has turned the colours already. */
type Stored = { samples: Samples; rgb?: boolean }

function sampleCount({ rows, columns, frames, samplesPerPixel }: ImageDescription): number {
  return rows * columns * frames * samplesPerPixel
}

function refuseShort(present: number, needed: number): void {
  if (present < needed)
    throw broken(`its pixels need ${needed} bytes and ${present} are there`, 'fetch the file again')
}

function nativeSamples(
  set: DataSet,
  element: Extract<Element, { kind: 'value' }>,
  image: ImageDescription,
): Stored {
  const { rows, columns, frames, bitsAllocated } = image
  const count = sampleCount(image)
  const { bytes } = element
  if (image.photometric === 'YBR_FULL_422' && bytes.length < count && image.samplesPerPixel === 3) {
    const pixels = rows * columns * frames
    refuseShort(bytes.length, 2 * pixels)
    return { samples: expand422(bytes, pixels) }
  }
  refuseShort(bytes.length, Math.ceil((count * bitsAllocated) / 8))
  const samples = unpacked(bytes, count, image, set.littleEndian || element.vr === 'OB')
  return { samples: image.planar ? interleave(samples, rows * columns) : samples }
}

/** Values of `bitsStored` bits, with sign; bits beyond them, such as old overlays, are cut off. */
function unpacked(
  bytes: Uint8Array,
  count: number,
  { bitsAllocated, bitsStored, highBit, signed }: ImageDescription,
  littleEndian: boolean,
): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bitsAllocated === 1)
    return Uint8Array.from({ length: count }, (_, i) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1)
  if (bitsAllocated === 32) {
    const read = signed ? view.getInt32.bind(view) : view.getUint32.bind(view)
    const out = signed ? new Int32Array(count) : new Uint32Array(count)
    for (let i = 0; i < count; i++) out[i] = read(4 * i, littleEndian)
    return out
  }
  if (bitsAllocated === 64)
    throw broken('its samples are whole numbers of 64 bits', 'convert them to 32 bits')
  const low = highBit + 1 - bitsStored
  const wide = bitsAllocated === 16
  const out = sampleArray(count, wide, signed)
  const [up, down] = [32 - bitsStored, 32 - bitsStored]
  for (let i = 0; i < count; i++) {
    // In big endian, 8-bit samples of words are swapped in pairs.
    const raw = wide ? view.getUint16(2 * i, littleEndian) : (bytes[littleEndian ? i : i ^ 1] ?? 0)
    const value = ((raw >> low) << up) | 0
    out[i] = signed ? value >> down : value >>> down
  }
  return out
}

function sampleArray(count: number, wide: boolean, signed: boolean): Samples {
  if (wide) return signed ? new Int16Array(count) : new Uint16Array(count)
  return signed ? new Int8Array(count) : new Uint8Array(count)
}

/** Three planes of each frame as triples. */
function interleave(planes: Samples, pixels: number): Samples {
  const out = planes.slice()
  for (let at = 0; at < planes.length; at += 3 * pixels)
    for (let c = 0; c < 3; c++)
      for (let i = 0; i < pixels; i++) out[at + 3 * i + c] = planes[at + c * pixels + i] ?? 0
  return out
}

async function compressedSamples(
  { set, syntax }: DicomFile,
  element: Extract<Element, { kind: 'fragments' }>,
  image: ImageDescription,
): Promise<Stored> {
  const { rows, columns, samplesPerPixel } = image
  const streams = frameStreams(set, element, image.frames)
  const size = rows * columns * samplesPerPixel
  let samples: Samples | undefined
  let rgb = false
  for (const [frame, stream] of streams.entries()) {
    const decoded =
      syntax.compression === 'rle'
        ? { samples: rleSamples(stream, image) }
        : syntax.compression === 'native'
          ? { samples: unpacked(sized(stream, image), size, image, true) }
          : await streamSamples(stream, syntax.name, image)
    if (decoded.samples.length !== size)
      throw broken(`frame ${frame + 1} is incomplete`, 'fetch the file again')
    samples ??= emptyLike(decoded.samples, size * streams.length)
    samples.set(decoded.samples, frame * size)
    rgb = decoded.rgb ?? false
  }
  if (samples === undefined) throw broken('its pixels are empty', 'fetch the file again')
  return { samples: withSign(samples, image), rgb }
}

function sized(stream: Uint8Array, image: ImageDescription): Uint8Array {
  refuseShort(stream.length, Math.ceil((sampleCount({ ...image, frames: 1 }) * image.bitsAllocated) / 8))
  return stream
}

function rleSamples(stream: Uint8Array, image: ImageDescription): Samples {
  const pixels = image.rows * image.columns
  const bytes = decodeRle(stream, pixels, image.samplesPerPixel, Math.max(1, image.bitsAllocated / 8))
  const samples = unpacked(bytes, pixels * image.samplesPerPixel, image, true)
  return image.samplesPerPixel === 3 ? interleave(samples, pixels) : samples
}

function emptyLike(samples: Samples, length: number): Samples {
  if (samples instanceof Uint8Array) return new Uint8Array(length)
  if (samples instanceof Int8Array) return new Int8Array(length)
  if (samples instanceof Int16Array) return new Int16Array(length)
  if (samples instanceof Uint16Array) return new Uint16Array(length)
  if (samples instanceof Int32Array) return new Int32Array(length)
  return new Uint32Array(length)
}

/** Decoders know nothing of the sign: it is that of the highest stored bit. */
function withSign(samples: Samples, { signed, bitsStored }: ImageDescription): Samples {
  if (!signed || !(samples instanceof Uint8Array || samples instanceof Uint16Array)) return samples
  const out = sampleArray(samples.length, samples instanceof Uint16Array, true)
  const shift = 32 - bitsStored
  for (let i = 0; i < samples.length; i++) out[i] = ((samples[i] ?? 0) << shift) >> shift
  return out
}

async function streamSamples(stream: Uint8Array, name: string, image: ImageDescription): Promise<Stored> {
  const header = readStreamHeader(stream)
  if (header === undefined) throw broken(`a frame does not begin as ${name} must`, 'fetch the file again')
  const { width, height, components } = header
  if (width !== image.columns || height !== image.rows || components !== image.samplesPerPixel)
    throw broken(
      `a frame is ${width}×${height} of ${components} samples; the header says ${image.columns}×${image.rows} of ${image.samplesPerPixel}`,
      'fetch the file again',
    )
  return header.frameMarker === undefined ? jpeg2000(stream, header) : jpegFamily(stream, header, image)
}

async function jpeg2000(stream: Uint8Array, header: StreamHeader): Promise<Stored> {
  // HTJ2K announces itself by a CAP marker; OpenJPEG does not read it, OpenJPH reads nothing else.
  const codec = hasCapabilities(stream) ? 'openjph' : 'openjpeg'
  const { samples } = await decodeWasm(codec, stream, header)
  return { samples, rgb: header.components === 3 && transformsColours(stream) }
}

function hasCapabilities(stream: Uint8Array): boolean {
  return markerAt(stream, 0x50) !== undefined
}

/** The multiple component transform of the COD segment; the decoder then gives RGB. */
function transformsColours(stream: Uint8Array): boolean {
  const at = markerAt(stream, 0x52)
  return at !== undefined && stream[at + 8] === 1
}

/** Where a marker segment of a codestream's main header begins. */
function markerAt(stream: Uint8Array, marker: number): number | undefined {
  let at = Buffer.from(stream.buffer, stream.byteOffset, stream.length).indexOf(
    Buffer.from([0xff, 0x4f, 0xff, 0x51]),
  )
  if (at < 0) return undefined
  at += 2
  while (at + 4 <= stream.length && stream[at] === 0xff && stream[at + 1] !== 0x90) {
    if (stream[at + 1] === marker) return at
    at += 2 + (((stream[at + 2] ?? 0) << 8) | (stream[at + 3] ?? 0))
  }
  return undefined
}

async function jpegFamily(
  stream: Uint8Array,
  header: StreamHeader,
  image: ImageDescription,
): Promise<Stored> {
  if (header.frameMarker === 0xf7) return decodeWasm('charls', stream, header)
  if (header.frameMarker === 0xc3) return { samples: decodeLosslessJpeg(stream, header) }
  const isYbr = header.jfif || (header.adobe === undefined ? image.photometric !== 'RGB' : header.adobe === 1)
  if (header.precision > 8 || (header.components === 3 && !isYbr)) {
    const { samples } = decodeDctJpeg(stream)
    if (header.precision > 8) return { samples }
    return { samples: Uint8Array.from(samples), rgb: true }
  }
  const { samples } = await decodeWasm('libjpeg-turbo', stream, header)
  return { samples, rgb: header.components === 3 }
}

function coloured(set: DataSet, image: ImageDescription, { samples, rgb }: Stored): Pixels {
  if (image.samplesPerPixel === 1) {
    if (image.photometric !== 'PALETTE COLOR') return { channels: 1, samples }
    return { channels: 3, samples: applyPalette(samples, readPalette(set)) }
  }
  const bytes = eightBit(samples, image.bitsStored)
  if (!rgb && image.photometric.startsWith('YBR')) ybrToRgb(bytes)
  return { channels: 3, samples: bytes }
}

/** Colours of more than 8 bits are brought to 8; they carry no values. */
function eightBit(samples: Samples, bitsStored: number): Uint8Array {
  if (samples instanceof Uint8Array) return samples
  const shift = Math.max(0, bitsStored - 8)
  return Uint8Array.from(samples, value => value >> shift)
}
