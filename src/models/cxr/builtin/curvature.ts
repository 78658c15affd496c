/**
 * How much a picture bends at each place, at four scales: the eigenvalues of the Hessian of the smoothed picture, from
 * which A. F. Frangi et al. (MICCAI 1998) tell vessels. Along a bright line the lower one is far below 0, on a bright
 * blob both are; on dark ones the signs are the other way round. A network of few layers finds tubes, edges of the
 * pleura and nodules sooner with them than from grey values alone.
 */
import { side } from './prepare.ts'

/** Places along each axis; each stands for a square of 4 × 4 pixels. */
export const curvatureSide = side / 4

/** Values of each place: four each of the two fine scales, three each of the two coarse ones. */
export const curvatureValues = 14

/** Brings the eigenvalues of each scale to a deviation of about 1. */
const gains = [20, 16, 12, 8]
/** The extremes within a place, of the eigenvalue that is near 0 along a line. */
const nearZeroGain = 4

type Halve = (plane: Float32Array, width: number) => Float32Array

/** Places by rows, with the values of each together. `halve` makes the planes of the coarser scales. */
export function curvature(plane: Float32Array, halve: Halve): Float32Array {
  const out = new Float32Array(curvatureSide * curvatureSide * curvatureValues)
  let [scaled, width, slot] = [plane, side, 0]
  for (const gain of gains) {
    const smooth = smoothed(scaled, width)
    const bends = eigenvalues(smooth, width)
    if (width >= 2 * curvatureSide) {
      extremes(out, slot, bends, width, gain)
      slot += 4
    } else {
      samples(out, slot, bends, smooth, width, gain)
      slot += 3
    }
    scaled = halve(scaled, width)
    width /= 2
  }
  return out
}

type Bends = { low: Float32Array; high: Float32Array }

/** The extremes of both eigenvalues over the pixels of each place. */
function extremes(out: Float32Array, slot: number, { low, high }: Bends, width: number, gain: number): void {
  const span = width / curvatureSide
  for (let row = 0; row < curvatureSide; row++)
    for (let column = 0; column < curvatureSide; column++) {
      const found = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number]
      for (let y = row * span; y < (row + 1) * span; y++)
        for (let i = y * width + column * span; i < y * width + (column + 1) * span; i++) {
          const [l, h] = [low[i] ?? 0, high[i] ?? 0]
          if (l < found[0]) found[0] = l
          if (h < found[1]) found[1] = h
          if (l > found[2]) found[2] = l
          if (h > found[3]) found[3] = h
        }
      const at = (row * curvatureSide + column) * curvatureValues + slot
      out[at] = gain * found[0]
      out[at + 1] = nearZeroGain * gain * found[1]
      out[at + 2] = nearZeroGain * gain * found[2]
      out[at + 3] = gain * found[3]
    }
}

/** Both eigenvalues and the grey value at each place. */
function samples(
  out: Float32Array,
  slot: number,
  { low, high }: Bends,
  smooth: Float32Array,
  width: number,
  gain: number,
): void {
  const span = width / curvatureSide
  for (let row = 0; row < curvatureSide; row++)
    for (let column = 0; column < curvatureSide; column++) {
      const i = Math.floor(row * span) * width + Math.floor(column * span)
      const at = (row * curvatureSide + column) * curvatureValues + slot
      out[at] = gain * (low[i] ?? 0)
      out[at + 1] = gain * (high[i] ?? 0)
      out[at + 2] = smooth[i] ?? 0
    }
}

/** Of the matrix of second differences; 0 along the border. */
function eigenvalues(plane: Float32Array, width: number): Bends {
  const low = new Float32Array(plane.length)
  const high = new Float32Array(plane.length)
  const at = (i: number) => plane[i] ?? 0
  for (let y = 1; y < width - 1; y++)
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      const xx = at(i - 1) + at(i + 1) - 2 * at(i)
      const yy = at(i - width) + at(i + width) - 2 * at(i)
      const xy = (at(i + width + 1) + at(i - width - 1) - at(i - width + 1) - at(i + width - 1)) / 4
      const mean = (xx + yy) / 2
      const reach = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
      low[i] = mean - reach
      high[i] = mean + reach
    }
  return { low, high }
}

const deviation = 1.2
const reach = 4
const kernel = kernelOf()

function kernelOf(): Float32Array {
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map(weight => weight / sum)
}

/** Convolved with a Gaussian, its nearest pixels continued beyond the border: rows, then columns. */
function smoothed(plane: Float32Array, width: number): Float32Array {
  const across = new Float32Array(plane.length)
  const line = new Float32Array(width + 2 * reach)
  for (let y = 0; y < width; y++) {
    for (let i = 0; i < line.length; i++) line[i] = plane[y * width + clamp(i - reach, width)] ?? 0
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let i = 0; i < kernel.length; i++) sum += (kernel[i] ?? 0) * (line[x + i] ?? 0)
      across[y * width + x] = sum
    }
  }
  const down = new Float32Array(plane.length)
  for (let y = 0; y < width; y++)
    for (const [i, weight] of kernel.entries()) {
      const from = clamp(y + i - reach, width) * width
      for (let x = 0; x < width; x++)
        down[y * width + x] = (down[y * width + x] ?? 0) + weight * (across[from + x] ?? 0)
    }
  return down
}

function clamp(i: number, length: number): number {
  return i < 0 ? 0 : i >= length ? length - 1 : i
}
