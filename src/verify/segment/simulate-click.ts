/**
 * Where a careful annotator would click next: the middle of the largest error. The error is what the mask
 * lacks and what it has too much; the place is the pixel farthest from the error's edge, by the exact
 * Euclidean distance transform. Missed area is clicked positive, excess negative; on a tie negative.
 *
 * Reference: the click simulator of RITM (Sofiiuk et al., ICIP 2022), as MedSAM-Agent uses it. The picture is
 * padded by one pixel, so that its edge counts as an edge of the error.
 */
import type { Random } from '../../cases/index.ts'
import { boundingBox, type Mask, type Point, point, squaredDistances } from '../../imaging/index.ts'

export type Click = {
  kind: 'point'
  /** The centre of a pixel. */
  at: Point
  positive: boolean
  /** Pixels from there to the edge of the error: how large the error is. */
  depth: number
}

export type ClickOptions = {
  /** Places that were clicked before and are left out. */
  clicked?: readonly Point[]
  /** Draws a place of at least half the depth instead of the deepest one. */
  random?: Random
}

/** Absent where the mask is right, or every wrong pixel was clicked. Masks must be of one size. */
export function simulateClick(
  truth: Mask,
  mask: Mask,
  { clicked = [], random }: ClickOptions = {},
): Click | undefined {
  const missed = depths(truth, mask, clicked)
  const excess = depths(mask, truth, clicked)
  const positive = missed.deepest > excess.deepest
  const { field, deepest, width, left, top } = positive ? missed : excess
  if (deepest === 0) return undefined
  const index = random === undefined ? field.indexOf(deepest) : drawDeep(field, deepest, random)
  const at = point(left + (index % width) + 0.5, top + Math.floor(index / width) + 0.5)
  return { kind: 'point', at, positive, depth: Math.sqrt(field[index] ?? 0) }
}

/** Of the rectangle around an error with a rim of one pixel that is none, so that the nearest edge lies within. */
type Depths = {
  /** Squared distances to the edge of the error; 0 where there is none and where clicked. */
  field: Float32Array
  deepest: number
  /** Of the rectangle. */
  width: number
  /** Where the rectangle begins, in pixels of the mask; −1 where the rim lies off it. */
  left: number
  top: number
}

/** The depth of what is in `inside` and not in `outside`. */
function depths(inside: Mask, outside: Mask, clicked: readonly Point[]): Depths {
  const { width } = inside
  const error = new Uint8Array(inside.data.length)
  for (let i = 0; i < error.length; i++) error[i] = (inside.data[i] ?? 0) & ~(outside.data[i] ?? 0)
  const around = boundingBox({ ...inside, data: error })
  if (around === undefined) return { field: new Float32Array(0), deepest: 0, width: 0, left: 0, top: 0 }
  const [left, top] = [around.x0 - 1, around.y0 - 1]
  const size = { x: around.x1 - left + 1, y: around.y1 - top + 1, z: 1 }
  const free = new Uint8Array(size.x * size.y).fill(1)
  for (let y = around.y0; y < around.y1; y++)
    for (let x = around.x0, at = (y - top) * size.x + 1; x < around.x1; x++, at++)
      free[at] = 1 - (error[y * width + x] ?? 0)
  const field = squaredDistances({ size, data: free })
  for (const at of clicked) {
    const [x, y] = [Math.floor(at.x) - left, Math.floor(at.y) - top]
    if (x >= 0 && x < size.x && y >= 0 && y < size.y) field[y * size.x + x] = 0
  }
  let deepest = 0
  for (let i = 0; i < field.length; i++) deepest = Math.max(deepest, field[i] ?? 0)
  return { field, deepest, width: size.x, left, top }
}

function drawDeep(field: Float32Array, deepest: number, random: Random): number {
  let left = 0
  for (const depth of field) if (depth * 4 >= deepest) left++
  left = random.below(left)
  return field.findIndex(depth => depth * 4 >= deepest && left-- === 0)
}
