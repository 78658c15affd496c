/**
 * A picture file as a volume. Pages of one size are slices, frames of an animation are points in time. Samples that
 * make no picture, such as the floating-point ones of a TIFF file, are kept as they are.
 */
import sharp from 'sharp'
import { decode, guard, strict, unreadSamples } from '../decode.ts'
import { volumeOfRaster, wholeRange } from '../picture-volume.ts'
import type { Samples, Volume } from '../volume.ts'

/** Throws `media-undecodable`. */
export async function readPicture(bytes: Uint8Array): Promise<{ volume: Volume; notes: string[] }> {
  const { pages = 1, depth, format } = await guard(bytes, () => sharp(bytes, strict).metadata())
  const isPlain = depth === 'uchar' || depth === 'ushort'
  if (pages === 1 && isPlain) return { volume: volumeOfRaster(await decode(bytes)), notes: [] }
  try {
    const volume = await guard(bytes, () => allPages(bytes, pages, format === 'tiff' ? 'z' : 't'))
    return { volume, notes: [] }
  } catch (error) {
    if (pages === 1 || !isPlain) throw error
    const volume = volumeOfRaster(await decode(bytes))
    return { volume, notes: [`its ${pages} pages cannot be laid on each other; the first is opened`] }
  }
}

/** libvips lays the pages of a file one below the other, which is how a volume has its slices. */
async function allPages(bytes: Uint8Array, pages: number, along: 'z' | 't'): Promise<Volume> {
  const image = sharp(bytes, { ...strict, ...(pages > 1 && { pages: -1 }) })
  const { channels, depth } = await image.metadata()
  const isGrey = channels <= 2
  const read = readers[depth]
  if (read === undefined || !(isGrey || depth === 'uchar'))
    throw unreadSamples(`${isGrey ? 'samples' : 'colours'} of type ${depth}`)
  const { data, info } = await image
    .removeAlpha()
    .toColourspace(isGrey ? (depth === 'ushort' ? 'grey16' : 'b-w') : 'srgb')
    .raw({ depth })
    .toBuffer({ resolveWithObject: true })
  const samples = read(new Uint8Array(data).buffer)
  const most = depth === 'uchar' ? 255 : depth === 'ushort' ? 65535 : undefined
  return {
    size: { x: info.width, y: info.height / pages, z: 1, t: 1, [along]: pages },
    channels: isGrey ? 1 : 3,
    samples,
    rescale: { slope: 1, intercept: 0 },
    unit: 'stored',
    ...(isGrey && most !== undefined && { window: wholeRange(most) }),
  }
}

/** By libvips' names. It would cut signed samples of 8 and 16 bits at 0. */
const readers: { [depth: string]: ((bytes: ArrayBuffer) => Samples) | undefined } = {
  uchar: bytes => new Uint8Array(bytes),
  ushort: bytes => new Uint16Array(bytes),
  uint: bytes => new Uint32Array(bytes),
  int: bytes => new Int32Array(bytes),
  float: bytes => new Float32Array(bytes),
  double: bytes => new Float64Array(bytes),
}
