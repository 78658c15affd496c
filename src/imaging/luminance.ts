import type { Raster } from './decode.ts'

/**
 * Luminance of each pixel, 0..255: ITU-R BT.601 weights on the stored values, exact for grey. 16-bit
 * samples are scaled to that range; transparency is ignored.
 */
export function luminance({ channels, samples }: Raster): Float64Array {
  const values = new Float64Array(samples.length / channels)
  const unit = samples instanceof Uint16Array ? 257 : 1
  for (let i = 0; i < values.length; i++) {
    const at = i * channels
    const red = samples[at] ?? 0
    values[i] =
      channels === 1
        ? red / unit
        : (299 * red + 587 * (samples[at + 1] ?? 0) + 114 * (samples[at + 2] ?? 0)) / (1000 * unit)
  }
  return values
}
