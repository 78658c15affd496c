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
  // Grows with what is really there, without a second copy at the end.
  const buffer = new ArrayBuffer(0, { maxByteLength: most })
  try {
    for await (const chunk of gunzip) {
      const start = buffer.byteLength
      const room = most - start
      // Up to the end, so that the checksum is looked at; what lies beyond is of no use.
      if (room === 0) break
      buffer.resize(start + Math.min(room, chunk.length))
      new Uint8Array(buffer, start).set(chunk.subarray(0, room))
    }
  } catch (error) {
    throw new PraxisError(
      'media-undecodable',
      `its gzip stream is damaged after ${buffer.byteLength} bytes (${messageOf(error, 80)})`,
      'fetch the file again',
    )
  }
  return new Uint8Array(buffer, 0, buffer.byteLength)
}

const compress = promisify(gzip)

/** The same bytes for the same content: no time and no system are told. */
export async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const folded = new Uint8Array(await compress(bytes))
  folded.fill(0, 4, 8)
  folded[9] = 255
  return folded
}
