/**
 * A picture as the networks of TorchXRayVision take it (J. P. Cohen et al., arXiv 2111.00595; checked against release
 * 1.5.7): samples brought from 0..255 or 0..65535 to -1024..1024, the mean of the colours, the square in the middle, and
 * that resized as scikit-image does it from 0.19 on (linear; made smaller, it is first smoothed by a Gaussian of
 * (factor - 1) / 2 pixels; what lies outside the picture counts as 0, which is mid grey; values stay within those of
 * the picture). Transparency, which the published code would average in as a colour, is left out.
 */
import type { Raster } from '../../../imaging/index.ts'
import type { Tensor } from '../../onnx/index.ts'
import { resample, type Taps } from '../../segmenters/onnx/resample.ts'

/** The square in the middle, in pixels of the picture. */
export type Crop = { left: number; top: number; side: number }

export function centreCrop({ width, height }: { width: number; height: number }): Crop {
  const side = Math.min(width, height)
  const half = Math.floor(side / 2)
  return { left: Math.floor(width / 2) - half, top: Math.floor(height / 2) - half, side }
}

/** [1, 1, size, size]. */
export function prepareRadiograph(image: Raster, size: number): Tensor {
  const { left, top, side } = centreCrop(image)
  const taps = resizingTaps(side, size)
  const row = new Float32Array(side)
  const data = new Float32Array(size * size)
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const rowAt = (y: number) => {
    fillGreys(row, image, left, top + y)
    for (const value of row) {
      if (value < low) low = value
      if (value > high) high = value
    }
    return row
  }
  resample(rowAt, taps, taps, (values, y) => data.set(values, y * size))
  for (const [i, value] of data.entries()) data[i] = Math.min(high, Math.max(low, value))
  return { dims: [1, 1, size, size], data }
}

/** The greys of a row from the column `left` on, -1024..1024. */
function fillGreys(row: Float32Array, { width, channels, samples }: Raster, left: number, y: number): void {
  const colours = channels === 1 ? 1 : 3
  const scale = 2048 / (samples instanceof Uint16Array ? 65535 : 255) / colours
  for (let x = 0, at = (y * width + left) * channels; x < row.length; x++, at += channels) {
    let sum = samples[at] ?? 0
    for (let colour = 1; colour < colours; colour++) sum += samples[at + colour] ?? 0
    row[x] = sum * scale - 1024
  }
}

/** Smoothing and linear interpolation in one. Weights of pixels outside are left away: those count as 0. */
function resizingTaps(count: number, size: number): Taps {
  const factor = count / size
  const { weights: kernel, radius } = gaussian((factor - 1) / 2)
  return Array.from({ length: size }, (_, i) => {
    const centre = (i + 0.5) * factor - 0.5
    const low = Math.floor(centre)
    const first = Math.max(0, low - radius)
    const last = Math.min(count - 1, low + 1 + radius)
    const weights = new Float32Array(last - first + 1)
    for (const [at, share] of [
      [low, low + 1 - centre],
      [low + 1, centre - low],
    ] as const) {
      // Smoothed pixels exist within the picture only.
      if (at < 0 || at >= count) continue
      for (const [k, weight] of kernel.entries()) {
        const to = at - radius + k - first
        if (to >= 0 && to < weights.length) weights[to] = (weights[to] ?? 0) + share * weight
      }
    }
    return { first, weights }
  })
}

/** As scipy.ndimage cuts it: 4 deviations to each side. */
function gaussian(deviation: number): { weights: number[]; radius: number } {
  if (deviation <= 0) return { weights: [1], radius: 0 }
  const radius = Math.floor(4 * deviation + 0.5)
  const heights = Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * deviation ** 2)),
  )
  const sum = heights.reduce((total, height) => total + height, 0)
  return { weights: heights.map(height => height / sum), radius }
}
