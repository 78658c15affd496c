/**
 * Where the voxels lie. NIfTI points to the right, the front and the head; a `Volume` to the left, the back and the
 * head. The matrix (`sform`) counts before the turn (`qform`), as in nibabel; where neither is told, the place is
 * unknown. Analyze 7.5 has slices in one of six planes; by its standard rows of the first one run to the left.
 */
import type { NiftiHeader } from './header.ts'

export type Placed = {
  from: 'sform' | 'qform' | 'analyze' | 'none'
  /** Voxel index to patient millimetres, 4 × 4, row by row: left, back, head. */
  affine?: number[]
}

/** Millimetres in the unit of space of a header; where it is not told, millimetres are meant. */
export function millimetresIn({ units }: NiftiHeader): number {
  return { 1: 1000, 3: 0.001 }[units & 7] ?? 1
}

export function placeOf(header: NiftiHeader): Placed {
  const { format, sform, qform } = header
  const scale = millimetresIn(header)
  if (format === 'Analyze 7.5') {
    const affine = analyzeAffine(header)
    return affine === undefined ? { from: 'none' } : { from: 'analyze', affine }
  }
  for (const [from, rows] of [
    ['sform', sform.code > 0 ? sform.rows : undefined],
    ['qform', qform.code > 0 ? turned(header) : undefined],
  ] as const)
    if (rows !== undefined && isInvertible(rows)) return { from, affine: toLps(rows, scale) }
  return { from: 'none' }
}

/** Twelve numbers that point right, front and head as sixteen that point left, back and head; and the way back. */
export function toLps(rows: readonly number[], scale = 1): number[] {
  return [...rows.slice(0, 8).map(value => -value * scale), ...rows.slice(8, 12).map(value => value * scale)]
    .map(value => value + 0)
    .concat(0, 0, 0, 1)
}

/** Method 2 of nifti1.h: a rotation by a quaternion of length 1, then steps along the axes and an offset. */
function turned({ pixdim, qform }: NiftiHeader): number[] {
  const [sign = 1, dx = 1, dy = 1, dz = 1] = pixdim
  const [x = 0, y = 0, z = 0] = qform.offset
  const steps = [Math.abs(dx), Math.abs(dy), Math.abs(dz) * (sign < 0 ? -1 : 1)]
  return rotation(qform.quaternion).flatMap((row, n) => [
    ...row.map((value, axis) => value * (steps[axis] ?? 1)),
    [x, y, z][n] ?? 0,
  ])
}

function rotation([b = 0, c = 0, d = 0]: readonly number[]): number[][] {
  const squares = b * b + c * c + d * d
  // Rounding may leave the three a little too long: then it is half a turn.
  const shrink = squares > 1 ? 1 / Math.sqrt(squares) : 1
  const a = Math.sqrt(Math.max(0, 1 - squares))
  const [i, j, k] = [b * shrink, c * shrink, d * shrink]
  return [
    [a * a + i * i - j * j - k * k, 2 * (i * j - a * k), 2 * (i * k + a * j)],
    [2 * (i * j + a * k), a * a + j * j - i * i - k * k, 2 * (j * k - a * i)],
    [2 * (i * k - a * j), 2 * (j * k + a * i), a * a + k * k - i * i - j * j],
  ]
}

/** Transverse slices only. The origin is SPM's where it is told, and otherwise the middle of the grid. */
function analyzeAffine({ pixdim, dims, orient, origin }: NiftiHeader): number[] | undefined {
  if (orient !== 0) return undefined
  const steps = [1, 2, 3].map(axis => Math.abs(pixdim[axis] ?? 0) || 1)
  const told =
    origin.some(at => at !== 0) &&
    origin.every((at, axis) => at > -(dims[axis] ?? 0) && at < 2 * (dims[axis] ?? 0))
  const middle = [0, 1, 2].map(axis => (told ? (origin[axis] ?? 1) - 1 : ((dims[axis] ?? 1) - 1) / 2))
  const signs = [-1, 1, 1]
  const rows = [0, 1, 2].flatMap(row => {
    const step = (signs[row] ?? 1) * (steps[row] ?? 1)
    return [0, 1, 2].map(axis => (axis === row ? step : 0)).concat(-step * (middle[row] ?? 0))
  })
  return rows.every(Number.isFinite) ? toLps(rows) : undefined
}

function isInvertible(rows: readonly number[]): boolean {
  if (rows.length !== 12 || !rows.every(Number.isFinite)) return false
  const [a = 0, b = 0, c = 0, , d = 0, e = 0, f = 0, , g = 0, h = 0, i = 0] = rows
  const volume = Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))
  const lengths = [Math.hypot(a, d, g), Math.hypot(b, e, h), Math.hypot(c, f, i)]
  return volume > 1e-6 * lengths.reduce((product, length) => product * length, 1)
}
