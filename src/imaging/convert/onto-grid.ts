/**
 * Labels brought to the grid of the images on which they were drawn. Programs store the same voxels with axes turned
 * and exchanged (NIfTI made from DICOM often has its rows upside down); where both grids say where they lie, each
 * label goes to the voxel at its place. Nothing is interpolated: the grids must share their voxel centres.
 */
import { PraxisError } from '../../cases/index.ts'
import { countSlices } from '../slice-raster.ts'
import { sizeText, type Volume } from '../volume.ts'
import type { LabelMap } from './labels-of.ts'

/** Parts of a voxel by which centres may differ; affines are stored in 32 bits. */
const tolerance = 0.05

export type OntoGrid = { labels: Uint8Array | Uint16Array; notes: string[] }

/**
 * One label for each voxel of the grid, over all its points in time. `slice`, from 0, is the one of the grid on which
 * labels of a single slice lie. Throws `bad-usage` where the grids do not share their voxels, or a labelled voxel lies
 * outside.
 */
export function ontoGrid(map: LabelMap, grid: Volume, slice?: number): OntoGrid {
  const { labels, grid: own } = map
  if (slice !== undefined) return { labels: onSlice(map, grid, slice), notes: [] }
  if (own.affine && grid.affine && own.size.t === 1 && grid.size.t === 1)
    return { labels: moved(map, own.affine, grid, grid.affine), notes: [] }
  const [ours, theirs] = [own.size, grid.size].map(({ x, y, z, t }) => [x, y, z * t].join(' × '))
  if (ours !== theirs)
    throw unfit(
      `the labels have ${sizeText(own.size)} voxels and the source ${sizeText(grid.size)}`,
      countSlices(own) === 1 && countSlices(grid) > 1
        ? `name the slice of the source, 1 to ${countSlices(grid)}`
        : undefined,
    )
  return {
    labels,
    notes: ['labels and source are matched voxel by voxel: one of them does not say where it lies'],
  }
}

function onSlice({ labels, grid: own }: LabelMap, grid: Volume, slice: number): Uint8Array | Uint16Array {
  const { x, y } = grid.size
  const count = countSlices(grid)
  if (!(Number.isInteger(slice) && slice >= 0 && slice < count))
    throw unfit(`the source has no slice ${slice + 1}`, `name one of 1 to ${count}`)
  if (countSlices(own) !== 1) throw unfit('the labels have several slices', 'leave the slice away')
  if (own.size.x !== x || own.size.y !== y)
    throw unfit(`the labels have ${sizeText(own.size)} pixels and a slice of the source ${x} × ${y}`)
  const out = labels instanceof Uint16Array ? new Uint16Array(x * y * count) : new Uint8Array(x * y * count)
  out.set(labels, slice * x * y)
  return out
}

function moved(
  { labels, grid: { size: own } }: LabelMap,
  from: readonly number[],
  { size }: Volume,
  to: readonly number[],
): Uint8Array | Uint16Array {
  const [i, j, k, start] = indexMap(from, to, size)
  const voxels = size.x * size.y * size.z
  const out = labels instanceof Uint16Array ? new Uint16Array(voxels) : new Uint8Array(voxels)
  let at = 0
  let found = 0
  for (let z = 0; z < size.z; z++)
    for (let y = 0; y < size.y; y++)
      for (let x = 0; x < size.x; x++, at++) {
        const u = start[0] + i[0] * x + j[0] * y + k[0] * z
        const v = start[1] + i[1] * x + j[1] * y + k[1] * z
        const w = start[2] + i[2] * x + j[2] * y + k[2] * z
        if (u < 0 || v < 0 || w < 0 || u >= own.x || v >= own.y || w >= own.z) continue
        const label = labels[(w * own.y + v) * own.x + u] ?? 0
        if (label === 0) continue
        out[at] = label
        found++
      }
  let all = 0
  for (const label of labels) if (label !== 0) all++
  if (found < all) throw unfit(`${all - found} of ${all} labelled voxels lie outside the source`)
  return out
}

type Step = [number, number, number]

/** By how much the index in the labels grows with each axis of the source, and where it starts; whole numbers. */
function indexMap(
  from: readonly number[],
  to: readonly number[],
  size: Volume['size'],
): [Step, Step, Step, Step] {
  const inverse = inverseOf(from)
  const column = (n: number, w: 0 | 1): Step => {
    const given = [0, 4, 8].map(row => (to[row + n] ?? 0) - w * (from[row + 3] ?? 0))
    const [a = 0, b = 0, c = 0] = inverse.map(row =>
      row.reduce((sum, value, m) => sum + value * (given[m] ?? 0), 0),
    )
    return [a, b, c]
  }
  const exact = [column(0, 0), column(1, 0), column(2, 0), column(3, 1)] as const
  // An error in a step adds up over the grid.
  const lengths = [size.x, size.y, size.z, 1]
  const rounded = exact.map((step, axis): Step => {
    const whole = step.map(Math.round)
    const off = step.map((value, n) => Math.abs(value - (whole[n] ?? 0)) * (lengths[axis] ?? 1))
    if (!off.every(error => error < tolerance))
      throw unfit('the labels lie on other voxel centres than the source')
    const [a = 0, b = 0, c = 0] = whole
    return [a, b, c]
  })
  const [i, j, k, start] = rounded
  if (!i || !j || !k || !start) throw new TypeError('an affine has four columns')
  return [i, j, k, start]
}

/** Of the upper left 3 × 3. */
function inverseOf(m: readonly number[]): number[][] {
  const [a = 0, b = 0, c = 0, , d = 0, e = 0, f = 0, , g = 0, h = 0, i = 0] = m
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  return [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ].map(row => row.map(value => value / determinant))
}

function unfit(what: string, next = 'give the images on which the labels were drawn'): PraxisError {
  return new PraxisError('bad-usage', what, next)
}
