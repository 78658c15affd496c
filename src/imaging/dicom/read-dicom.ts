/** One DICOM file: its facts, and its pixels as a volume. */
import { isPraxisError, PraxisError } from '../../cases/index.ts'
import { broken } from './broken.ts'
import { contextOf, type ImageContext } from './context.ts'
import { type DicomFacts, factsOf } from './facts.ts'
import { describeImage } from './image-description.ts'
import { type DicomFile, parseDicom } from './parse.ts'
import { readPixels } from './pixels.ts'
import { type PlacedVolume, volumeOf } from './volume-of.ts'

export type DicomImage = PlacedVolume & { facts: DicomFacts; context: ImageContext }

/** Throws `media-undecodable` for what is no DICOM file. */
export function readDicomFacts(bytes: Uint8Array): DicomFacts {
  return factsOf(parseDicom(bytes))
}

/** Throws `media-undecodable` for what is no DICOM file, is damaged, or has no pixels. */
export async function readDicom(bytes: Uint8Array): Promise<DicomImage> {
  return imageOf(parseDicom(bytes))
}

export async function imageOf(file: DicomFile): Promise<DicomImage> {
  const facts = factsOf(file)
  if (!facts.hasPixels)
    throw broken(
      `it is a DICOM ${facts.kind} and holds no pixels`,
      'give an image; `praxis info` tells what this file is',
    )
  try {
    const image = describeImage(file.set)
    const placed = volumeOf(file.set, image, await readPixels(file, image))
    return { ...placed, facts, context: contextOf(file.set) }
  } catch (error) {
    if (isPraxisError(error)) throw error
    // A damaged header can ask for what no typed array or view can give.
    if (error instanceof RangeError)
      throw new PraxisError('media-undecodable', `it is damaged (${error.message})`, 'fetch the file again')
    throw error
  }
}
