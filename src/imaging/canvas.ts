/**
 * Painting on 8-bit colour pixels. A pixel that a layer does not cover keeps its value exactly, which
 * compositing in a colour-managed pipeline would not promise.
 */
import { PraxisError } from '../cases/index.ts'
import type { Raster } from './decode.ts'

export type Canvas = Raster & { channels: 3 | 4; samples: Uint8Array }

/**
 * A field of values 0..1 over the whole picture, row by row on a grid of its own, interpolated
 * bilinearly. 0 is transparent, 1 has the full opacity (0..1, by default 0.6). Without a colour, values
 * run from violet through green to yellow, which shows on grey as on red tissue.
 */
export type HeatMap = {
  kind: 'heat'
  width: number
  height: number
  values: Float32Array
  colour?: string
  opacity?: number
}

/** A canvas with the pixels of a raster. 16-bit samples give their high byte. */
export function canvasOf({ width, height, channels, samples }: Raster): Canvas {
  const shift = samples instanceof Uint16Array ? 8 : 0
  const copies = channels === 1 ? 3 : 1
  const bytes = new Uint8Array(samples.length * copies)
  for (let i = 0, to = 0; i < samples.length; i++)
    for (let copy = 0; copy < copies; copy++) bytes[to++] = (samples[i] ?? 0) >> shift
  return { width, height, channels: channels === 1 ? 3 : channels, samples: bytes }
}

/** Paints red, green, blue and alpha of a layer of the same size, not premultiplied. */
export function paintLayer(canvas: Canvas, layer: Uint8Array): void {
  for (let i = 0; i < layer.length; i += 4) {
    const alpha = layer[i + 3] ?? 0
    if (alpha > 0) blend(canvas, i / 4, layer[i] ?? 0, layer[i + 1] ?? 0, layer[i + 2] ?? 0, alpha / 255)
  }
}

/** Throws `bad-usage` for a grid that does not hold its values, or an opacity out of range. */
export function paintHeat(canvas: Canvas, { width, height, values, colour, opacity = 0.6 }: HeatMap): void {
  if (width < 1 || height < 1 || values.length !== width * height)
    throw undrawable(`the heat map has ${values.length} values for a grid of ${width}×${height}`)
  if (!(opacity >= 0 && opacity <= 1)) throw undrawable(`its opacity is ${opacity}`)
  const colours = colour === undefined ? scale : [channelsOf(colour)]
  const columns = sampling(canvas.width, width)
  const value = (column: number, row: number) => {
    const held = values[row * width + column] ?? 0
    return held > 0 ? Math.min(held, 1) : 0
  }
  for (const [y, row] of sampling(canvas.height, height).entries())
    for (const [x, column] of columns.entries()) {
      const upper = mix(value(column.low, row.low), value(column.high, row.low), column.share)
      const lower = mix(value(column.low, row.high), value(column.high, row.high), column.share)
      const heat = mix(upper, lower, row.share)
      if (heat === 0) continue
      const [red, green, blue] = colourAt(colours, heat)
      blend(canvas, y * canvas.width + x, red, green, blue, heat * opacity)
    }
}

/** The colour itself where it is CSS hex, `#rgb` or `#rrggbb`. Throws `bad-usage`. */
export function hexColour(colour: string): string {
  if (!/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(colour))
    throw undrawable(`its colour is ${JSON.stringify(colour)}`)
  return colour
}

export function undrawable(what: string): PraxisError {
  return new PraxisError(
    'bad-usage',
    `the shape cannot be drawn: ${what}`,
    'give finite pixels, sizes above 0 and a colour such as #00ff00',
  )
}

type Rgb = readonly [number, number, number]

const scale: readonly Rgb[] = [
  [68, 1, 84],
  [33, 145, 140],
  [253, 231, 37],
]

function colourAt(colours: readonly Rgb[], share: number): Rgb {
  const last = colours.length - 1
  const low = Math.min(Math.floor(share * last), Math.max(0, last - 1))
  const a = colours[low] as Rgb
  const b = colours[Math.min(low + 1, last)] as Rgb
  const part = share * last - low
  return [mix(a[0], b[0], part), mix(a[1], b[1], part), mix(a[2], b[2], part)]
}

function channelsOf(colour: string): Rgb {
  const digits = hexColour(colour).slice(1)
  const long = digits.length === 3 ? digits.replaceAll(/./g, digit => digit + digit) : digits
  const value = Number.parseInt(long, 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

type Sampling = { low: number; high: number; share: number }

/** Which two grid cells each pixel lies between: both grids cover the same picture edge to edge. */
function sampling(pixels: number, cells: number): Sampling[] {
  return Array.from({ length: pixels }, (_, i) => {
    const position = Math.max(0, Math.min(cells - 1, ((i + 0.5) * cells) / pixels - 0.5))
    const low = Math.floor(position)
    return { low, high: Math.min(low + 1, cells - 1), share: position - low }
  })
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share
}

/** Porter–Duff "over" for one pixel, alpha 0..1: a transparent ground takes on the colour in full. */
function blend(
  { channels, samples }: Canvas,
  pixel: number,
  red: number,
  green: number,
  blue: number,
  alpha: number,
): void {
  const i = pixel * channels
  const under = channels === 4 ? (samples[i + 3] ?? 0) / 255 : 1
  const total = alpha + under * (1 - alpha)
  if (total === 0) return
  const share = alpha / total
  samples[i] = Math.round(mix(samples[i] ?? 0, red, share))
  samples[i + 1] = Math.round(mix(samples[i + 1] ?? 0, green, share))
  samples[i + 2] = Math.round(mix(samples[i + 2] ?? 0, blue, share))
  if (channels === 4) samples[i + 3] = Math.round(255 * total)
}
