import type { Raster } from './decode.ts'

/**
 * Luminance of each pixel, 0..255: ITU-R BT.601 weights on the stored values, exact for grey. 16-bit
 * samples are scaled to that range; transparency is ignored.
 */
export function luminance({ channels, samples }: Pick<Raster, 'channels' | 'samples'>): Float64Array {
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

/** 1 where the luminance lies above the threshold, 0..255, else 0. */
export function brighterThan(raster: Pick<Raster, 'channels' | 'samples'>, threshold: number): Uint8Array {
  const { channels, samples } = raster
  const unit = samples instanceof Uint16Array ? 257 : 1
  const [light, least] = channels === 1 ? [samples, threshold * unit] : [luminance(raster), threshold]
  const inside = new Uint8Array(light.length)
  for (let i = 0; i < inside.length; i++) if ((light[i] ?? 0) > least) inside[i] = 1
  return inside
}
