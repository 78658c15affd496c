/**
 * One compressed frame. What its stream says of itself is compared with the header, and with what its bytes can hold,
 * before anything is laid out; the colours of a stream are known only when it has been decoded.
 */
import { inflateRawSync } from 'node:zlib'
import { messageOf } from '../../cases/index.ts'
import type { Samples } from '../volume.ts'
import { broken } from './broken.ts'
import { type CodestreamHeader, readCodestreamHeader, saidUnsigned } from './codecs/codestream-header.ts'
import { decodeDctJpeg } from './codecs/jpeg-dct/index.ts'
import { type JpegHeader, readJpegHeader, withColourMarker } from './codecs/jpeg-header.ts'
import { decodeLosslessJpeg } from './codecs/jpeg-lossless.ts'
import { decodeRle } from './codecs/rle.ts'
import { decodeWasm } from './codecs/wasm.ts'
import type { ImageDescription } from './image-description.ts'
import { bytesOf, interleaved, samplesLike, unpackSamples } from './samples.ts'
import type { TransferSyntax } from './transfer-syntax.ts'

export type Frame = {
  /** Interleaved. */
  samples: Samples
  /** Of each sample that count; the highest of them is the sign where samples are signed. */
  bits: number
  photometric: string
}

/** Largest frame that is decompressed, in samples. */
const mostSamples = 1 << 28

/** Throws `media-undecodable` at once where the frame cannot be what the header says, and later where it is damaged. */
export function frameDecoder(
  stream: Uint8Array,
  { pixels, name }: TransferSyntax,
  image: ImageDescription,
): () => Promise<Frame> {
  const count = image.rows * image.columns * image.samplesPerPixel
  if (count > mostSamples)
    throw broken(`a frame has ${count} samples`, `give frames of at most ${mostSamples}`)
  if (pixels === 'rle') return rleDecoder(stream, image)
  if (pixels === 'deflated') return async () => rawFrame(inflateFrame(stream, bytesOf(count, image)), image)
  const header = readJpegHeader(stream) ?? readCodestreamHeader(stream)
  if (header === undefined && pixels === 'native') return async () => rawFrame(stream, image)
  if (header === undefined) throw broken(`a frame does not begin as ${name} must`, 'fetch the file again')
  return header.family === 'jpeg'
    ? jpegDecoder(stream, header, image)
    : codestreamDecoder(stream, header, image)
}

function rawFrame(bytes: Uint8Array, image: ImageDescription): Frame {
  const pixels = image.rows * image.columns
  const count = pixels * image.samplesPerPixel
  refuseShort(bytes.length, bytesOf(count, image))
  const samples = unpackSamples(bytes, count, image, true)
  const { bitsStored: bits, photometric } = image
  return {
    samples: image.planar ? interleaved(samples, samplesLike(samples, count), pixels) : samples,
    bits,
    photometric,
  }
}

export function refuseShort(present: number, needed: number): void {
  if (present < needed)
    throw broken(`its pixels need ${needed} bytes and ${present} are there`, 'fetch the file again')
}

function inflateFrame(stream: Uint8Array, most: number): Uint8Array {
  try {
    // Frames of odd length may be filled up.
    return inflateRawSync(stream, { maxOutputLength: most + 1 })
  } catch (error) {
    throw broken(`a deflated frame does not unfold (${messageOf(error, 80)})`, 'fetch the file again')
  }
}

function rleDecoder(stream: Uint8Array, image: ImageDescription): () => Promise<Frame> {
  const { bitsAllocated, samplesPerPixel } = image
  if (bitsAllocated === 1) throw broken('it holds single bits in RLE', 'decompress it first')
  const pixels = image.rows * image.columns
  const width = bitsAllocated / 8
  // Two bytes stand for at most 128.
  refuseImplausible(pixels * samplesPerPixel * width, 64 * stream.length)
  return async () =>
    rawFrame(decodeRle(stream, pixels, samplesPerPixel, width), { ...image, planar: samplesPerPixel === 3 })
}

/** Some bytes hold millions of samples of one value, and some can not. */
function refuseImplausible(count: number, most: number): void {
  if (count > most)
    throw broken(
      `its header claims ${count} samples a frame, more than its bytes can hold`,
      'fetch the file again',
    )
}

function compare(
  said: { width: number; height: number; components: number; precision: number },
  image: ImageDescription,
) {
  const { width, height, components, precision } = said
  const { columns, rows, samplesPerPixel, bitsAllocated } = image
  if (width !== columns || height !== rows || components !== samplesPerPixel)
    throw broken(
      `a frame is ${width}×${height} of ${components} samples; the header says ${columns}×${rows} of ${samplesPerPixel}`,
      'fetch the file again',
    )
  if (precision > Math.max(8, bitsAllocated))
    throw broken(
      `a frame has samples of ${precision} bits; the header allots ${bitsAllocated}`,
      'fetch the file again',
    )
}

/** JPEG-LS spends at least a bit on a line, JPEG Lossless on a sample, and DCT on a block of 64 in each component. */
function jpegDecoder(stream: Uint8Array, header: JpegHeader, image: ImageDescription): () => Promise<Frame> {
  const { width, height, precision: bits, frameMarker } = header
  const components = header.sampling.length
  compare({ width, height, components, precision: bits }, image)
  const bytes = stream.length
  const count = width * height * components
  const { photometric } = image
  if (frameMarker === 0xf7) {
    refuseImplausible(count, 8 * bytes * width * components)
    return async () => ({
      samples: await decodeWasm('charls', stream, { width, height, components }),
      bits,
      photometric,
    })
  }
  if (frameMarker === 0xc3) {
    refuseImplausible(count, 8 * bytes)
    return async () => ({ samples: decodeLosslessJpeg(stream, header), bits, photometric })
  }
  refuseImplausible(count, 2048 * bytes)
  return async () => dctFrame(stream, header, image)
}

/** libjpeg-turbo knows these ratios of the first component to the others; it turns YCbCr to RGB. */
const commonSampling = new Set(['1×1', '2×1', '1×2', '2×2', '4×1'])

async function dctFrame(stream: Uint8Array, header: JpegHeader, image: ImageDescription): Promise<Frame> {
  const { width, height, sampling, precision: bits } = header
  const components = sampling.length
  const ycbcr = components === 3 && isYcbcr(header, image.photometric)
  const [first, ...rest] = sampling
  const common =
    rest.every(([h, v]) => h === 1 && v === 1) &&
    (components === 1 || commonSampling.has(`${first?.join('×')}`))
  if (bits > 8 || !common) {
    const photometric = components === 1 ? image.photometric : ycbcr ? 'YBR_FULL' : 'RGB'
    const { samples } = decodeDctJpeg(stream)
    return { samples, bits, photometric }
  }
  const marked = components === 3 ? withColourMarker(stream, ycbcr) : stream
  const samples = await decodeWasm('libjpeg-turbo', marked, { width, height, components })
  return { samples, bits, photometric: components === 3 ? 'RGB' : image.photometric }
}

function isYcbcr({ jfif, adobe }: JpegHeader, photometric: string): boolean {
  return jfif ?? (adobe === undefined ? photometric !== 'RGB' : adobe === 1)
}

/** A packet of a codestream takes a byte and may stand for any number of samples; what is real takes more. */
const mostPerByte = 1 << 17

function codestreamDecoder(
  stream: Uint8Array,
  header: CodestreamHeader,
  image: ImageDescription,
): () => Promise<Frame> {
  const { width, height, components, highThroughput, transformed } = header
  const [first] = components
  const [precision, signed] = [first?.precision ?? 0, first?.signed ?? false]
  compare({ width, height, components: components.length, precision }, image)
  const alike = components.every(
    one => one.precision === precision && one.signed === signed && one.across === 1 && one.down === 1,
  )
  if (!alike || precision > 16)
    throw broken(
      alike
        ? `it is JPEG 2000 with samples of ${precision} bits, and 16 are supported`
        : 'it is JPEG 2000 with components that differ in size or depth',
      'decompress it first',
    )
  refuseImplausible(width * height * components.length, mostPerByte * stream.length)
  return async () => {
    const size = { width, height, components: components.length }
    const coded = signed ? saidUnsigned(header) : header.codestream
    const samples = await decodeWasm(highThroughput ? 'openjph' : 'openjpeg', coded, size)
    const half = 1 << (precision - 1)
    if (signed) for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) ^ half
    const photometric = components.length === 3 && transformed ? 'RGB' : image.photometric
    return { samples, bits: precision, photometric }
  }
}
