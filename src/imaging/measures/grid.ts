/**
 * A mask in two or three dimensions, with the size of its voxels. A picture is a grid of one slice; what is
 * measured in such a grid is measured in the plane.
 */
import { PraxisError } from '../../cases/index.ts'
import type { Mask } from '../mask.ts'

export type GridSize = { x: number; y: number; z: number }

export type MaskGrid = {
  size: GridSize
  /** Millimetres between voxel centres. Without it every distance is in voxels. */
  spacing?: { x: number; y: number; z: number }
  /** 0 or 1; x runs fastest, then y, then z. */
  data: Uint8Array
}

/** A 2-D mask as a grid of one slice. `spacing` in millimetres. */
export function gridOf({ width, height, data }: Mask, spacing?: { x: number; y: number }): MaskGrid {
  return {
    size: { x: width, y: height, z: 1 },
    ...(spacing && { spacing: { ...spacing, z: 1 } }),
    data,
  }
}

/** Throws `bad-usage` where two masks do not lie on the same grid. */
export function refuseOtherGrid(a: MaskGrid, b: MaskGrid): void {
  const sizes = [a, b].map(({ size }) => `${size.x}×${size.y}×${size.z}`)
  if (sizes[0] !== sizes[1])
    throw new PraxisError(
      'bad-usage',
      `the masks differ in size (${sizes.join(' and ')})`,
      'resample one to the grid of the other',
    )
  const spacings = [a, b].map(({ spacing: s }) => (s === undefined ? 'none' : `${s.x}×${s.y}×${s.z} mm`))
  if (spacings[0] !== spacings[1])
    throw new PraxisError(
      'bad-usage',
      `the masks differ in spacing (${spacings.join(' and ')})`,
      'give both the same spacing',
    )
}

export function countVoxels({ data }: MaskGrid): number {
  let count = 0
  for (let i = 0; i < data.length; i++) count += data[i] ?? 0
  return count
}
