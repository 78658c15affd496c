/**
 * Slices of a volume as pictures: for the eye in 8 bits, as the file asks to be shown (PS3.3, C.11.2: a lookup table
 * goes before a window), and for a segmenter in 16 bits, from the lowest to the highest value. Rows and columns stay
 * those of the file, so that a mask drawn on the picture fits the volume.
 */
import { PraxisError } from '../cases/index.ts'
import type { Raster } from './decode.ts'
import { wholeRange } from './picture-volume.ts'
import type { Samples, Volume } from './volume.ts'

/** Slices of all points in time, one after the other. */
export function countSlices({ size }: Volume): number {
  return size.z * size.t
}

/** Brightness of a value, 0..1. */
export type Display = (value: number) => number

/**
 * As the file asks to be shown, dark and bright exchanged for MONOCHROME1. Where it does not ask: between the values
 * below which lies one in 200 and above which lies one in 200, or between the lowest and the highest where those are
 * one. Labels from 0 to the highest.
 */
export function displayOf(volume: Volume): Display {
  const { lut, window, inverted } = volume
  const shown = lut ? tableOf(lut) : windowed(window ?? madeWindow(volume))
  return inverted ? value => 1 - shown(value) : shown
}

/** 8 bits. Slice `n`, from 0, counts through the slices of the first point in time, then of the next. */
export function sliceRaster(volume: Volume, n: number, display: Display = displayOf(volume)): Raster {
  const { size, channels, rescale } = volume
  const samples = sliceSamples(volume, n)
  const bytes = new Uint8Array(samples.length)
  if (channels === 3) bytes.set(samples)
  else
    for (let i = 0; i < bytes.length; i++)
      bytes[i] = Math.round(255 * display((samples[i] ?? 0) * rescale.slope + rescale.intercept))
  return { width: size.x, height: size.y, channels, samples: bytes }
}

/**
 * Grey in 16 bits, the lowest value of the slice 0 and the highest 65535, so that up to 65536 values stay apart; not
 * cut by a window. 8-bit samples and colours are given as they are. MONOCHROME1 is turned.
 */
export function deepSliceRaster(volume: Volume, n: number): Raster {
  const { size, channels, rescale, inverted } = volume
  const samples = sliceSamples(volume, n)
  const picture = { width: size.x, height: size.y, channels }
  if (samples instanceof Uint8Array)
    return { ...picture, samples: inverted ? samples.map(value => 255 - value) : samples }
  if (channels === 3) return { ...picture, samples: Uint8Array.from(samples) }
  const { low, high } = extremes(samples)
  const falling = rescale.slope < 0 !== (inverted ?? false)
  const gain = 65535 / (high - low || 1)
  const words = new Uint16Array(samples.length)
  for (let i = 0; i < words.length; i++) {
    const value = samples[i] ?? 0
    const level = Number.isFinite(value) ? (value - low) * gain : 0
    words[i] = Math.round(falling ? 65535 - level : level)
  }
  return { ...picture, samples: words }
}

/** Lowest and highest finite value; both 0 where there is none. */
export function valueRange({ samples, rescale }: Volume): { low: number; high: number } {
  const { low, high } = extremes(samples)
  const ends = [low, high].map(sample => sample * rescale.slope + rescale.intercept)
  return { low: Math.min(...ends), high: Math.max(...ends) }
}

function sliceSamples(volume: Volume, n: number): Samples {
  const count = countSlices(volume)
  if (!Number.isInteger(n) || n < 0 || n >= count)
    throw new PraxisError('bad-usage', `there is no slice ${n + 1}`, `name one of 1 to ${count}`)
  const length = volume.size.x * volume.size.y * volume.channels
  return volume.samples.subarray(n * length, (n + 1) * length)
}

/** The value of the table's first entry holds for all below, that of its last for all above. */
function tableOf({ first, levels }: NonNullable<Volume['lut']>): Display {
  const last = levels.length - 1
  return value => levels[Math.min(last, Math.max(0, Math.floor(value - first)))] ?? 0
}

/** PS3.3, C.11.2.1.2 and C.11.2.1.3. */
function windowed({ centre, width, shape }: NonNullable<Volume['window']>): Display {
  if (shape === 'sigmoid') return value => 1 / (1 + Math.exp((-4 * (value - centre)) / width))
  const [middle, reach] = shape === 'linear-exact' ? [centre, width] : [centre - 0.5, width - 1]
  return value => {
    if (value <= middle - reach / 2) return 0
    if (value > middle + reach / 2) return 1
    return Number.isNaN(value) ? 0 : (value - middle) / reach + 0.5
  }
}

function madeWindow(volume: Volume): NonNullable<Volume['window']> {
  return volume.unit === 'label' ? wholeRange(valueRange(volume).high || 1) : robustWindow(volume)
}

const tail = 1 / 200
/** Of a larger volume every n-th sample is looked at. */
const mostSorted = 1 << 20

function robustWindow(volume: Volume): NonNullable<Volume['window']> {
  const { samples, rescale } = volume
  // Odd, so that it does not fall on the same columns of an even grid again and again.
  const step = Math.ceil(samples.length / mostSorted) | 1
  const some = Float64Array.from(
    { length: Math.ceil(samples.length / step) },
    (_, i) => samples[i * step] ?? 0,
  )
  const sorted = some.filter(Number.isFinite).sort()
  const cut = Math.floor(sorted.length * tail)
  const [from = 0, to = 0] = [sorted[cut], sorted[sorted.length - 1 - cut]]
  const { low, high } = from === to ? extremes(samples) : { low: from, high: to }
  const centre = ((low + high) / 2) * rescale.slope + rescale.intercept
  const width = Math.abs((high - low) * rescale.slope)
  return { centre, width: width || 1, shape: 'linear-exact' }
}

function extremes(samples: Samples): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  // By index: an iterator takes several times as long over a whole volume.
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0
    if (sample < low && sample > Number.NEGATIVE_INFINITY) low = sample
    if (sample > high && sample < Number.POSITIVE_INFINITY) high = sample
  }
  return low > high ? { low: 0, high: 0 } : { low, high }
}
