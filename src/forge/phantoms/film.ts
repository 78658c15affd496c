/**
 * From optical depth to a grey picture: Beer–Lambert, unsharpness, scattered radiation, quantum noise, and the display
 * curve of digital radiography, which fits its window to the histogram. Bone is white.
 */
import { random } from '../../cases/index.ts'
import type { Technique } from './patient.ts'

/** Grain of the coarse copy on which scatter and window are computed, in pixels across. */
const coarse = 28

/** 8-bit grey samples of a square picture. */
export function develop(depth: Float32Array, size: number, technique: Technique, seed: string): Uint8Array {
  const primary = transmitted(depth)
  blur(primary, size, technique.unsharpness * size)
  const light = scattered(primary, size, technique.scatter)
  const { low, high } = windowOf(light, size, technique)
  return display(light, size, technique, low, high, seed)
}

/** exp(−depth) by a table of 1/256 steps, linear between them; depths above 12 let nothing through. */
function transmitted(depth: Float32Array): Float32Array {
  const out = new Float32Array(depth.length)
  for (let i = 0; i < out.length; i++) {
    const at = Math.max(0, Math.min(deepest, depth[i] ?? 0)) * tableSteps
    const whole = Math.floor(at)
    const [a, b] = [table[whole] ?? 0, table[whole + 1] ?? 0]
    out[i] = a + (b - a) * (at - whole)
  }
  return out
}
const deepest = 12
const tableSteps = 256
const table = Float32Array.from({ length: deepest * tableSteps + 2 }, (_, i) => Math.exp(-i / tableSteps))

/** Gaussian, rows then columns, edges repeated. */
function blur(values: Float32Array, size: number, sigma: number): void {
  const reach = Math.max(1, Math.ceil(2.5 * sigma))
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  )
  const sum = kernel.reduce((a, b) => a + b, 0)
  for (let i = 0; i < kernel.length; i++) kernel[i] = (kernel[i] ?? 0) / sum
  const line = new Float32Array(size + 2 * reach)
  for (const [step, stride] of [
    [1, size],
    [size, 1],
  ] as const)
    for (let lane = 0; lane < size; lane++) {
      const base = lane * stride
      for (let i = 0; i < line.length; i++)
        line[i] = values[base + Math.max(0, Math.min(size - 1, i - reach)) * step] ?? 0
      for (let i = 0; i < size; i++) {
        let value = 0
        for (let k = 0; k < kernel.length; k++) value += (kernel[k] ?? 0) * (line[i + k] ?? 0)
        values[base + i * step] = value
      }
    }
}

/** Adds a veil: a wide blur of the picture itself, held below what open air lets through. */
function scattered(primary: Float32Array, size: number, ratio: number): Float32Array {
  const veil = shrink(primary, size, value => Math.min(value, 0.2))
  for (let pass = 0; pass < 3; pass++) blur(veil, coarse, 2.2)
  const light = new Float32Array(primary.length)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x
      light[i] =
        (primary[i] ?? 0) + ratio * bilinear(veil, ((x + 0.5) / size) * coarse, ((y + 0.5) / size) * coarse)
    }
  return light
}

function shrink(values: Float32Array, size: number, of: (value: number) => number): Float32Array {
  const small = new Float32Array(coarse * coarse)
  for (let y = 0; y < coarse; y++)
    for (let x = 0; x < coarse; x++) {
      const at = (column: number, row: number) =>
        of(
          values[
            Math.floor(((row + 0.5) / (2 * coarse)) * size) * size +
              Math.floor(((column + 0.5) / (2 * coarse)) * size)
          ] ?? 0,
        )
      small[y * coarse + x] =
        (at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1)) / 4
    }
  return small
}

function bilinear(small: Float32Array, x: number, y: number): number {
  const u = Math.max(0, Math.min(coarse - 1.001, x - 0.5))
  const v = Math.max(0, Math.min(coarse - 1.001, y - 0.5))
  const [column, row] = [Math.floor(u), Math.floor(v)]
  const [fx, fy] = [u - column, v - row]
  const at = row * coarse + column
  const top = (small[at] ?? 0) * (1 - fx) + (small[at + 1] ?? 0) * fx
  const bottom = (small[at + coarse] ?? 0) * (1 - fx) + (small[at + coarse + 1] ?? 0) * fx
  return top * (1 - fy) + bottom * fy
}

/** The optical densities shown as black and white: near the darkest and brightest of the middle of the picture. */
function windowOf(
  light: Float32Array,
  size: number,
  { level, window }: Technique,
): { low: number; high: number } {
  const small = shrink(light, size, value => -Math.log(value + 1e-5))
  const middle = small.filter((_, i) => Math.abs((i % coarse) - coarse / 2) < coarse * 0.38).sort()
  const [dark, bright] = [
    middle[Math.floor(middle.length * 0.04)] ?? 0,
    middle[Math.floor(middle.length * 0.97)] ?? 1,
  ]
  const width = Math.max(0.6, bright - dark) * 1.25 * window
  const centre = (dark + bright) / 2 + level * width
  return { low: centre - width * 0.52, high: centre + width * 0.48 }
}

function display(
  light: Float32Array,
  size: number,
  { exposure, gamma, margins: [left, top, right, bottom] }: Technique,
  low: number,
  high: number,
  seed: string,
): Uint8Array {
  const out = new Uint8Array(light.length)
  const noise = gaussian(seed)
  // A detector element collects photons from an area, so smaller pixels are noisier; but less than in proportion,
  // because the scintillator smears neighbours.
  const grain = (0.006 * Math.sqrt(size / 224)) / Math.sqrt(exposure)
  const curve = Float32Array.from({ length: 1025 }, (_, i) => 250 * (i / 1024) ** gamma)
  const [x0, x1] = [Math.round(left * size), size - Math.round(right * size)]
  const [y0, y1] = [Math.round(top * size), size - Math.round(bottom * size)]
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      const i = y * size + x
      const quanta = (light[i] ?? 0) + 1e-5
      const density = -Math.log(quanta) + (grain / Math.sqrt(quanta)) * 0.3 * noise()
      const relative = Math.max(0, Math.min(1, (density - low) / (high - low)))
      out[i] = 3 + (curve[Math.round(relative * 1024)] ?? 0)
    }
  return out
}

/** Nearly Gaussian numbers of mean 0 and deviation 1: the sum of the four bytes of a 32-bit xorshift. */
function gaussian(seed: string): () => number {
  let state = random(`phantom ${seed} noise`).below(0x7fffffff) | 1
  // Variance of one byte: (256² − 1) / 12.
  const deviation = Math.sqrt((4 * (256 ** 2 - 1)) / 12)
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const sum = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24)
    return (sum - 510) / deviation
  }
}
