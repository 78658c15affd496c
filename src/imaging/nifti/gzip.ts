/** Gzip, in and out. What is read unfolds only as far as it is needed: a small file may unfold to any size. */
import { promisify } from 'node:util'
import { createGunzip, gzip } from 'node:zlib'
import { messageOf, PraxisError } from '../../cases/index.ts'

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * The first `most` bytes of what is folded, fewer where there are fewer; of bytes that are not gzipped, themselves.
 * Throws `media-undecodable` for a damaged file, as far as it was read.
 */
export async function unfold(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes.subarray(0, most)
  const gunzip = createGunzip({ chunkSize: Math.min(1 << 20, Math.max(1024, most)) })
  gunzip.end(bytes)
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of gunzip) {
      chunks.push(chunk)
      length += chunk.length
      // One byte more, and the rest is of no use; up to the end, and the checksum is looked at.
      if (length > most) break
    }
  } catch (error) {
    throw new PraxisError(
      'media-undecodable',
      `its gzip stream is damaged after ${length} bytes (${messageOf(error, 80)})`,
      'fetch the file again',
    )
  }
  return Buffer.concat(chunks, Math.min(length, most))
}

const compress = promisify(gzip)

/** The same bytes for the same content: no time and no system are told. */
export async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const folded = new Uint8Array(await compress(bytes))
  folded.fill(0, 4, 8)
  folded[9] = 255
  return folded
}
