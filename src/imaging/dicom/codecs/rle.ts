/** RLE Lossless (PS3.5, annex G): one run-length coded segment for each byte of each sample, highest byte first. */
import { broken } from '../broken.ts'

/**
 * @param bytesPerSample 1, 2 or 4
 * @returns samples in little endian, one colour plane after the other
 */
export function decodeRle(
  stream: Uint8Array,
  pixels: number,
  samples: number,
  bytesPerSample: number,
): Uint8Array {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength)
  const count = stream.length < 64 ? 0 : view.getUint32(0, true)
  if (count !== samples * bytesPerSample)
    throw broken(
      `an RLE frame has ${count} segments, not ${samples * bytesPerSample}`,
      'fetch the file again',
    )
  const out = new Uint8Array(pixels * samples * bytesPerSample)
  for (let segment = 0; segment < count; segment++) {
    const from = view.getUint32(4 + 4 * segment, true)
    const to = segment + 1 < count ? view.getUint32(8 + 4 * segment, true) : stream.length
    if (from < 64 || from > to || to > stream.length)
      throw broken(`RLE segment ${segment + 1} lies outside its frame`, 'fetch the file again')
    const sample = Math.floor(segment / bytesPerSample)
    const byte = bytesPerSample - 1 - (segment % bytesPerSample)
    const start = sample * pixels * bytesPerSample + byte
    if (unpack(stream.subarray(from, to), out, start, bytesPerSample, pixels) < pixels)
      throw broken(`RLE segment ${segment + 1} is too short`, 'fetch the file again')
  }
  return out
}

/** PackBits; returns how many bytes were there. What goes beyond the frame is padding. */
function unpack(packed: Uint8Array, out: Uint8Array, start: number, step: number, wanted: number): number {
  let [at, written] = [0, 0]
  while (at < packed.length && written < wanted) {
    const head = packed[at++] ?? 0
    if (head === 128) continue
    const isRun = head > 128
    const length = Math.min(isRun ? 257 - head : head + 1, wanted - written)
    if (!isRun && at + length > packed.length) return written
    for (let i = 0; i < length; i++) out[start + step * (written + i)] = packed[isRun ? at : at + i] ?? 0
    at += isRun ? 1 : head + 1
    written += length
  }
  return written
}
