/** Colours of DICOM as interleaved red, green, blue of 8 bits (PS3.3, C.7.6.3.1.2). */
import type { Samples } from '../volume.ts'

/**
 * Three samples a pixel as RGB. Colours of more than 8 bits are brought to 8, as they carry no values. What is
 * called YBR_ICT or YBR_RCT is RGB by then: JPEG 2000 decoders turn it.
 */
export function rgbOf(samples: Samples, bitsStored: number, photometric: string): Uint8Array {
  const bytes = eightBit(samples, bitsStored)
  if (photometric.startsWith('YBR_FULL')) ybrToRgb(bytes, fullRange)
  if (photometric.startsWith('YBR_PARTIAL')) ybrToRgb(bytes, partialRange)
  return bytes
}

function eightBit(samples: Samples, bitsStored: number): Uint8Array {
  if (samples instanceof Uint8Array) return samples
  const shift = Math.max(0, bitsStored - 8)
  return Uint8Array.from(samples, value => value >> shift)
}

/** ITU-R BT.601: how luminance and the colour differences weigh. */
type Range = { black: number; y: number; redCr: number; greenCb: number; greenCr: number; blueCb: number }

const fullRange: Range = { black: 0, y: 1, redCr: 1.402, greenCb: 0.344136, greenCr: 0.714136, blueCb: 1.772 }

/** Luminance 16..235, differences 16..240. */
const partialRange: Range = {
  black: 16,
  y: 255 / 219,
  redCr: (1.402 * 255) / 224,
  greenCb: (0.344136 * 255) / 224,
  greenCr: (0.714136 * 255) / 224,
  blueCb: (1.772 * 255) / 224,
}

/** In place. */
function ybrToRgb(samples: Uint8Array, range: Range): void {
  const clamped = new Uint8ClampedArray(samples.buffer, samples.byteOffset, samples.length)
  for (let i = 0; i + 2 < samples.length; i += 3) {
    const y = range.y * ((samples[i] ?? 0) - range.black)
    const [cb, cr] = [(samples[i + 1] ?? 0) - 128, (samples[i + 2] ?? 0) - 128]
    clamped[i] = Math.round(y + range.redCr * cr)
    clamped[i + 1] = Math.round(y - range.greenCb * cb - range.greenCr * cr)
    clamped[i + 2] = Math.round(y + range.blueCb * cb)
  }
}

/** Uncompressed YBR_FULL_422: two luminances share a pair of colour differences, stored Y Y Cb Cr. */
export function expand422(stored: Uint8Array, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels * 3)
  for (let i = 0; i < pixels; i++) {
    const pair = (i >> 1) * 4
    out[3 * i] = stored[pair + (i & 1)] ?? 0
    out[3 * i + 1] = stored[pair + 2] ?? 0
    out[3 * i + 2] = stored[pair + 3] ?? 0
  }
  return out
}
