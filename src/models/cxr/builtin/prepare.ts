/**
 * What the built-in networks see of a picture: a square of 224 × 224 grey values, twice. `global` is standardised over
 * the picture, so exposure does not matter; `local` is standardised around each place, so that a faint shadow in a
 * dark lung weighs as much as one in front of the heart.
 */
import type { Raster } from '../../../imaging/index.ts'

/** Width and height of what the networks see. */
export const side = 224

/** How the square lies on the picture: pixel x of the picture is at (x + left) × scale of the square. */
export type Placement = { scale: number; left: number; top: number }

export type Prepared = { global: Float32Array; local: Float32Array; placement: Placement }

export function prepare(image: Raster): Prepared {
  const { plane, placement } = squareOf(image)
  return { global: standardised(plane), local: locallyStandardised(plane), placement }
}

/** The picture fitted into the square, its nearest pixels continued to the sides that it does not fill. */
export function squareOf(image: Raster): { plane: Float32Array; placement: Placement } {
  const { width, height } = image
  const longest = Math.max(width, height)
  const placement = { scale: side / longest, left: (longest - width) / 2, top: (longest - height) / 2 }
  const columns = Array.from({ length: side }, (_, x) => span(x, placement.scale, placement.left, width))
  const rows = Array.from({ length: side }, (_, y) => span(y, placement.scale, placement.top, height))
  const greys = greyOf(image)
  const narrow = new Float32Array(side * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < side; x++) narrow[y * side + x] = weighted(columns[x], greys, y * width, 1)
  const plane = new Float32Array(side * side)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) plane[y * side + x] = weighted(rows[y], narrow, x, side)
  return { plane, placement }
}

type Span = { from: number; weights: Float32Array }

/** Which source pixels a target pixel covers, and how much of each: their mean when shrinking, linear when growing. */
function span(at: number, scale: number, before: number, length: number): Span {
  const middle = (at + 0.5) / scale - before
  const reach = Math.max(1, 1 / scale)
  const clamp = (i: number) => Math.min(length - 1, Math.max(0, i))
  const weightOf = (i: number) => Math.max(0, 1 - Math.abs(i + 0.5 - middle) / reach)
  const [from, to] = [Math.ceil(middle - reach - 0.5), Math.floor(middle + reach - 0.5)]
  const first = clamp(from)
  const weights = new Float32Array(clamp(to) - first + 1)
  let sum = 0
  for (let i = from; i <= to; i++) sum += weightOf(i)
  for (let i = from; i <= to; i++)
    weights[clamp(i) - first] = (weights[clamp(i) - first] ?? 0) + weightOf(i) / sum
  return { from: first, weights }
}

function weighted(span: Span | undefined, values: Float32Array, start: number, step: number): number {
  if (span === undefined) return 0
  const { from, weights } = span
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (values[start + (from + i) * step] ?? 0)
  return sum
}

/** The mean of the colours; transparency does not count. */
function greyOf({ channels, samples }: Raster): Float32Array {
  if (channels === 1) return Float32Array.from(samples)
  const greys = new Float32Array(samples.length / channels)
  for (let i = 0; i < greys.length; i++) {
    const at = i * channels
    greys[i] = ((samples[at] ?? 0) + (samples[at + 1] ?? 0) + (samples[at + 2] ?? 0)) / 3
  }
  return greys
}

/** Mean 0 and deviation 1 over the middle of the picture, where the chest is; a flat picture becomes 0. */
function standardised(plane: Float32Array): Float32Array {
  const margin = side / 8
  let [sum, squares, count] = [0, 0, 0]
  for (let y = margin; y < side - margin; y++)
    for (let x = margin; x < side - margin; x++) {
      const value = plane[y * side + x] ?? 0
      sum += value
      squares += value * value
      count++
    }
  const mean = sum / count
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean))
  return plane.map(value => clip((value - mean) / (deviation + tiny), 4))
}

const tiny = 1e-3
const radius = 12

/** Each pixel relative to the mean and deviation of the square of 25 × 25 pixels around it. */
function locallyStandardised(plane: Float32Array): Float32Array {
  const mean = boxMean(plane)
  const squares = new Float32Array(plane.length)
  for (let i = 0; i < plane.length; i++) squares[i] = ((plane[i] ?? 0) - (mean[i] ?? 0)) ** 2
  const variance = boxMean(squares)
  let sum = 0
  for (const value of variance) sum += value
  const floor = 0.2 * Math.sqrt(sum / plane.length) + tiny
  const out = new Float32Array(plane.length)
  for (let i = 0; i < plane.length; i++)
    out[i] = clip(((plane[i] ?? 0) - (mean[i] ?? 0)) / (Math.sqrt(Math.max(0, variance[i] ?? 0)) + floor), 4)
  return out
}

/** Mean over the box around each pixel, its nearest pixels continued beyond the border: rows, then columns. */
function boxMean(plane: Float32Array): Float32Array {
  const across = new Float32Array(plane.length)
  const down = new Float32Array(plane.length)
  for (let y = 0; y < side; y++) runningMean(plane, across, y * side, 1)
  for (let x = 0; x < side; x++) runningMean(across, down, x, side)
  return down
}

function runningMean(from: Float32Array, to: Float32Array, start: number, step: number): void {
  const at = (i: number) => from[start + (i < 0 ? 0 : i >= side ? side - 1 : i) * step] ?? 0
  let sum = 0
  for (let i = -radius; i < radius; i++) sum += at(i)
  for (let i = 0; i < side; i++) {
    sum += at(i + radius)
    to[start + i * step] = sum / (2 * radius + 1)
    sum -= at(i - radius)
  }
}

function clip(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value))
}
