/**
 * Geodesic distance on the working grid: the cheapest way from a cell, where a step across an edge costs more.
 * Raster scans to and fro (the fast-sweeping form of Toivanen's distance), with diagonal steps.
 */
import type { WorkingGrid } from './working-grid.ts'

/** A step between unlike neighbours costs up to 1 + this many cells. */
const edgeCost = 4
const sweeps = 3

export function geodesicDistance(grid: WorkingGrid, from: number): Float32Array {
  const head = new Float32Array(grid.width * grid.height).fill(1e9)
  head[from] = 0
  return geodesicDistances(grid, head)
}

/** The same from all cells at once, where each begins with a distance of its own (`head`). */
export function geodesicDistances(
  { width, height, right, below }: WorkingGrid,
  head: Float32Array,
): Float32Array {
  const distance = head.slice()
  const across = right.map(alike => 1 + edgeCost * (1 - alike))
  const down = below.map(alike => 1 + edgeCost * (1 - alike))
  const reach = (to: number, by: number, cost: number) => {
    const way = (distance[by] ?? 0) + cost
    if (way < (distance[to] ?? 0)) distance[to] = way
  }
  const slant = (a: number, b: number) => Math.SQRT1_2 * ((across[a] ?? 0) + (down[b] ?? 0))
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const i = y * width + x
        if (x > 0) reach(i, i - 1, across[i - 1] ?? 0)
        if (y === 0) continue
        reach(i, i - width, down[i - width] ?? 0)
        if (x > 0) reach(i, i - width - 1, slant(i - width - 1, i - 1))
        if (x + 1 < width) reach(i, i - width + 1, slant(i - width, i - width + 1))
      }
    for (let y = height - 1; y >= 0; y--)
      for (let x = width - 1; x >= 0; x--) {
        const i = y * width + x
        if (x + 1 < width) reach(i, i + 1, across[i] ?? 0)
        if (y + 1 === height) continue
        reach(i, i + width, down[i] ?? 0)
        if (x + 1 < width) reach(i, i + width + 1, slant(i, i + 1))
        if (x > 0) reach(i, i + width - 1, slant(i - 1, i - 1))
      }
  }
  return distance
}
