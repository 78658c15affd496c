/** One frame of encapsulated pixels (PS3.5, A.4), in two steps: whether it can be what the header says, and its samples. */
import { inflateRawSync } from 'node:zlib'
import { messageOf } from '../../cases/index.ts'
import { broken } from './broken.ts'
import { readCodestreamHeader } from './codecs/codestream-header.ts'
import { readJpegHeader } from './codecs/jpeg-header.ts'
import { decodeRle } from './codecs/rle.ts'
import type { ImageDescription } from './image-description.ts'
import { bytesOf, interleaved, samplesLike, unpackSamples } from './samples.ts'
import { codestreamDecoder, type Frame, jpegDecoder, refuseImplausible } from './stream-frame.ts'
import type { TransferSyntax } from './transfer-syntax.ts'

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
  return header.family === 'jpeg' ? jpegDecoder(stream, header, image) : codestreamDecoder(header, image)
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
