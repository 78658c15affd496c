/**
 * The samples of a DICOM image: found, decompressed, and brought to one form, which is stored values (grey) or 8-bit
 * red, green, blue, frame after frame. Sizes are compared with the bytes that are there before anything is laid out.
 */
import { countSamples, type Samples } from '../volume.ts'
import { broken } from './broken.ts'
import { frameDecoder, refuseShort } from './coded-frame.ts'
import { expand422, rgbOf } from './colour.ts'
import { bytesIn, type DataSet, type Element, tags } from './data-set.ts'
import { frameStreams } from './frames.ts'
import type { ImageDescription } from './image-description.ts'
import { applyPalette, readPalette } from './palette.ts'
import type { DicomFile } from './parse.ts'
import { bytesOf, emptySamples, extendSign, interleaved, samplesLike, unpackSamples } from './samples.ts'

export type Pixels = { channels: 1 | 3; samples: Samples }

/** Throws `media-undecodable`. */
export async function readPixels(file: DicomFile, image: ImageDescription): Promise<Pixels> {
  const { set, syntax } = file
  countSamples({ x: image.columns, y: image.rows, z: 1, t: image.frames }, image.samplesPerPixel)
  const floats = floatPixels(set, image)
  if (floats) return { channels: 1, samples: floats }
  const element = set.elements.get(tags.PixelData)
  if (element === undefined || element.kind === 'sequence')
    throw broken('it holds no pixels', 'give an image; `praxis info` tells what this file is')
  if (syntax.pixels === 'unread')
    throw broken(`its pixels are in ${syntax.name}, which is not read`, 'decompress it first')
  if (element.kind === 'value' && syntax.pixels !== 'native')
    throw broken(`its pixels are not in the frames that ${syntax.name} asks for`, 'fetch the file again')
  const samples =
    element.kind === 'fragments'
      ? await codedSamples(file, element, image)
      : nativeSamples(set, element, image)
  if (image.samplesPerPixel === 3) return { channels: 3, samples }
  if (image.photometric !== 'PALETTE COLOR') return { channels: 1, samples }
  return { channels: 3, samples: applyPalette(samples, readPalette(set, image.signed)) }
}

function sampleCount({ rows, columns, frames, samplesPerPixel }: ImageDescription): number {
  return rows * columns * frames * samplesPerPixel
}

/** Float and double pixels (PS3.3, C.7.6.24 and C.7.6.25), as in parametric maps. */
function floatPixels(set: DataSet, image: ImageDescription): Samples | undefined {
  const [single, double] = [bytesIn(set, tags.FloatPixelData), bytesIn(set, tags.DoubleFloatPixelData)]
  const bytes = single ?? double
  if (bytes === undefined) return undefined
  const count = sampleCount(image)
  const size = count * (single ? 4 : 8)
  refuseShort(bytes.length, size)
  const words = new Uint8Array(bytes.subarray(0, size))
  if (!set.littleEndian) Buffer.from(words.buffer)[single ? 'swap32' : 'swap64']()
  return single ? new Float32Array(words.buffer) : new Float64Array(words.buffer)
}

function nativeSamples(
  set: DataSet,
  { bytes, vr }: Extract<Element, { kind: 'value' }>,
  image: ImageDescription,
): Samples {
  const { rows, columns, frames, samplesPerPixel, photometric, bitsStored } = image
  const pixels = rows * columns * frames
  const count = sampleCount(image)
  const shared = photometric === 'YBR_FULL_422' && samplesPerPixel === 3 && bytes.length < count
  refuseShort(bytes.length, shared ? 2 * pixels : bytesOf(count, image))
  if (shared) return rgbOf(expand422(bytes, pixels), 8, photometric)
  const samples = unpackSamples(bytes, count, image, set.littleEndian || vr === 'OB')
  if (samplesPerPixel === 1) return samples
  const triples = image.planar ? interleaved(samples, samplesLike(samples, count), rows * columns) : samples
  return rgbOf(triples, bitsStored, photometric)
}

async function codedSamples(
  { set, syntax }: DicomFile,
  element: Extract<Element, { kind: 'fragments' }>,
  image: ImageDescription,
): Promise<Samples> {
  const { rows, columns, samplesPerPixel, signed, bitsStored } = image
  // All frames are looked at before there is room for them.
  const decoders = frameStreams(set, element, image.frames).map(stream => frameDecoder(stream, syntax, image))
  const size = rows * columns * samplesPerPixel
  const count = size * decoders.length
  const out = samplesPerPixel === 3 ? new Uint8Array(count) : emptySamples(image, count)
  for (const [frame, decode] of decoders.entries()) {
    const { samples, bits, photometric } = await decode()
    if (samples.length !== size) throw broken(`frame ${frame + 1} is incomplete`, 'fetch the file again')
    out.set(samplesPerPixel === 3 ? rgbOf(samples, bitsStored, photometric) : samples, frame * size)
    if (signed) extendSign(out.subarray(frame * size, (frame + 1) * size), Math.min(bits, bitsStored))
  }
  return out
}
