/**
 * Random walker with a prior on every cell (Grady, "Multilabel random walker image segmentation using prior
 * models", CVPR 2005): the smooth field x in −1..1 that follows the evidence and jumps only where the picture has
 * edges. It minimises Σ likeness·(xᵢ − xⱼ)² + Σ trust·(xᵢ − targetᵢ)², a sparse system solved by conjugate gradients
 * with a diagonal preconditioner.
 */
import type { WorkingGrid } from './working-grid.ts'

/**
 * From evidence to a field on the grid, above 0 inside the mask: `target` is what each cell would be by itself, −1..1,
 * `trust` how firmly it holds to that. `start` is a guess, such as the field before the last prompt; it is not changed.
 */
export type Spread = (
  grid: WorkingGrid,
  target: Float32Array,
  trust: Float32Array,
  start: Float32Array,
) => Float32Array

const mostRounds = 200
/** Of the right side's norm: far finer than the threshold at 0 needs. */
const tolerance = 1e-3

export const randomWalk: Spread = (grid, target, trust, start) => {
  const n = target.length
  const diagonal = diagonalOf(grid, trust)
  const x = start.slice()
  const [residual, direction, image] = [new Float32Array(n), new Float32Array(n), new Float32Array(n)]
  applySystem(grid, diagonal, x, image)
  let [energy, size] = [0, 0]
  for (let i = 0; i < n; i++) {
    const b = (trust[i] ?? 0) * (target[i] ?? 0)
    const r = b - (image[i] ?? 0)
    const z = r / (diagonal[i] ?? 1)
    residual[i] = r
    direction[i] = z
    energy += r * z
    size += b * b
  }
  for (let round = 0; round < mostRounds; round++) {
    applySystem(grid, diagonal, direction, image)
    let curvature = 0
    for (let i = 0; i < n; i++) curvature += (direction[i] ?? 0) * (image[i] ?? 0)
    if (curvature < 1e-20) break
    const step = energy / curvature
    let [next, left] = [0, 0]
    for (let i = 0; i < n; i++) {
      x[i] = (x[i] ?? 0) + step * (direction[i] ?? 0)
      const r = (residual[i] ?? 0) - step * (image[i] ?? 0)
      residual[i] = r
      left += r * r
      next += (r * r) / (diagonal[i] ?? 1)
    }
    if (left < tolerance * tolerance * size) break
    const turn = next / energy
    energy = next
    for (let i = 0; i < n; i++)
      direction[i] = (residual[i] ?? 0) / (diagonal[i] ?? 1) + turn * (direction[i] ?? 0)
  }
  return x
}

function diagonalOf({ width, height, right, below }: WorkingGrid, trust: Float32Array): Float32Array {
  const diagonal = Float32Array.from(trust)
  for (let i = 0; i < width * height; i++) {
    const [across, down] = [right[i] ?? 0, below[i] ?? 0]
    diagonal[i] = (diagonal[i] ?? 0) + across + down
    if (across > 0) diagonal[i + 1] = (diagonal[i + 1] ?? 0) + across
    if (down > 0) diagonal[i + width] = (diagonal[i + width] ?? 0) + down
  }
  return diagonal
}

/** out = (Laplacian + trust) · v. The last column has no likeness to the right, nor the last row below. */
function applySystem(
  { width, right, below }: WorkingGrid,
  diagonal: Float32Array,
  v: Float32Array,
  out: Float32Array,
): void {
  const n = v.length
  for (let i = 0; i < n; i++) {
    let sum = (diagonal[i] ?? 0) * (v[i] ?? 0)
    if (i + 1 < n) sum -= (right[i] ?? 0) * (v[i + 1] ?? 0)
    if (i > 0) sum -= (right[i - 1] ?? 0) * (v[i - 1] ?? 0)
    if (i + width < n) sum -= (below[i] ?? 0) * (v[i + width] ?? 0)
    if (i >= width) sum -= (below[i - width] ?? 0) * (v[i - width] ?? 0)
    out[i] = sum
  }
}
