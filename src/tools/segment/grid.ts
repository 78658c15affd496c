/**
 * The grid on which a model points: whole numbers 0..999 in x and y, from the top left to the bottom right
 * edge of the picture that it sees. What it sees is not always the image: for a square input the image is
 * fitted into a square and the rest filled up (letterbox). `span` is the rectangle, in image pixels, that the
 * grid covers, so a letterbox is a span that reaches past the image, and mapping back undoes it.
 *
 * Reference: MedSAM-Agent (arXiv 2602.03320), whose inference divides by 999. Its letterbox is not undone
 * there; here it is.
 */
import { type Box, box, type Point, point } from '../../imaging/index.ts'

export const gridMax = 999

export type Size = { width: number; height: number }

/** The grid covers the image itself. */
export function imageSpan({ width, height }: Size): Box {
  return box(0, 0, width, height)
}

/** The grid covers the square that the image is centred in. */
export function squareSpan({ width, height }: Size): Box {
  const side = Math.max(width, height)
  const [left, top] = [(width - side) / 2, (height - side) / 2]
  return box(left, top, left + side, top + side)
}

/** From a grid coordinate to pixels along one axis of the span `from`..`to`. */
export function toPixel(grid: number, from: number, to: number): number {
  return from + (grid * (to - from)) / gridMax
}

/** The nearest grid coordinate, 0..999. */
export function toGrid(pixel: number, from: number, to: number): number {
  return Math.min(gridMax, Math.max(0, Math.round(((pixel - from) / (to - from)) * gridMax)))
}

export function pointFromGrid([x, y]: readonly [number, number], span: Box): Point {
  return point(toPixel(x, span.x0, span.x1), toPixel(y, span.y0, span.y1))
}

export function pointToGrid({ x, y }: Point, span: Box): [number, number] {
  return [toGrid(x, span.x0, span.x1), toGrid(y, span.y0, span.y1)]
}

export function boxFromGrid([x1, y1, x2, y2]: readonly [number, number, number, number], span: Box): Box {
  const [from, to] = [pointFromGrid([x1, y1], span), pointFromGrid([x2, y2], span)]
  return box(from.x, from.y, to.x, to.y)
}

/** At least one grid unit wide and high, so that a thin box is not turned into a line. */
export function boxToGrid({ x0, y0, x1, y1 }: Box, span: Box): [number, number, number, number] {
  const [left, right] = apart(toGrid(x0, span.x0, span.x1), toGrid(x1, span.x0, span.x1))
  const [top, bottom] = apart(toGrid(y0, span.y0, span.y1), toGrid(y1, span.y0, span.y1))
  return [left, top, right, bottom]
}

function apart(low: number, high: number): [number, number] {
  if (high > low) return [low, high]
  return low < gridMax ? [low, low + 1] : [low - 1, low]
}
