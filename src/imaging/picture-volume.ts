/** A picture as a volume of one slice, and labels as a volume on the grid of another. */
import type { Raster } from './decode.ts'
import type { Volume } from './volume.ts'

/** Samples as they are, shown as they are; transparency is left out. */
export function volumeOfRaster({ width, height, channels, samples }: Raster): Volume {
  return {
    size: { x: width, y: height, z: 1, t: 1 },
    channels: channels === 1 ? 1 : 3,
    samples: channels === 4 ? samples.filter((_, i) => i % 4 !== 3) : samples,
    rescale: { slope: 1, intercept: 0 },
    unit: 'stored',
    ...(channels === 1 && { window: wholeRange(samples instanceof Uint16Array ? 65535 : 255) }),
  }
}

/** A window that shows 0 as black and `most` as white, and nothing else changed. */
export function wholeRange(most: number): NonNullable<Volume['window']> {
  return { centre: most / 2, width: most, shape: 'linear-exact' }
}

/** A number for each voxel, 0 for none, where the voxels of `grid` lie; for one point in time or for all of them. */
export function labelVolume(grid: Volume, labels: Uint8Array | Uint16Array): Volume {
  const { size, spacing, affine, frame } = grid
  const voxels = size.x * size.y * size.z
  if (labels.length !== voxels && labels.length !== voxels * size.t)
    throw new RangeError(`${labels.length} labels do not fill ${voxels} voxels`)
  return {
    size: { ...size, t: labels.length / voxels },
    channels: 1,
    samples: labels,
    rescale: { slope: 1, intercept: 0 },
    unit: 'label',
    ...(spacing && { spacing }),
    ...(affine && { affine }),
    ...(frame !== undefined && { frame }),
  }
}
