/**
 * Unique identifiers without a register: 2.25 and a UUID as a decimal number (PS3.5, B.2). The UUID is made of
 * a hash (RFC 9562, version 8), so that the same object gets the same name and another one gets another.
 */
import { createHash } from 'node:crypto'

/** At most 44 characters. */
export function uidOf(...content: (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of content) hash.update(part)
  return uidFrom(hash.digest())
}

/** Of a hash of at least 16 bytes. */
export function uidFrom(digest: Uint8Array): string {
  const bytes = Buffer.from(digest.subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`
}
