/** The radiograph of a call: a picture, or a DICOM image as it asks to be shown (window or table, MONOCHROME1 turned). */
import { hashBytes, PraxisError, sniffMediaType } from '../../cases/index.ts'
import {
  claimedSize,
  decode,
  looksLikeDicom,
  openRecognised,
  type Raster,
  readDicomFacts,
  sliceRaster,
} from '../../imaging/index.ts'
import { givenImage } from '../mcp/given-image.ts'
import type { Roots } from '../mcp/roots.ts'

export type ChestImage = {
  raster: Raster
  image: { sha256: string; width: number; height: number }
  /** Millimetres a pixel, where a DICOM file tells. */
  spacing?: { x: number; y: number }
}

/** Detectors have up to 20 million pixels. */
const mostPixels = 40_000_000
/** Half of what the networks look at. On smaller ones the built-in networks see findings in healthy phantoms. */
const leastSide = 112

/** Opens pictures one at a time, since a decoded one is far larger than its file. */
export function chestImages(roots: Roots): (given: string) => Promise<ChestImage> {
  let opening: Promise<unknown> = Promise.resolve()
  return given => {
    const opened = opening.then(async () => openChestImage(await givenImage(given, roots)))
    opening = opened.catch(() => {})
    return opened
  }
}

/** Throws `media-undecodable`, also for a picture of several frames and for a size that no radiograph has. */
export async function openChestImage(bytes: Uint8Array): Promise<ChestImage> {
  const shown = isDicom(bytes) ? await shownDicom(bytes) : { raster: await pictureOf(bytes) }
  const { width, height } = shown.raster
  return { ...shown, image: { sha256: hashBytes(bytes), width, height } }
}

/** The room before the mark of DICOM may hold the signature of another format, such as TIFF. */
export function isDicom(bytes: Uint8Array): boolean {
  const isMarked = Buffer.from(bytes.subarray(128, 132)).toString('latin1') === 'DICM'
  return isMarked || (!sniffMediaType(bytes).startsWith('image/') && looksLikeDicom(bytes))
}

async function pictureOf(bytes: Uint8Array): Promise<Raster> {
  const { width, height, frames } = await claimedSize(bytes)
  refuseSize(width, height)
  refuseSequence(frames)
  return withAllBits(await decode(bytes))
}

/** Detectors of 10 to 14 bits are often stored in 16, which would make a nearly black picture of them. */
function withAllBits(raster: Raster): Raster {
  const { samples } = raster
  if (!(samples instanceof Uint16Array)) return raster
  const most = samples.reduce((greatest, value) => Math.max(greatest, value), 255)
  const full = 2 ** Math.ceil(Math.log2(most + 1)) - 1
  return full === 65535 ? raster : { ...raster, samples: samples.map(value => (value * 65535) / full) }
}

async function shownDicom(bytes: Uint8Array): Promise<Pick<ChestImage, 'raster' | 'spacing'>> {
  const { columns, rows, frames, hasPixels } = readDicomFacts(bytes)
  if (hasPixels) refuseSize(columns, rows)
  refuseSequence(frames)
  const { kind, volume } = await openRecognised({ kind: 'dicom', bytes })
  if (kind === 'segmentation')
    throw new PraxisError('media-undecodable', 'it is a segmentation', 'give the radiograph itself')
  const { spacing } = volume
  return {
    raster: sliceRaster(volume, 0),
    ...(spacing && { spacing: { x: spacing.x, y: spacing.y } }),
  }
}

function refuseSequence(frames: number): void {
  if (frames > 1)
    throw new PraxisError(
      'media-undecodable',
      `it has ${frames} frames`,
      'give one radiograph, not a sequence',
    )
}

function refuseSize(width: number, height: number): void {
  const isLarge = width * height > mostPixels
  if (isLarge || Math.min(width, height) < leastSide)
    throw new PraxisError(
      'media-undecodable',
      `the image has ${width}×${height} pixels, and it takes ${leastSide} on a side and ${mostPixels} in all at most`,
      isLarge ? 'give a smaller one' : 'give the radiograph itself, not its thumbnail',
    )
}
