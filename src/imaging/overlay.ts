/**
 * Shapes over a picture, as the visual prompts of benchmarks and as figures in reports. Lines are
 * anti-aliased. Markers, paths and labels carry a dark halo: they must be seen on any ground; boxes and
 * polygons are plain lines, since their colour is often what a question asks about.
 */
import {
  type Canvas,
  canvasOf,
  type HeatMap,
  hexColour,
  paintHeat,
  paintLayer,
  undrawable,
} from './canvas.ts'
import { decode, encodePng } from './decode.ts'
import type { Box, Point } from './geometry.ts'
import { textPath, textWidth } from './glyphs.ts'
import { rasterizeSvg } from './svg.ts'

/**
 * One thing to draw. Colours are CSS hex (`#rgb` or `#rrggbb`); widths, radii and sizes are pixels of the
 * picture, and lines are centred on what they outline. What lies off the picture is cut off.
 */
export type Shape = VectorShape | HeatMap

type VectorShape =
  | { kind: 'box'; box: Box; colour: string; width?: number }
  | { kind: 'polygon'; points: Point[]; colour: string; width?: number }
  /** A ring with a cross hair that leaves its middle free. */
  | { kind: 'marker'; at: Point; radius: number; colour: string }
  /** A line through the points in order, with a dot on each. */
  | { kind: 'path'; points: Point[]; colour: string; width?: number }
  /**
   * Text whose baseline starts at the point, moved inwards where it would leave the picture. Capitals,
   * digits and common signs, the same on every machine; `size` is the height of a capital.
   */
  | { kind: 'label'; at: Point; text: string; colour: string; size?: number }

/**
 * The picture with the shapes drawn in order, as an 8-bit colour PNG of the same size, upright. Pixels
 * that no shape covers keep their values. 16-bit samples give their high byte; a colour profile is left
 * behind. Throws `media-undecodable` for the picture and `bad-usage` for a shape that cannot be drawn.
 */
export async function drawOverlay(bytes: Uint8Array, shapes: readonly Shape[]): Promise<Uint8Array> {
  const canvas = canvasOf(await decode(bytes))
  let vectors: string[] = []
  const flush = async () => {
    if (vectors.length > 0) paintLayer(canvas, await rasterizeSvg(document(canvas, vectors)))
    vectors = []
  }
  for (const shape of shapes)
    if (shape.kind === 'heat') {
      await flush()
      paintHeat(canvas, shape)
    } else vectors.push(draw(shape, canvas))
  await flush()
  return encodePng(canvas)
}

function document({ width, height }: Canvas, elements: string[]): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="none"` +
    ` stroke-linecap="round">${elements.join('')}</svg>`
  )
}

function draw(shape: VectorShape, { width, height }: Canvas): string {
  const longest = Math.max(width, height)
  const thin = Math.max(2, Math.round(longest / 250))
  const colour = hexColour(shape.colour)
  switch (shape.kind) {
    case 'box': {
      const { x0, y0, x1, y1 } = shape.box
      const outline = `M${pair(x0, y0)}H${number(x1)}V${number(y1)}H${number(x0)}Z`
      return lines([outline], colour, shape.width ?? thin, 'miter')
    }
    case 'polygon':
      return lines(outlines(shape.points), colour, shape.width ?? thin, 'miter')
    case 'marker':
      return haloed([ring(shape.at, shape.radius)], colour, thin)
    case 'path': {
      const thick = shape.width ?? thin
      const dots = shape.points.map(({ x, y }) => `M${pair(x, y)}l0 0`)
      return haloed(pieces(shape.points).map(through), colour, thick) + haloed(dots, colour, thick * 3)
    }
    case 'label': {
      const size = shape.size ?? Math.max(10, longest / 45)
      const margin = size / 3
      const x = within(finite(shape.at.x), margin, width - margin - textWidth(shape.text, size))
      const y = within(finite(shape.at.y), margin + size, height - margin)
      return haloed([textPath(shape.text, x, y, size)], colour, size / 6)
    }
  }
}

function ring({ x, y }: Point, radius: number): string {
  if (!(radius > 0)) throw undrawable(`its radius is ${radius}`)
  const [inner, outer] = [radius * 0.5, radius * 1.5]
  const half = (to: number) => `A${pair(radius, radius)} 0 0 0 ${pair(to, y)}`
  return [
    `M${pair(x - radius, y)}${half(x + radius)}${half(x - radius)}`,
    `M${pair(x - outer, y)}H${number(x - inner)}`,
    `M${pair(x + inner, y)}H${number(x + outer)}`,
    `M${pair(x, y - outer)}V${number(y - inner)}`,
    `M${pair(x, y + inner)}V${number(y + outer)}`,
  ].join('')
}

function outlines(points: readonly Point[]): string[] {
  const parts = pieces(points)
  return parts.length === 1
    ? [`${through(points)}Z`]
    : pieces([...points, ...points.slice(0, 1)]).map(through)
}

// The time to rasterise one path grows with the square of its crossings: a raw gaze trace would take minutes.
const pieceLength = 256

/** The points in order, cut into pieces that begin where the one before ends. */
function pieces(points: readonly Point[]): Point[][] {
  if (points.length === 0) throw undrawable('it has no points')
  const count = Math.max(1, Math.ceil((points.length - 1) / pieceLength))
  return Array.from({ length: count }, (_, i) => points.slice(i * pieceLength, (i + 1) * pieceLength + 1))
}

function through(points: readonly Point[]): string {
  return `M${points.map(({ x, y }) => pair(x, y)).join('L')}`
}

function haloed(paths: string[], colour: string, width: number): string {
  return lines(paths, '#000', width + Math.max(2, Math.min(width, 6))) + lines(paths, colour, width)
}

function lines(paths: string[], colour: string, width: number, join = 'round'): string {
  if (!(width > 0)) throw undrawable(`its line is ${width} pixels wide`)
  const drawn = paths.map(path => `<path d="${path}"/>`).join('')
  return `<g stroke="${colour}" stroke-width="${number(width)}" stroke-linejoin="${join}">${drawn}</g>`
}

function pair(x: number, y: number): string {
  return `${number(x)} ${number(y)}`
}

// The rasteriser counts in 24.8 fixed point, and draws nothing of a line with a point beyond that.
const farthest = 1e6

function number(value: number): string {
  return String(Math.round(within(finite(value), -farthest, farthest) * 1000) / 1000)
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw undrawable(`a coordinate or size is ${value}`)
  return value
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
