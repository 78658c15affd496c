/**
 * Outer boundaries by crack following: the walk runs along the edges between pixels, inside always on
 * its right hand, so the polygon passes pixel corners and encloses exactly the pixels: its area is their
 * number (plus that of the holes, which are not traced). Where two pixels touch only at a corner the
 * walk crosses over to the other pixel, in keeping with the 8-neighbourhood of `connectedComponents`;
 * there the polygon touches itself and passes the corner twice.
 */
import { type ComponentOptions, firstPixels } from './components.ts'
import { type Point, point } from './geometry.ts'
import type { Mask } from './mask.ts'

/**
 * One closed polygon for each component, ordered like `connectedComponents`: corners clockwise as seen
 * on the picture, from the top left of the first pixel, without those in the middle of a straight line.
 * The last point is joined to the first, which is not repeated.
 */
export function contours(mask: Mask, options: ComponentOptions = {}): Point[][] {
  return firstPixels(mask, options).map(({ x, y }) => trace(mask, x, y))
}

// Right, down, left, up: a step, and the pixel on its left and right hand beyond the corner, relative to it.
const headings = [
  { dx: 1, dy: 0, left: [0, -1], right: [0, 0] },
  { dx: 0, dy: 1, left: [0, 0], right: [-1, 0] },
  { dx: -1, dy: 0, left: [-1, 0], right: [-1, -1] },
  { dx: 0, dy: -1, left: [-1, -1], right: [0, -1] },
] as const

function trace({ width, height, data }: Mask, startX: number, startY: number): Point[] {
  const inside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1
  const polygon = [point(startX, startY)]
  let [x, y, heading] = [startX + 1, startY, 0 as 0 | 1 | 2 | 3]
  while (x !== startX || y !== startY) {
    const { left, right } = headings[heading]
    const turn = inside(x + left[0], y + left[1]) ? 3 : inside(x + right[0], y + right[1]) ? 0 : 1
    if (turn !== 0) polygon.push(point(x, y))
    heading = ((heading + turn) & 3) as 0 | 1 | 2 | 3
    x += headings[heading].dx
    y += headings[heading].dy
  }
  return polygon
}
