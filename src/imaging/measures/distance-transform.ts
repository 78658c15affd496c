/**
 * The exact Euclidean distance transform, in 2-D and 3-D and for voxels of any shape: two scans along x,
 * then the lower envelope of parabolas along y and z (Felzenszwalb and Huttenlocher, "Distance transforms of
 * sampled functions", Theory of Computing 8, 2012). Linear in the number of voxels.
 */
import type { GridSize, MaskGrid } from './grid.ts'

/**
 * Squared distance of every voxel to the nearest voxel that is set, in square millimetres, or square voxels
 * without a spacing; `Infinity` everywhere where none is set.
 */
export function squaredDistances({ size, spacing = { x: 1, y: 1, z: 1 }, data }: MaskGrid): Float32Array {
  const field = new Float32Array(data.length)
  alongX(field, data, size, spacing.x)
  if (size.y > 1) alongY(field, size, spacing.y)
  if (size.z > 1) alongZ(field, size, spacing.z)
  return field
}

/** Distance to the nearest set voxel of the row, forwards and then backwards. */
function alongX(field: Float32Array, data: Uint8Array, { x: width }: GridSize, step: number): void {
  for (let row = 0; row < data.length; row += width) {
    let since = Number.POSITIVE_INFINITY
    for (let i = row; i < row + width; i++) {
      since = data[i] === 1 ? 0 : since + 1
      field[i] = since
    }
    since = Number.POSITIVE_INFINITY
    for (let i = row + width - 1; i >= row; i--) {
      since = data[i] === 1 ? 0 : since + 1
      const nearest = Math.min(since, field[i] ?? 0) * step
      field[i] = nearest * nearest
    }
  }
}

function alongY(field: Float32Array, { x: width, y: height, z: depth }: GridSize, step: number): void {
  const line = lineTransform(height, step)
  for (let slice = 0; slice < depth; slice++)
    for (let x = 0; x < width; x++) line(field, slice * width * height + x, width)
}

function alongZ(field: Float32Array, { x: width, y: height, z: depth }: GridSize, step: number): void {
  const line = lineTransform(depth, step)
  for (let start = 0; start < width * height; start++) line(field, start, width * height)
}

/**
 * Replaces `length` values, `stride` apart, by min over j of value[j] + (step·(i − j))²: the lower envelope of
 * one parabola for each finite value. A value of 0 stays, and nothing beyond it is nearer, so each stretch between
 * two zeros is a line of its own.
 */
function lineTransform(
  length: number,
  step: number,
): (field: Float32Array, start: number, stride: number) => void {
  const values = new Float64Array(length)
  const apex = new Int32Array(length)
  const from = new Float64Array(length + 1)
  const scale = step * step
  const stretch = (field: Float32Array, start: number, stride: number, first: number, end: number): void => {
    let last = -1
    for (let j = first, at = start + first * stride; j < end; j++, at += stride) {
      const value = field[at] ?? 0
      values[j] = value
      if (value === Number.POSITIVE_INFINITY) continue
      const height = value + scale * j * j
      let meet = Number.NEGATIVE_INFINITY
      while (last >= 0) {
        const k = apex[last] ?? 0
        meet = (height - ((values[k] ?? 0) + scale * k * k)) / (2 * scale * (j - k))
        if (meet > (from[last] ?? 0)) break
        last--
        meet = Number.NEGATIVE_INFINITY
      }
      last++
      apex[last] = j
      from[last] = meet
    }
    if (last < 0) return
    from[last + 1] = Number.POSITIVE_INFINITY
    for (let i = first, at = start + first * stride, piece = 0; i < end; i++, at += stride) {
      while ((from[piece + 1] ?? 0) < i) piece++
      const k = apex[piece] ?? 0
      field[at] = (values[k] ?? 0) + scale * (i - k) * (i - k)
    }
  }
  return (field, start, stride) => {
    for (let i = 0, at = start; i < length; i++, at += stride) {
      if (field[at] === 0) continue
      const first = Math.max(0, i - 1)
      while (i < length && field[at] !== 0) {
        i++
        at += stride
      }
      stretch(field, start, stride, first, Math.min(length, i + 1))
    }
  }
}
