/**
 * What the prompts say of each cell, as log odds of being target: above 0 for, below 0 against. A box gives a prior
 * (the middle is likely target, outside is not) and, from it, how target and surroundings look. A click is a local
 * correction: it bends the odds around it as far as is needed, within a geodesic reach, and leaves the rest.
 */
import { type Box, gridOf, type Mask, type Point, squaredDistances } from '../../../imaging/index.ts'
import { geodesicDistance } from './geodesic.ts'
import type { WorkingGrid } from './working-grid.ts'

/** Odds at the middle of a box, falling to 0 on the ellipse that touches its sides. */
const boxOdds = 2
/** How many odds are lost for each tenth of the box outside it. */
const outsideOdds = 6
/** Surroundings are learned from cells up to about this share of the box away from it. */
const surroundings = 0.5
const rounds = 5
/** Appearance counts half: the words of one place are not independent witnesses. */
const appearanceWeight = 0.5
const mostAppearanceOdds = 3

/** Odds that a click leaves at its own cell. */
const clickOdds = 4
/** Reach of a click, as a share of the longer side of the grid: at most, and for a first click without a box. */
const mostReach = 0.08
const firstReach = 0.1
const leastReach = 2

/** Before any prompt nothing is target. */
export function emptyEvidence({ width, height }: WorkingGrid): Float32Array {
  return new Float32Array(width * height).fill(-1)
}

/** `at` in image pixels. */
export function cellAt({ width, height, window }: WorkingGrid, at: Point): number {
  const x = Math.floor(((at.x - window.x0) / (window.x1 - window.x0)) * width)
  const y = Math.floor(((at.y - window.y0) / (window.y1 - window.y0)) * height)
  return Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))
}

export function boxEvidence(grid: WorkingGrid, given: Box): Float32Array {
  const { width, height, window, words } = grid
  const [sx, sy] = [(window.x1 - window.x0) / width, (window.y1 - window.y0) / height]
  const [halfWidth, halfHeight] = [(given.x1 - given.x0) / 2, (given.y1 - given.y0) / 2]
  const prior = new Float32Array(width * height)
  const counts = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = Math.abs(window.x0 + (x + 0.5) * sx - given.x0 - halfWidth) / halfWidth
      const v = Math.abs(window.y0 + (y + 0.5) * sy - given.y0 - halfHeight) / halfHeight
      const outside = Math.max(u, v) - 1
      const ellipse = boxOdds * (1 - u * u - v * v)
      const odds = outside <= 0 ? ellipse : Math.min(ellipse, 0) - outsideOdds * 10 * outside
      prior[y * width + x] = Math.max(-8, odds)
      counts[y * width + x] = Math.exp(-Math.max(0, outside) / surroundings)
    }
  let odds = prior
  for (let round = 0; round < rounds; round++) {
    const appearance = appearanceOdds(words, odds, counts)
    odds = prior.map((value, i) => value + appearanceWeight * (appearance[words.of[i] ?? 0] ?? 0))
  }
  return odds
}

/** Log of how much more often a word is seen in the target than around it. */
function appearanceOdds(
  { of, count, kernel }: WorkingGrid['words'],
  odds: Float32Array,
  counts: Float32Array,
): Float32Array {
  const [target, other] = [new Float64Array(count), new Float64Array(count)]
  let [targets, others] = [0, 0]
  for (let i = 0; i < of.length; i++) {
    const share = 1 / (1 + Math.exp(-(odds[i] ?? 0)))
    const [inside, outside] = [share * (counts[i] ?? 0), (1 - share) * (counts[i] ?? 0)]
    const word = of[i] ?? 0
    target[word] = (target[word] ?? 0) + inside
    other[word] = (other[word] ?? 0) + outside
    targets += inside
    others += outside
  }
  const rare = 0.05 / count
  return Float32Array.from({ length: count }, (_, word) => {
    let [inside, outside] = [0, 0]
    for (let k = 0; k < count; k++) {
      const near = kernel[word * count + k] ?? 0
      inside += near * (target[k] ?? 0)
      outside += near * (other[k] ?? 0)
    }
    const log = Math.log((inside / targets + rare) / (outside / others + rare))
    return Math.max(-mostAppearanceOdds, Math.min(mostAppearanceOdds, log))
  })
}

export type GridClick = { cell: number; positive: boolean }

/**
 * The odds after a click. It reaches as far as the click is from the border of the present mask (`field` above 0):
 * a click deep inside what is wrong means much, one near the border little. `first`: there is no mask yet.
 */
export function clickEvidence(
  grid: WorkingGrid,
  odds: Float32Array,
  field: Float32Array,
  { cell, positive }: GridClick,
  first: boolean,
): Float32Array {
  const side = Math.max(grid.width, grid.height)
  const toBorder = first ? firstReach * side : Math.min(mostReach * side, borderDistance(grid, field, cell))
  const spread = 1.5 * Math.max(leastReach, toBorder)
  const change = (positive ? clickOdds : -clickOdds) - (odds[cell] ?? 0)
  if (positive ? change <= 0 : change >= 0) return odds
  const distance = geodesicDistance(grid, cell)
  return odds.map((value, i) => value + change * Math.exp(-0.5 * ((distance[i] ?? 0) / spread) ** 2))
}

/** Cells from here to the nearest cell on the other side of the mask's border, or of the grid's. */
function borderDistance({ width, height }: WorkingGrid, field: Float32Array, cell: number): number {
  const inside = (field[cell] ?? 0) > 0
  const padded: Mask = {
    width: width + 2,
    height: height + 2,
    data: new Uint8Array((width + 2) * (height + 2)).fill(1),
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if ((field[y * width + x] ?? 0) > 0 === inside) padded.data[(y + 1) * (width + 2) + x + 1] = 0
  const at = (Math.floor(cell / width) + 1) * (width + 2) + (cell % width) + 1
  return Math.sqrt(squaredDistances(gridOf(padded))[at] ?? 0)
}
