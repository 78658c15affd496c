/**
 * 16-bit pictures as they can be looked at. Radiographs and slices seldom use all of their 16 bits, so their high
 * byte alone would be all but black; the values that occur are spread over 0..255 instead.
 */
import type { Raster } from './decode.ts'

/** The picture with 8-bit samples: 16-bit ones spread from the darkest to the brightest, 8-bit ones as they are. */
export function eightBit({ samples, ...raster }: Raster): Raster {
  if (samples instanceof Uint8Array) return { ...raster, samples }
  const isAlpha = (i: number) => raster.channels === 4 && i % 4 === 3
  let [low, high] = [65535, 0]
  for (let i = 0; i < samples.length; i++) {
    // Transparency is no brightness.
    if (isAlpha(i)) continue
    const value = samples[i] ?? 0
    if (value < low) low = value
    if (value > high) high = value
  }
  const range = Math.max(1, high - low)
  const spread = (value: number, i: number) => (isAlpha(i) ? value >> 8 : ((value - low) * 255) / range)
  return { ...raster, samples: Uint8Array.from(samples, spread) }
}
