/**
 * The part of a picture that is worked on, at working size: smoothed intensities, how alike neighbours are, and
 * a small vocabulary of local appearances ("words"). All that needs no prompt is computed here, once.
 */
import { type Box, box, type Raster } from '../../../imaging/index.ts'
import { smooth } from './smooth.ts'
import { clusterWords, type Words } from './words.ts'

/** Cells along the longer side: fine enough for a boundary, coarse enough for a click in well under 150 ms. */
export const workingSide = 160

export type WorkingGrid = {
  width: number
  height: number
  /** What the grid covers, in image pixels. */
  window: Box
  words: Words
  /** Likeness of a cell and its right neighbour, and of a cell and the one below: 1 alike, near 0 an edge. */
  right: Float32Array
  below: Float32Array
}

export function workingGrid(image: Raster, window: Box): WorkingGrid {
  const extent = { width: window.x1 - window.x0, height: window.y1 - window.y0 }
  const scale = Math.min(1, workingSide / Math.max(extent.width, extent.height))
  const width = Math.max(1, Math.round(extent.width * scale))
  const height = Math.max(1, Math.round(extent.height * scale))
  const side = Math.max(width, height)
  const planes = normalise(averages(image, window, width, height))
  const smoothed = planes.map(plane => smooth(plane, width, height, side / workingSide))
  const broad = planes.slice(0, 1).map(plane => smooth(plane, width, height, 0.015 * side))
  const { right, below } = likeness(smoothed, width, height)
  return { width, height, window, words: clusterWords([...smoothed, ...broad]), right, below }
}

/** A whole number of pixels, cut to the image. */
export function windowOf({ x0, y0, x1, y1 }: Box, { width, height }: Raster): Box {
  const [left, top] = [Math.max(0, Math.floor(x0)), Math.max(0, Math.floor(y0))]
  return box(left, top, Math.min(width, Math.ceil(x1)), Math.min(height, Math.ceil(y1)))
}

/** Mean of the pixels of each cell, by channel; transparency is left out. */
function averages(image: Raster, window: Box, width: number, height: number): Float32Array[] {
  const { channels, samples } = image
  const kept = channels === 1 ? 1 : 3
  const sums = Array.from({ length: kept }, () => new Float32Array(width * height))
  const counts = new Float32Array(width * height)
  const columns = window.x1 - window.x0
  const rows = window.y1 - window.y0
  const cellOf = Uint16Array.from({ length: columns }, (_, x) => Math.floor(((x + 0.5) * width) / columns))
  for (let y = 0; y < rows; y++) {
    const row = Math.floor(((y + 0.5) * height) / rows) * width
    let at = ((window.y0 + y) * image.width + window.x0) * channels
    for (let x = 0; x < columns; x++, at += channels) {
      const cell = row + (cellOf[x] ?? 0)
      counts[cell] = (counts[cell] ?? 0) + 1
      for (let c = 0; c < kept; c++) {
        const sum = sums[c]
        if (sum) sum[cell] = (sum[cell] ?? 0) + (samples[at + c] ?? 0)
      }
    }
  }
  for (const sum of sums)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) / Math.max(1, counts[i] ?? 1)
  return sums
}

/** Brightness from 0 to 1 between its 1st and 99th percentile; the two opponent colours at a fifth of that. */
function normalise(planes: Float32Array[]): Float32Array[] {
  const [red, green, blue] = planes
  if (red === undefined) return []
  if (green === undefined || blue === undefined) return [stretched(red)]
  const brightness = red.map((r, i) => (r + (green[i] ?? 0) + (blue[i] ?? 0)) / 3)
  const redGreen = red.map((r, i) => r - (green[i] ?? 0))
  const yellowBlue = red.map((r, i) => (r + (green[i] ?? 0)) / 2 - (blue[i] ?? 0))
  const range = percentiles(brightness)
  const least = 0.1 * Math.max(1e-6, range.high - range.low)
  return [stretched(brightness), standardised(redGreen, least), standardised(yellowBlue, least)]
}

function stretched(plane: Float32Array): Float32Array {
  const { low, high } = percentiles(plane)
  const gain = 1 / Math.max(1e-6, high - low)
  return plane.map(value => (value - low) * gain)
}

/** Spread 0.2. A colour that hardly varies (`least`) is not blown up into noise. */
function standardised(plane: Float32Array, least: number): Float32Array {
  const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length
  const variance = plane.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plane.length
  const gain = 0.2 / Math.max(Math.sqrt(variance), least)
  return plane.map(value => (value - mean) * gain)
}

function percentiles(plane: Float32Array): { low: number; high: number } {
  const sorted = Float32Array.from(plane).sort()
  return {
    low: sorted[Math.floor(sorted.length * 0.01)] ?? 0,
    high: sorted[Math.floor(sorted.length * 0.99)] ?? 1,
  }
}

/** exp(−d²/2·mean d²), never quite 0 so that no cell is cut off. */
function likeness(planes: Float32Array[], width: number, height: number) {
  const [right, below] = [new Float32Array(width * height), new Float32Array(width * height)]
  for (const plane of planes)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const i = y * width + x
        const value = plane[i] ?? 0
        if (x + 1 < width) right[i] = (right[i] ?? 0) + ((plane[i + 1] ?? 0) - value) ** 2
        if (y + 1 < height) below[i] = (below[i] ?? 0) + ((plane[i + width] ?? 0) - value) ** 2
      }
  let total = 0
  for (let i = 0; i < right.length; i++) total += (right[i] ?? 0) + (below[i] ?? 0)
  const beta = 0.5 / Math.max(total / (2 * right.length), 1e-9)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      right[i] = x + 1 < width ? 0.02 + 0.98 * Math.exp(-beta * (right[i] ?? 0)) : 0
      below[i] = y + 1 < height ? 0.02 + 0.98 * Math.exp(-beta * (below[i] ?? 0)) : 0
    }
  return { right, below }
}
