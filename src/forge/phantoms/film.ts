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
  const light = blur(transmitted(depth), size, technique.unsharpness * size)
  addScatter(light, size, technique.scatter)
  return display(light, size, technique, windowOf(light, size, technique), seed)
}

/** exp(−depth) by a table of 1/256 steps, linear between them; depths above 12 let nothing through. */
function transmitted(depth: Float32Array): Float32Array {
  const out = new Float32Array(depth.length)
  for (let i = 0; i < out.length; i++) {
    const at = Math.max(0, Math.min(deepest, depth[i] ?? 0)) * tableSteps
    const whole = Math.floor(at)
    const from = table[whole] ?? 0
    out[i] = from + ((table[whole + 1] ?? 0) - from) * (at - whole)
  }
  return out
}
const deepest = 12
const tableSteps = 256
const table = Float32Array.from({ length: deepest * tableSteps + 2 }, (_, i) => Math.exp(-i / tableSteps))

/** Gaussian, rows then columns, edges repeated. */
function blur(values: Float32Array, size: number, sigma: number): Float32Array {
  const reach = Math.max(1, Math.round(2.2 * sigma))
  const kernel = Float32Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i ** 2) / (2 * sigma ** 2)))
  const sum = kernel.reduce((a, b) => a + 2 * b, -1)
  for (let i = 0; i <= reach; i++) kernel[i] = (kernel[i] ?? 0) / sum
  const line = new Float32Array(size + 2 * reach)
  const across = new Float32Array(values.length)
  for (let y = 0; y < size; y++) {
    const row = values.subarray(y * size, (y + 1) * size)
    line.set(row, reach)
    line.fill(row[0] ?? 0, 0, reach)
    line.fill(row[size - 1] ?? 0, size + reach)
    for (let x = 0; x < size; x++) {
      let value = (kernel[0] ?? 0) * (line[x + reach] ?? 0)
      for (let k = 1; k <= reach; k++)
        value += (kernel[k] ?? 0) * ((line[x + reach - k] ?? 0) + (line[x + reach + k] ?? 0))
      across[y * size + x] = value
    }
  }
  const out = new Float32Array(values.length)
  for (let y = 0; y < size; y++)
    for (let k = 0; k <= reach; k++) {
      // The middle row stands on both sides, so it counts half twice.
      const weight = (kernel[k] ?? 0) / (k === 0 ? 2 : 1)
      const above = Math.max(0, y - k) * size
      const below = Math.min(size - 1, y + k) * size
      const at = y * size
      for (let x = 0; x < size; x++)
        out[at + x] = (out[at + x] ?? 0) + weight * ((across[above + x] ?? 0) + (across[below + x] ?? 0))
    }
  return out
}

/** Adds a veil: a wide blur of the picture itself, held below what open air lets through. */
function addScatter(light: Float32Array, size: number, ratio: number): void {
  const veil = blur(
    shrink(light, size, value => Math.min(value, 0.2)),
    coarse,
    3.8,
  )
  const places = Float32Array.from({ length: size }, (_, i) =>
    Math.max(0, Math.min(coarse - 1.001, ((i + 0.5) / size) * coarse - 0.5)),
  )
  const line = new Float32Array(coarse + 1)
  for (let y = 0; y < size; y++) {
    const v = places[y] ?? 0
    const row = Math.floor(v)
    for (let column = 0; column < coarse; column++) {
      const at = row * coarse + column
      const above = veil[at] ?? 0
      line[column] = ratio * (above + ((veil[at + coarse] ?? 0) - above) * (v - row))
    }
    for (let x = 0; x < size; x++) {
      const u = places[x] ?? 0
      const column = Math.floor(u)
      const here = line[column] ?? 0
      light[y * size + x] =
        (light[y * size + x] ?? 0) + here + ((line[column + 1] ?? 0) - here) * (u - column)
    }
  }
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
  { low, high }: { low: number; high: number },
  seed: string,
): Uint8Array {
  const out = new Uint8Array(light.length)
  let state = random(`phantom ${seed} noise`).below(0x7fffffff) | 1
  // A detector element collects photons from an area, so smaller pixels are noisier; but less than in proportion,
  // because the scintillator smears neighbours.
  const grain = (0.0018 * Math.sqrt(size / 224)) / Math.sqrt(exposure)
  const curve = Uint8Array.from({ length: shades + 1 }, (_, i) => 3 + 250 * (i / shades) ** gamma)
  // ln 2 for each halving: densities are reckoned in halvings, which the bits of a float hold ready.
  const scale = (shades * Math.LN2) / (high - low)
  const noise = grain * scale
  const offset = (shades * low) / (high - low)
  const bits = new Int32Array(light.buffer, light.byteOffset, light.length)
  const [x0, x1] = [Math.round(left * size), size - Math.round(right * size)]
  const [y0, y1] = [Math.round(top * size), size - Math.round(bottom * size)]
  for (let y = y0; y < y1; y++)
    for (let i = y * size + x0; i < y * size + x1; i++) {
      const word = bits[i] ?? 0
      const halvings = 127 - (word >>> 23) - (logTable[(word >>> 13) & 1023] ?? 0)
      state = scramble(state)
      const shade = halvings * scale - offset + (noise * gaussian(state)) / Math.sqrt(light[i] ?? 1)
      out[i] = curve[shade < 0 ? 0 : shade > shades ? shades : Math.floor(shade)] ?? 0
    }
  return out
}
const shades = 1024

/** log2 of 1 + m/1024, at the middle of each step. */
const logTable = Float32Array.from({ length: 1024 }, (_, m) => Math.log2(1 + (m + 0.5) / 1024))

/** The next of 2³² − 1 states: a 32-bit xorshift (G. Marsaglia, 2003). */
function scramble(state: number): number {
  let next = state ^ (state << 13)
  next ^= next >>> 17
  return next ^ (next << 5)
}

/** Nearly Gaussian, mean 0 and deviation 1: the sum of the four bytes, each of variance (256² − 1) / 12. */
function gaussian(state: number): number {
  return (
    ((state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24) - 510) * perDeviation
  )
}
const perDeviation = 1 / Math.sqrt((4 * (256 ** 2 - 1)) / 12)
