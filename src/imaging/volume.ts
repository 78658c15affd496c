/**
 * One type for every picture and stack: a radiograph, a CT series, a colour clip, a label map. Voxel (i, j, k)
 * lies in column i, row j, slice k. Samples are kept as stored, with the rescale that makes them values, so that
 * nothing is rounded on the way in. Patient coordinates are DICOM's, in millimetres: x to the left, y to the
 * back, z to the head (PS3.3, C.7.6.2).
 */
import { PraxisError } from '../cases/index.ts'

export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

export type Volume = {
  /** Columns, rows, slices, and points in time or frames of a clip. */
  size: { x: number; y: number; z: number; t: number }
  /** Grey, or interleaved red, green, blue. */
  channels: 1 | 3
  /** As stored: channels run fastest, then x, y, z, t. */
  samples: Samples
  /** value = sample × slope + intercept. */
  rescale: { slope: number; intercept: number }
  /** Of a value: `HU`, `SUV`, …; `stored` where the file does not say. */
  unit: string
  /** Millimetres between voxel centres; an axis whose distance is unknown is absent. */
  spacing?: { x: number; y: number; z?: number }
  /** Voxel index (i, j, k) to patient millimetres, 4 × 4, row by row. */
  affine?: readonly number[]
  /** Frame of Reference UID: volumes that share it lie in one space. */
  frame?: string
  /** Sample that stands for dark is the highest (MONOCHROME1). */
  inverted?: true
  /** How the file asks to be shown, in values; linear where no shape is told. */
  window?: { centre: number; width: number; shape?: 'linear-exact' | 'sigmoid' }
  /** How the file asks to be shown, by a table: brightness 0..1 of the values `first`, `first` + 1, … */
  lut?: { first: number; levels: Float32Array }
}

/** Largest volume that is opened, in samples: 2 GiB of 16-bit ones. A header may claim any size. */
export const maxSamples = 1 << 30

/** The size as `512 × 512 × 40`, with time where there is more than one point of it. */
export function sizeText({ x, y, z, t }: Volume['size']): string {
  return [x, y, ...(z > 1 || t > 1 ? [z] : []), ...(t > 1 ? [t] : [])].join(' × ')
}

/** Samples that a size holds. Throws `media-undecodable` before anything is allocated. */
export function countSamples(size: Volume['size'], channels: number): number {
  const sides = [size.x, size.y, size.z, size.t, channels]
  const count = sides.reduce((product, side) => product * side, 1)
  if (!sides.every(side => Number.isSafeInteger(side) && side >= 1) || count > maxSamples)
    throw new PraxisError(
      'media-undecodable',
      `its header claims ${sizeText(size)} voxels`,
      `give a file of at most ${maxSamples} samples`,
    )
  return count
}
