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
  const { field, deepest } = positive ? missed : excess
  if (deepest === 0) return undefined
  const index = random === undefined ? field.indexOf(deepest) : drawDeep(field, deepest, random)
  const { width } = truth
  const at = point((index % width) + 0.5, Math.floor(index / width) + 0.5)
  return { kind: 'point', at, positive, depth: Math.sqrt(field[index] ?? 0) }
}

/**
 * Squared distances to the edge of what is in `inside` and not in `outside`, 0 elsewhere and where clicked. Only
 * the rectangle around it is looked at: with a rim of one pixel that is no error, the nearest edge lies within.
 */
function depths(
  inside: Mask,
  outside: Mask,
  clicked: readonly Point[],
): { field: Float32Array; deepest: number } {
  const { width, height } = inside
  const error = inside.data.map((value, i) => value & (1 - (outside.data[i] ?? 0)))
  const field = new Float32Array(width * height)
  const around = boundingBox({ width, height, data: error })
  if (around === undefined) return { field, deepest: 0 }
  const { x0, y0, x1, y1 } = around
  const size = { x: x1 - x0 + 2, y: y1 - y0 + 2, z: 1 }
  const free = new Uint8Array(size.x * size.y).fill(1)
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) if (error[y * width + x] === 1) free[(y - y0 + 1) * size.x + x - x0 + 1] = 0
  const distances = squaredDistances({ size, data: free })
  for (let y = y0; y < y1; y++) {
    const from = (y - y0 + 1) * size.x + 1
    field.set(distances.subarray(from, from + x1 - x0), y * width + x0)
  }
  for (const { x, y } of clicked) {
    const i = Math.floor(y) * width + Math.floor(x)
    if (i >= 0 && i < field.length) field[i] = 0
  }
  let deepest = 0
  for (const depth of field) if (depth > deepest) deepest = depth
  return { field, deepest }
}

function drawDeep(field: Float32Array, deepest: number, random: Random): number {
  let left = 0
  for (const depth of field) if (depth * 4 >= deepest) left++
  left = random.below(left)
  return field.findIndex(depth => depth * 4 >= deepest && left-- === 0)
}
