/**
 * Where the slices of a segmentation lie: parallel planes with one grid of pixels each, at any distance from
 * each other. Patient coordinates are DICOM's, in millimetres: x to the left, y to the back, z to the head
 * (PS3.3, C.7.6.2).
 */
import { PraxisError } from '../../cases/index.ts'
import type { GridSize } from '../measures/grid.ts'

export type Vector = [number, number, number]

export type SegGeometry = {
  /** Frame of Reference UID. */
  frame: string
  /** Direction along a row of pixels (i grows), of length 1. */
  row: Vector
  /** Direction along a column of pixels (j grows), of length 1. */
  column: Vector
  /** Millimetres between pixel centres: x along a row, y along a column. */
  spacing: { x: number; y: number }
  /** Slice thickness in millimetres. */
  thickness?: number
  /** Centre of the first pixel of each slice. */
  origins: Vector[]
}

/**
 * The planes of a voxel grid. `affine`: voxel index to patient millimetres, 4 × 4, row by row. Throws `bad-usage`
 * where rows and columns are not at right angles, which DICOM cannot say.
 */
export function geometryFromAffine(size: GridSize, affine: readonly number[], frame: string): SegGeometry {
  const axis = (n: number): Vector => [affine[n] ?? 0, affine[4 + n] ?? 0, affine[8 + n] ?? 0]
  const [i, j, k, start] = [axis(0), axis(1), axis(2), axis(3)]
  const spacing = { x: length(i), y: length(j) }
  const [row, column] = [scaled(i, 1 / spacing.x), scaled(j, 1 / spacing.y)]
  if (!(Math.abs(dot(row, column)) < 1e-3))
    throw new PraxisError(
      'bad-usage',
      'the voxel grid is sheared or flat: rows and columns are not at right angles',
      'resample it to a rectangular grid',
    )
  const origins = Array.from({ length: size.z }, (_, n) => plus(start, scaled(k, n)))
  const between = Math.abs(dot(k, cross(row, column)))
  return { frame, row, column, spacing, ...(between > 0 && { thickness: between }), origins }
}

/**
 * The affine of the planes; absent where they do not follow each other in equal steps. A single plane steps by its
 * thickness, or 1 mm.
 */
export function affineOf(geometry: SegGeometry): number[] | undefined {
  const { row, column, spacing, thickness = 1, origins } = geometry
  const [start, next] = origins
  if (start === undefined) return undefined
  const step = next === undefined ? scaled(cross(row, column), thickness) : minus(next, start)
  const even = origins.every((origin, n) => length(minus(origin, plus(start, scaled(step, n)))) < tolerance)
  if (!even) return undefined
  const [i, j] = [scaled(row, spacing.x), scaled(column, spacing.y)]
  return [0, 1, 2].flatMap(n => [i[n] ?? 0, j[n] ?? 0, step[n] ?? 0, start[n] ?? 0]).concat(0, 0, 0, 1)
}

/** Millimetres between the planes, measured at right angles to them; absent where it is not the same everywhere. */
export function sliceStep({ row, column, origins }: SegGeometry): number | undefined {
  const normal = cross(row, column)
  const depths = origins.map(origin => dot(origin, normal))
  const [first = 0, second] = depths
  if (second === undefined) return undefined
  const step = second - first
  const even = depths.every((depth, n) => Math.abs(depth - first - n * step) < tolerance)
  return even && Math.abs(step) > tolerance ? Math.abs(step) : undefined
}

/** Millimetres within which two positions are one. Decimal strings in files are rounded. */
export const tolerance = 0.01

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

export function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

export function length(a: Vector): number {
  return Math.hypot(...a)
}

function plus(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

function scaled(a: Vector, by: number): Vector {
  return [a[0] * by, a[1] * by, a[2] * by]
}
