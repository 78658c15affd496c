/**
 * How far apart the surfaces of two masks lie. A surface voxel is set and has a face neighbour that is not,
 * beyond the edge of the grid included (6 neighbours, 4 in a single slice). Distances run from each surface
 * voxel of one mask to the nearest of the other, centre to centre, in millimetres, or voxels without a
 * spacing. So do MONAI's `compute_hausdorff_distance`, `compute_average_surface_distance` (symmetric) and
 * `compute_surface_dice` as they are set by default. Others differ: MedPy's HD95 is one percentile of both directions
 * together, and DeepMind's `surface-distance` puts the surface between the voxels and weights it by area.
 *
 * Empty masks follow the policy in `overlap.ts`.
 */
import { squaredDistances } from './distance-transform.ts'
import { countVoxels, type GridSize, type MaskGrid, refuseOtherGrid } from './grid.ts'

/** Distances from the surface of one mask to the other's, ascending, in both directions. */
export type SurfaceDistances = { fromTruth: Float32Array; fromPrediction: Float32Array }

/** Throws `bad-usage` for masks on different grids. Where one mask is empty, the other's distances are infinite. */
export function surfaceDistances(truth: MaskGrid, prediction: MaskGrid): SurfaceDistances {
  refuseOtherGrid(truth, prediction)
  const planar = truth.size.z === 1
  const bounds = boundsOf(truth.size, [truth.data, prediction.data])
  const a = surfaceOf(crop(truth, bounds), planar)
  const b = surfaceOf(crop(prediction, bounds), planar)
  return { fromTruth: towards(a, b), fromPrediction: towards(b, a) }
}

/** The larger of the two 95th percentiles, one for each direction (HD95). */
export function hd95(distances: SurfaceDistances): number {
  return Math.max(percentile(distances.fromTruth, 95), percentile(distances.fromPrediction, 95))
}

/** The largest distance of all (Hausdorff). */
export function hausdorff({ fromTruth, fromPrediction }: SurfaceDistances): number {
  return Math.max(fromTruth.at(-1) ?? 0, fromPrediction.at(-1) ?? 0)
}

/** The mean over the surface voxels of both masks (average symmetric surface distance). */
export function averageSurfaceDistance({ fromTruth, fromPrediction }: SurfaceDistances): number {
  const count = fromTruth.length + fromPrediction.length
  return count === 0 ? 0 : (sum(fromTruth) + sum(fromPrediction)) / count
}

/**
 * Share of the surface voxels of both masks within `tolerance` of the other, 0..1 (normalised surface Dice, NSD).
 * A distance that equals the tolerance is within it.
 */
export function surfaceDice({ fromTruth, fromPrediction }: SurfaceDistances, tolerance: number): number {
  const count = fromTruth.length + fromPrediction.length
  return count === 0 ? 1 : (within(fromTruth, tolerance) + within(fromPrediction, tolerance)) / count
}

/** The surface voxels as a mask. `planar`: slices have no neighbours above and below. */
export function surfaceOf({ size, data, ...grid }: MaskGrid, planar = size.z === 1): MaskGrid {
  const { x: width, y: height, z: depth } = size
  const surface = new Uint8Array(data.length)
  const slice = width * height
  for (let z = 0, i = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (data[i] !== 1) continue
        const inside =
          x > 0 &&
          data[i - 1] === 1 &&
          x < width - 1 &&
          data[i + 1] === 1 &&
          y > 0 &&
          data[i - width] === 1 &&
          y < height - 1 &&
          data[i + width] === 1 &&
          (planar || (z > 0 && data[i - slice] === 1 && z < depth - 1 && data[i + slice] === 1))
        if (!inside) surface[i] = 1
      }
  return { ...grid, size, data: surface }
}

/** Ascending distances from the voxels of one surface to the nearest of another. */
function towards(from: MaskGrid, to: MaskGrid): Float32Array {
  const field = squaredDistances(to)
  const distances = new Float32Array(countVoxels(from))
  for (let i = 0, at = 0; i < field.length; i++)
    if (from.data[i] === 1) distances[at++] = Math.sqrt(field[i] ?? 0)
  return distances.sort()
}

type Bounds = { from: GridSize; to: GridSize }

/** The box that holds all masks, with no margin: every surface lies in it, so it is enough to look there. */
function boundsOf({ x: width, y: height, z: depth }: GridSize, masks: Uint8Array[]): Bounds {
  const from = { x: width, y: height, z: depth }
  const to = { x: 0, y: 0, z: 0 }
  for (const data of masks)
    for (let z = 0, row = 0; z < depth; z++)
      for (let y = 0; y < height; y++, row += width) {
        let first = 0
        while (first < width && data[row + first] !== 1) first++
        if (first === width) continue
        let last = width - 1
        while (data[row + last] !== 1) last--
        from.x = Math.min(from.x, first)
        to.x = Math.max(to.x, last + 1)
        from.y = Math.min(from.y, y)
        to.y = Math.max(to.y, y + 1)
        from.z = Math.min(from.z, z)
        to.z = Math.max(to.z, z + 1)
      }
  return { from, to }
}

/**
 * The part within the bounds; a cut face counts as the edge of the grid, where a set voxel is surface. That
 * is right because nothing is set beyond it.
 */
function crop({ size, data, ...grid }: MaskGrid, { from, to }: Bounds): MaskGrid {
  const cut = {
    x: Math.max(0, to.x - from.x),
    y: Math.max(0, to.y - from.y),
    z: Math.max(0, to.z - from.z),
  }
  const part = new Uint8Array(cut.x * cut.y * cut.z)
  for (let z = 0, at = 0; z < cut.z; z++)
    for (let y = 0; y < cut.y; y++, at += cut.x) {
      const row = ((z + from.z) * size.y + y + from.y) * size.x + from.x
      part.set(data.subarray(row, row + cut.x), at)
    }
  return { ...grid, size: cut, data: part }
}

/** Linear between neighbours, as NumPy has it; 0 for no distance at all. */
function percentile(ascending: Float32Array, percent: number): number {
  if (ascending.length === 0) return 0
  const position = ((ascending.length - 1) * percent) / 100
  const below = ascending[Math.floor(position)] ?? 0
  const above = ascending[Math.ceil(position)] ?? 0
  return below === above ? below : below + (above - below) * (position - Math.floor(position))
}

function sum(values: Float32Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Distances are rounded to 24 bits; one that is equal to the tolerance on paper may lie this share beyond it. */
const rounding = 1e-6

function within(ascending: Float32Array, tolerance: number): number {
  const reach = tolerance * (1 + rounding)
  let count = 0
  while (count < ascending.length && (ascending[count] ?? 0) <= reach) count++
  return count
}
