/**
 * Opening pictures. Bytes are trusted only after every pixel was decoded: the header of a truncated
 * or corrupt file often still reads well. Decoding is libvips through sharp, at its strictest setting.
 *
 * Only raster formats that announce themselves by signature are opened. Vector formats are refused:
 * they can refer to other files. Sample values are kept as stored: an embedded ICC profile is carried
 * along, never applied, so that grey values of radiographs do not shift.
 */
import sharp, { type Sharp } from 'sharp'
import { isPraxisError, messageOf, PraxisError, sniffMediaType } from '../cases/index.ts'

/** Largest picture that is opened, in pixels: a small file may unfold to any size (decompression bomb). */
export const maxPixels = 100_000_000

const readable = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/tiff']

/** How every picture is opened: damage is an error, and sample values are kept. */
export const strict = { failOn: 'warning', limitInputPixels: maxPixels, ignoreIcc: true } as const

// Each picture passes once; libvips would keep up to 50 MB of operations that nobody asks for again.
sharp.cache(false)

export type ImageFacts = {
  /** Columns as displayed: after the EXIF orientation is applied. */
  width: number
  /** Rows as displayed. */
  height: number
  /** IANA media type of the bytes, by their signature. */
  mediaType: string
}

/**
 * Size and type of a picture whose every pixel decodes. Of an animation or a multi-page file the first
 * page is meant, here and in the whole room. Throws `media-undecodable` for anything else: truncated,
 * corrupt, empty, not a picture, or above `maxPixels`.
 */
export async function inspectImage(bytes: Uint8Array): Promise<ImageFacts> {
  const { width, height } = await decode(bytes)
  return { width, height, mediaType: sniffMediaType(bytes) }
}

/** Width and height that a picture claims in its header, upright. Throws `media-undecodable`; nothing is decoded. */
export async function claimedSize(
  bytes: Uint8Array,
): Promise<{ width: number; height: number; frames: number }> {
  return guard(bytes, async () => {
    const { autoOrient, pages = 1 } = await sharp(bytes, strict).metadata()
    return { width: autoOrient.width, height: autoOrient.height, frames: pages }
  })
}

/**
 * Samples of a picture: rows from the top, channels interleaved, 8 or 16 bits as in the file. Grey is
 * one channel; grey with transparency is widened to red, green, blue, alpha.
 */
export type Raster = {
  width: number
  height: number
  channels: 1 | 3 | 4
  samples: Uint8Array | Uint16Array
}

/** Decodes a picture, EXIF orientation applied. Errors as `inspectImage`. */
export async function decode(bytes: Uint8Array): Promise<Raster> {
  return guard(bytes, async () => {
    const { image, deep } = await open(bytes)
    const { data, info } = await image
      .raw({ depth: deep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const { width, height } = info
    const channels = info.channels === 2 ? 4 : info.channels
    return { width, height, channels, samples: deep ? words(data) : plain(data) }
  })
}

/** A PNG of a raster, lossless. */
export async function encodePng({ samples, ...raw }: Raster): Promise<Uint8Array> {
  const space = colourspace(raw.channels, samples instanceof Uint16Array)
  return sharp(samples, { raw, limitInputPixels: maxPixels }).toColourspace(space).png().toBuffer()
}

/**
 * A pipeline on the first page of a picture, upright, in the colour space and depth of its file.
 * For use inside `guard`, which turns failures of the pipeline into `media-undecodable`.
 */
export async function open(bytes: Uint8Array): Promise<{ image: Sharp; deep: boolean }> {
  const image = sharp(bytes, { ...strict, autoOrient: true }).keepIccProfile()
  const { channels, depth } = await image.metadata()
  const deep = depth === 'ushort'
  // libvips would cut other samples, such as floating-point ones, to 0..255.
  if (!deep && depth !== 'uchar') throw unreadSamples(`samples of type ${depth}`)
  return { image: image.toColourspace(colourspace(channels, deep)), deep }
}

/** Runs work on the pixels of `bytes`; whatever fails there is an undecodable picture. */
export async function guard<T>(bytes: Uint8Array, work: () => Promise<T>): Promise<T> {
  const type = sniffMediaType(bytes)
  if (!readable.includes(type))
    throw new PraxisError(
      'media-undecodable',
      bytes.byteLength === 0 ? 'the image has no bytes' : `not a readable image (${type})`,
      'give a PNG, JPEG, GIF, WebP or TIFF file',
    )
  try {
    return await work()
  } catch (error) {
    if (isPraxisError(error)) throw error
    throw new PraxisError(
      'media-undecodable',
      `the ${type} image of ${bytes.byteLength} bytes does not decode (${messageOf(error, 160)})`,
      'replace it by an intact copy',
      {},
      error,
    )
  }
}

export function unreadSamples(what: string): PraxisError {
  return new PraxisError(
    'media-undecodable',
    `${what} are not read here`,
    'convert it to 8 or 16 bits without sign',
  )
}

function colourspace(channels: number, deep: boolean): 'b-w' | 'srgb' | 'grey16' | 'rgb16' {
  if (channels === 1) return deep ? 'grey16' : 'b-w'
  return deep ? 'rgb16' : 'srgb'
}

function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function words(data: Uint8Array): Uint16Array {
  return data.byteOffset % 2 === 0
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : new Uint16Array(data.slice().buffer)
}
