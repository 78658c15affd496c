/**
 * Connected components, 8-neighbourhood, by runs: each row is cut into runs of inside pixels, runs that
 * touch one in the row above (diagonally too) are united in a union-find forest, and all figures are
 * sums over runs. Cost follows the number of runs, not of pixels, after one pass over the mask.
 */
import { type Box, box, type Point, point } from './geometry.ts'
import { emptyMask, type Mask } from './mask.ts'

export type Component = {
  /** Pixels. */
  area: number
  box: Box
  /** Mean of the pixel centres. */
  centroid: Point
  /** Only this component, on the grid of the whole mask. Drawn when first asked for. */
  readonly mask: Mask
}

export type ComponentOptions = {
  /** Components of fewer pixels are left out; 1 by default. */
  minArea?: number
}

/** Components, largest first; equal ones in reading order of their first pixel. */
export function connectedComponents(mask: Mask, options: ComponentOptions = {}): Component[] {
  const runs = findRuns(mask)
  return regions(runs, options).map(({ root, sumX, sumY, area, x0, y0, x1, y1 }) => {
    let drawn: Mask | undefined
    return {
      area,
      box: box(x0, y0, x1, y1),
      centroid: point(sumX / area, sumY / area),
      get mask() {
        drawn ??= draw(mask, runs, root)
        return drawn
      },
    }
  })
}

/** Where each component begins: its first pixel in reading order. Ordered like the components. */
export function firstPixels(mask: Mask, options: ComponentOptions = {}): { x: number; y: number }[] {
  const runs = findRuns(mask)
  return regions(runs, options).map(({ root, y0 }) => ({ x: runs.start[root] ?? 0, y: y0 }))
}

/** Run i covers the columns start[i] ≤ x < end[i]; row y owns the runs rowAt[y] ≤ i < rowAt[y + 1]. */
type Runs = { start: number[]; end: number[]; rowAt: Int32Array; root: Int32Array }

type Region = {
  root: number
  area: number
  sumX: number
  sumY: number
  x0: number
  y0: number
  x1: number
  y1: number
}

function findRuns({ width, height, data }: Mask): Runs {
  const start: number[] = []
  const end: number[] = []
  const rowAt = new Int32Array(height + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; x++) {
      if (data[row + x] !== 1) continue
      start.push(x)
      do x++
      while (x < width && data[row + x] === 1)
      end.push(x)
    }
    rowAt[y + 1] = start.length
  }
  return { start, end, rowAt, root: unite(start, end, rowAt) }
}

/** For each run, the first run in reading order of the component that it belongs to. */
function unite(start: number[], end: number[], rowAt: Int32Array): Int32Array {
  const parent = new Int32Array(start.length)
  for (let i = 0; i < parent.length; i++) parent[i] = i
  const find = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      const above = parent[parent[at] ?? 0] ?? 0
      parent[at] = above
      at = above
    }
    return at
  }
  for (let y = 1; y < rowAt.length - 1; y++) {
    let upper = rowAt[y - 1] ?? 0
    let lower = rowAt[y] ?? 0
    const upperEnd = lower
    const lowerEnd = rowAt[y + 1] ?? 0
    while (upper < upperEnd && lower < lowerEnd) {
      const a = end[upper] ?? 0
      const b = end[lower] ?? 0
      // Equal columns touch at a corner: the 8-neighbourhood.
      if ((start[upper] ?? 0) <= b && (start[lower] ?? 0) <= a) {
        const first = find(upper)
        const second = find(lower)
        if (first < second) parent[second] = first
        else parent[first] = second
      }
      if (a < b) upper++
      else lower++
    }
  }
  // A parent precedes its child, so it already points at its root.
  for (let i = 0; i < parent.length; i++) parent[i] = parent[parent[i] ?? 0] ?? 0
  return parent
}

function regions({ start, end, rowAt, root }: Runs, { minArea = 1 }: ComponentOptions): Region[] {
  const found: Region[] = []
  const indexOf = new Int32Array(start.length)
  for (let y = 0; y < rowAt.length - 1; y++)
    for (let i = rowAt[y] ?? 0; i < (rowAt[y + 1] ?? 0); i++) {
      const first = root[i] ?? 0
      const x0 = start[i] ?? 0
      const x1 = end[i] ?? 0
      if (first === i) {
        indexOf[i] = found.length
        found.push({ root: i, area: 0, sumX: 0, sumY: 0, x0, y0: y, x1, y1: y + 1 })
      }
      const region = found[indexOf[first] ?? 0] as Region
      region.area += x1 - x0
      region.sumX += ((x1 - x0) * (x0 + x1)) / 2
      region.sumY += (x1 - x0) * (y + 0.5)
      if (x0 < region.x0) region.x0 = x0
      if (x1 > region.x1) region.x1 = x1
      region.y1 = y + 1
    }
  return found.filter(({ area }) => area >= minArea).sort((a, b) => b.area - a.area || a.root - b.root)
}

function draw({ width, height }: Mask, runs: Runs, root: number): Mask {
  const mask = emptyMask(width, height)
  for (let y = 0; y < height; y++)
    for (let i = runs.rowAt[y] ?? 0; i < (runs.rowAt[y + 1] ?? 0); i++)
      if (runs.root[i] === root)
        mask.data.fill(1, y * width + (runs.start[i] ?? 0), y * width + (runs.end[i] ?? 0))
  return mask
}
