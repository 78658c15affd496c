/**
 * A frame that is an image stream of the JPEG or JPEG 2000 family. What the stream says of itself is compared with the
 * header, and with what its bytes can hold, before anything is laid out. How its colours are coded is known only when
 * it has been decoded.
 */
import type { Samples } from '../volume.ts'
import { broken } from './broken.ts'
import { type CodestreamHeader, isCutOff, saidUnsigned } from './codecs/codestream-header.ts'
import { decodeDctJpeg } from './codecs/jpeg-dct/index.ts'
import { type JpegHeader, withColourMarker } from './codecs/jpeg-header.ts'
import { decodeLosslessJpeg } from './codecs/jpeg-lossless.ts'
import { decodeWasm } from './codecs/wasm.ts'
import type { ImageDescription } from './image-description.ts'

export type Frame = {
  /** Interleaved. */
  samples: Samples
  /** Of each sample that count; the highest of them is the sign where samples are signed. */
  bits: number
  /** Of these samples, which may not be that of the stream. */
  photometric: string
}

/** Some bytes hold millions of samples of one value, and some can not. */
export function refuseImplausible(count: number, most: number): void {
  if (count > most)
    throw broken(
      `its header claims ${count} samples a frame, more than its bytes can hold`,
      'fetch the file again',
    )
}

type Size = { width: number; height: number; components: number }

function refuseUnlike({ width, height, components }: Size, precision: number, image: ImageDescription): void {
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

const endOfImage = Buffer.from([0xff, 0xd9])

/** SOF0 to SOF2, with Huffman codes, and SOF9 and SOF10, with arithmetic ones. */
const dctProcesses = new Set([0xc0, 0xc1, 0xc2, 0xc9, 0xca])

/** JPEG-LS spends at least a bit on a line, JPEG Lossless on a sample, and DCT on a block of 64 in each component. */
export function jpegDecoder(
  stream: Uint8Array,
  header: JpegHeader,
  image: ImageDescription,
): () => Promise<Frame> {
  const { width, height, precision: bits, frameMarker } = header
  const size = { width, height, components: header.sampling.length }
  refuseUnlike(size, bits, image)
  const count = width * height * size.components
  const { photometric } = image
  if (frameMarker === 0xf7) {
    refuseImplausible(count, 8 * stream.length * width * size.components)
    // Where its last marker is missing, CharLS reads on beyond the end.
    if (Buffer.from(stream.buffer, stream.byteOffset, stream.length).lastIndexOf(endOfImage) < 0)
      throw broken('a JPEG-LS frame is cut off', 'fetch the file again')
    return async () => ({ samples: await decodeWasm('charls', stream, size), bits, photometric })
  }
  if (frameMarker === 0xc3) {
    refuseImplausible(count, 8 * stream.length)
    return async () => ({ samples: decodeLosslessJpeg(stream, header), bits, photometric })
  }
  if (!dctProcesses.has(frameMarker))
    throw broken(
      `it is JPEG of a process (SOF${frameMarker - 0xc0}) that is not supported`,
      'decompress it first, such as with dcmdjpeg',
    )
  refuseImplausible(count, 2048 * stream.length)
  return async () => dctFrame(stream, header, image)
}

/** libjpeg-turbo turns YCbCr to RGB; what it cannot read is decoded by us. */
async function dctFrame(stream: Uint8Array, header: JpegHeader, image: ImageDescription): Promise<Frame> {
  const { width, height, sampling, precision: bits } = header
  const components = sampling.length
  const isColour = components === 3
  const ycbcr = isColour && isYcbcr(header, image.photometric)
  if (bits > 8 || !isCommon(sampling)) {
    const { samples } = decodeDctJpeg(stream)
    return { samples, bits, photometric: isColour ? (ycbcr ? 'YBR_FULL' : 'RGB') : image.photometric }
  }
  const told = isColour ? withColourMarker(stream, ycbcr) : stream
  const samples = await decodeWasm('libjpeg-turbo', told, { width, height, components })
  return { samples, bits, photometric: isColour ? 'RGB' : image.photometric }
}

/** Markers of the stream come first, as decoders have it; then the header. */
function isYcbcr({ jfif, adobe }: JpegHeader, photometric: string): boolean {
  return jfif ?? (adobe === undefined ? photometric !== 'RGB' : adobe === 1)
}

/** Ratios of the first component to the others that libjpeg-turbo knows. */
const commonRatios = new Set(['1×1', '2×1', '1×2', '2×2', '4×1'])

function isCommon([first, ...rest]: JpegHeader['sampling']): boolean {
  if (rest.length === 0) return true
  return commonRatios.has(`${first?.join('×')}`) && rest.every(([h, v]) => h === 1 && v === 1)
}

/** A packet of a codestream takes a byte and may stand for any number of samples; what is real takes more. */
const mostPerByte = 1 << 17

export function codestreamDecoder(header: CodestreamHeader, image: ImageDescription): () => Promise<Frame> {
  const { width, height, components, codestream, highThroughput, transformed } = header
  const [first] = components
  const [precision, signed] = [first?.precision ?? 0, first?.signed ?? false]
  const size = { width, height, components: components.length }
  refuseUnlike(size, precision, image)
  const alike = components.every(
    one => one.precision === precision && one.signed === signed && one.across === 1 && one.down === 1,
  )
  if (!alike)
    throw broken('it is JPEG 2000 with components that differ in size or depth', 'decompress it first')
  if (precision > 16)
    throw broken(
      `it is JPEG 2000 with samples of ${precision} bits, and 16 are supported`,
      'decompress it first',
    )
  refuseImplausible(width * height * components.length, mostPerByte * codestream.length)
  if (isCutOff(header)) throw broken('a JPEG 2000 frame is cut off', 'fetch the file again')
  return async () => {
    const coded = signed ? saidUnsigned(header) : codestream
    const samples = await decodeWasm(highThroughput ? 'openjph' : 'openjpeg', coded, size)
    if (signed) flipHighBit(samples, precision)
    const photometric = components.length === 3 && transformed ? 'RGB' : image.photometric
    return { samples, bits: precision, photometric }
  }
}

/** In place. Numbers that were shifted by half their range become two's complement again. */
function flipHighBit(samples: Uint8Array | Uint16Array, bits: number): void {
  const high = 1 << (bits - 1)
  for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) ^ high
}
