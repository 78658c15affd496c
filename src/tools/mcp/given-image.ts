/** The bytes of an image that a client gives by path or within a data: URL (RFC 2397). */
import { decodeBase64, PraxisError } from '../../cases/index.ts'
import type { Roots } from './roots.ts'

/** Largest image within a message. */
export const maxGivenBytes = 8 * 2 ** 20

/** Largest image file. */
export const maxFileBytes = 64 * 2 ** 20

/** Throws `media-missing` and `media-undecodable`. The bytes are not decoded yet. */
export async function givenImage(image: string, roots: Roots): Promise<Uint8Array> {
  return /^data:/i.test(image) ? fromDataUrl(image) : roots.read(image)
}

function fromDataUrl(url: string): Uint8Array {
  const comma = url.indexOf(',')
  if (comma < 0 || !/;base64$/i.test(url.slice(0, Math.min(comma, 200))))
    throw undecodable('the data: URL is not base64')
  if ((url.length - comma - 1) * 0.75 > maxGivenBytes + 2)
    throw undecodable(`the data: URL holds more than ${maxGivenBytes} bytes`, 'give the path of a file')
  const bytes = decodeBase64(url.slice(comma + 1))
  if (bytes === undefined) throw undecodable('the base64 of the data: URL is broken')
  return bytes
}

function undecodable(what: string, next = 'write data:image/png;base64, and the bytes'): PraxisError {
  return new PraxisError('media-undecodable', what, next)
}
