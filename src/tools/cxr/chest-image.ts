/** The radiograph of a call: a picture, or a DICOM image as it asks to be shown (window or table, MONOCHROME1 turned). */
import { hashBytes, PraxisError, sniffMediaType } from '../../cases/index.ts'
import {
  decode,
  looksLikeDicom,
  type Raster,
  readDicom,
  readDicomFacts,
  sliceRaster,
} from '../../imaging/index.ts'
import { givenImage } from '../mcp/given-image.ts'
import type { Roots } from '../mcp/roots.ts'

export type ChestImage = { raster: Raster; image: { sha256: string; width: number; height: number } }

/** Detectors have up to 20 million pixels. */
const mostPixels = 40_000_000
/** On a smaller side nothing can be read. */
const leastSide = 32

/** Opens pictures one at a time, since a decoded one is far larger than its file. */
export function chestImages(roots: Roots): (given: string) => Promise<ChestImage> {
  let opening: Promise<unknown> = Promise.resolve()
  return given => {
    const opened = opening.then(() => openChestImage(given, roots))
    opening = opened.catch(() => {})
    return opened
  }
}

/** Throws `media-missing` and `media-undecodable`. */
async function openChestImage(given: string, roots: Roots): Promise<ChestImage> {
  const bytes = await givenImage(given, roots)
  const isPicture = sniffMediaType(bytes).startsWith('image/')
  const raster = !isPicture && looksLikeDicom(bytes) ? await shownDicom(bytes) : await decode(bytes)
  const { width, height } = raster
  refuseSize(width, height)
  return { raster, image: { sha256: hashBytes(bytes), width, height } }
}

async function shownDicom(bytes: Uint8Array): Promise<Raster> {
  const { columns, rows } = readDicomFacts(bytes)
  if (columns > 0 && rows > 0) refuseSize(columns, rows)
  const { volume } = await readDicom(bytes)
  return sliceRaster(volume, 0)
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
