/**
 * An image as it will be sent. Formats that every provider takes go out byte for byte; other decodable
 * ones become PNG, losslessly, and a DICOM image of one frame the PNG that it asks to be shown as. Nothing is
 * resized here: what a provider does to an image afterwards is its own, but the ledger says what it was given.
 */
import { hashBytes, type Media, PraxisError } from '../cases/index.ts'
import { encodePng, type ImageFacts, inspectImage, openRecognised, sliceOf, toPng } from '../imaging/index.ts'
import type { ImagePart } from './chat-model.ts'

const sentAsIs = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']
const factsKept = 4096

/** Facts by hash, least recently used first. Pixels are never kept. */
const known = new Map<string, Promise<ImageFacts>>()

/** Throws `media-undecodable` unless every pixel of `bytes` decodes. */
export async function prepareImage(media: Media, bytes: Uint8Array): Promise<ImagePart> {
  if (media.mediaType === 'application/dicom') {
    const png = await shownDicom(bytes)
    return imagePart(media, png, hashBytes(png), await inspectOnce(media.sha256, png))
  }
  const facts = await inspectOnce(media.sha256, bytes)
  if (sentAsIs.includes(facts.mediaType)) return imagePart(media, bytes, media.sha256, facts)
  const png = await toPng(bytes)
  return imagePart(media, png, hashBytes(png), { ...facts, mediaType: 'image/png' })
}

async function shownDicom(bytes: Uint8Array): Promise<Uint8Array> {
  const { raster, of } = sliceOf(await openRecognised({ kind: 'dicom', bytes }), 0)
  if (of > 1)
    throw new PraxisError('media-undecodable', `it has ${of} frames`, 'give an image of one frame, or PNG')
  return encodePng(raster)
}

function imagePart(media: Media, bytes: Uint8Array, sha256: string, facts: ImageFacts): ImagePart {
  const { mediaType, width, height } = facts
  const sent = {
    sha256,
    source: media.sha256,
    mediaType,
    bytes: bytes.byteLength,
    width,
    height,
    encoding: 'base64',
  } as const
  return { type: 'image', bytes, mediaType, sent }
}

function inspectOnce(sha256: string, bytes: Uint8Array): Promise<ImageFacts> {
  const facts = known.get(sha256) ?? inspectImage(bytes)
  known.delete(sha256)
  known.set(sha256, facts)
  const oldest = known.keys().next().value
  if (known.size > factsKept && oldest !== undefined) known.delete(oldest)
  return facts
}
