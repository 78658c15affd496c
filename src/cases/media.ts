/**
 * Media are named by the hash of their bytes, never by path alone: a changed pixel is another image.
 * Bytes that were embedded in a table (base64) stay attached to their `Media` object for as long as
 * something holds it, so a stream of cases needs no store and no clean-up.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { messageOf, PraxisError } from './error.ts'

export const mediaKindSchema = z.enum(['image', 'volume', 'frames', 'gaze', 'mask', 'text'])

export const mediaSchema = z.object({
  kind: mediaKindSchema,
  /** `file:` URL, path relative to the record's folder, or `embedded:` followed by the hash. */
  uri: z.string(),
  mediaType: z.string().describe('IANA media type, such as image/png'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  spacing: z
    .object({ x: z.number().positive(), y: z.number().positive(), z: z.number().positive().optional() })
    .optional()
    .describe('millimetres between sample centres along the columns (x), rows (y) and slices (z)'),
})

export type Media = z.infer<typeof mediaSchema>
export type MediaKind = z.infer<typeof mediaKindSchema>

const embedded = new WeakMap<Media, Uint8Array>()

/** A `Media` for bytes in memory. They are freed with the returned object. */
export function embedMedia(kind: MediaKind, bytes: Uint8Array, mediaType = sniffMediaType(bytes)): Media {
  const sha256 = hashBytes(bytes)
  const media: Media = { kind, uri: `embedded:${sha256}`, mediaType, sha256, bytes: bytes.byteLength }
  embedded.set(media, bytes)
  return media
}

/** The bytes of a medium. Throws `media-missing` if they cannot be had, or no longer match the hash. */
export async function readMedia(media: Media): Promise<Uint8Array> {
  const held = embedded.get(media)
  if (held !== undefined) return held
  if (!media.uri.startsWith('file:'))
    throw new PraxisError(
      'media-missing',
      `the bytes of ${media.uri} are not held in memory`,
      'read the case again from its source',
    )
  const path = fileURLToPath(media.uri)
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw unreadableFile(path, error)
  }
  if (hashBytes(bytes) !== media.sha256)
    throw new PraxisError(
      'media-missing',
      'the file changed since the case was read',
      'start the run again with --fresh',
      { file: path },
    )
  return bytes
}

/** A media file that cannot be read. */
export function unreadableFile(path: string, cause: unknown): PraxisError {
  return new PraxisError(
    'media-missing',
    `cannot read the file (${messageOf(cause)})`,
    'restore it',
    { file: path },
    cause,
  )
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function hashBytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The media type that the first bytes announce; `application/octet-stream` where none is known. */
export function sniffMediaType(bytes: Uint8Array): string {
  const starts = (...signature: number[]) => signature.every((byte, i) => bytes[i] === byte)
  const ascii = (at: number, text: string) => [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0))
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (ascii(0, 'GIF8')) return 'image/gif'
  if (ascii(0, 'RIFF') && ascii(8, 'WEBP')) return 'image/webp'
  if (ascii(0, 'BM')) return 'image/bmp'
  // Of the second kind, BigTIFF, offsets have 64 bits.
  if (starts(0x49, 0x49, 0x2a, 0) || starts(0x4d, 0x4d, 0, 0x2a)) return 'image/tiff'
  if (starts(0x49, 0x49, 0x2b, 0) || starts(0x4d, 0x4d, 0, 0x2b)) return 'image/tiff'
  if (ascii(128, 'DICM')) return 'application/dicom'
  return 'application/octet-stream'
}
