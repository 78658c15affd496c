/**
 * The other side of the chest laid over this one. Readers compare the sides: a shadow that both have is mostly anatomy.
 */
import { side } from './prepare.ts'

/** Columns from the middle of the picture within which the midline is looked for. */
const reach = 20

/**
 * The first column right of the line about which the middle rows of a plane are most alike; of several the one nearest to
 * the middle.
 */
export function midlineOf(plane: Float32Array): number {
  const columns = columnMeans(plane)
  let best = { midline: side / 2, difference: Infinity }
  for (let away = 0; away <= reach; away++)
    for (const midline of [side / 2 - away, side / 2 + away]) {
      const difference = differenceAbout(midline, columns)
      if (difference < best.difference) best = { midline, difference }
    }
  return best.midline
}

/** Mean square of what the columns on both sides differ by. */
function differenceAbout(midline: number, columns: Float32Array): number {
  const pairs = Math.min(midline, side - midline)
  let squares = 0
  for (let d = 0; d < pairs; d++)
    squares += ((columns[midline + d] ?? 0) - (columns[midline - 1 - d] ?? 0)) ** 2
  return squares / pairs
}

/** The plane turned about the midline, its outermost columns continued where it has none. */
export function mirrored(plane: Float32Array, midline: number): Float32Array {
  const out = new Float32Array(plane.length)
  for (let x = 0; x < side; x++) {
    const from = Math.min(side - 1, Math.max(0, 2 * midline - 1 - x))
    for (let y = 0; y < side; y++) out[y * side + x] = plane[y * side + from] ?? 0
  }
  return out
}

function columnMeans(plane: Float32Array): Float32Array {
  const means = new Float32Array(side)
  for (let y = side / 4; y < (3 * side) / 4; y++)
    for (let x = 0; x < side; x++) means[x] = (means[x] ?? 0) + (plane[y * side + x] ?? 0) / (side / 2)
  return means
}
