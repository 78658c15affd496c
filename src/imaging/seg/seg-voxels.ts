/** The voxels of a segmentation: one segment as a mask, all of them as labels, or laid onto the grid of its images. */
import { PraxisError } from '../../cases/index.ts'
import { unpackBits } from '../mask-codec.ts'
import type { GridSize, MaskGrid } from '../measures/grid.ts'
import { length, minus, type SegGeometry, sliceStep, tolerance } from './geometry.ts'
import type { SegObject } from './read-seg.ts'

/** One segment; voxels of a fractional one belong to it from half on. Empty for a number that does not occur. */
export function segmentMask(seg: SegObject, segment: number): MaskGrid {
  const slice = seg.size.x * seg.size.y
  const mask = new Uint8Array(slice * seg.size.z)
  for (const [n, frame] of seg.frames.entries()) {
    if (frame.segment !== undefined && frame.segment !== segment) continue
    const values = frameValues(seg, n)
    const inside = seg.kind === 'labelmap' ? segment : undefined
    for (let i = 0, at = frame.slice * slice; i < slice; i++, at++) {
      const value = values[i] ?? 0
      if (inside === undefined ? 2 * value >= seg.whole && value > 0 : value === inside) mask[at] = 1
    }
  }
  const spacing = seg.geometry && spacingOf(seg.geometry)
  return { size: seg.size, ...(spacing && { spacing }), data: mask }
}

export type SegLabels = {
  size: GridSize
  /** The segment number of each voxel, 0 for none; of several segments the one listed last. */
  labels: Uint8Array | Uint16Array
  /** Voxels that belong to more than one segment. */
  overlapping: number
}

export function segLabels(seg: SegObject): SegLabels {
  const voxels = seg.size.x * seg.size.y * seg.size.z
  const wide = seg.bits === 16 || seg.segments.some(({ number }) => number > 255)
  const labels = wide ? new Uint16Array(voxels) : new Uint8Array(voxels)
  if (seg.kind === 'labelmap') {
    for (const [n, { slice }] of seg.frames.entries())
      labels.set(frameValues(seg, n), slice * seg.size.x * seg.size.y)
    return { size: seg.size, labels, overlapping: 0 }
  }
  const shared = new Uint8Array(voxels)
  for (const { number } of seg.segments) {
    const { data } = segmentMask(seg, number)
    for (let i = 0; i < voxels; i++) {
      if (data[i] !== 1) continue
      if (labels[i] !== 0) shared[i] = 1
      labels[i] = number
    }
  }
  return { size: seg.size, labels, overlapping: shared.reduce((sum, value) => sum + value, 0) }
}

/**
 * The same segmentation on all planes of its images, with empty slices where it has no frame. Throws `bad-usage`
 * where a frame lies on none of the planes or the pixel grids differ.
 */
export function ontoPlanes(seg: SegObject, planes: SegGeometry, size: GridSize): SegObject {
  const { geometry } = seg
  if (geometry === undefined) throw elsewhere('the segmentation has no positions')
  if (size.x !== seg.size.x || size.y !== seg.size.y)
    throw elsewhere(
      `its frames have ${seg.size.x} × ${seg.size.y} pixels and the images ${size.x} × ${size.y}`,
    )
  const turned = length(minus(geometry.row, planes.row)) + length(minus(geometry.column, planes.column))
  if (turned > 1e-3) throw elsewhere('its planes are turned against the images')
  const sliceOf = geometry.origins.map(origin => {
    const found = planes.origins.findIndex(other => length(minus(origin, other)) < tolerance)
    if (found === -1)
      throw elsewhere(`no image lies at ${origin.map(value => value.toFixed(2)).join(', ')} mm`)
    return found
  })
  const frames = seg.frames.map(frame => ({ ...frame, slice: sliceOf[frame.slice] ?? 0 }))
  const { source, ...rest } = seg
  const images = planes.origins.map((_, slice) => source?.images[sliceOf.indexOf(slice)])
  return {
    ...rest,
    frames,
    geometry: planes,
    size: { ...size, z: planes.origins.length },
    ...(source && { source: { ...source, images } }),
  }
}

/** A single slice has no neighbours, so that the step to them does not matter. Absent where the steps differ. */
function spacingOf(geometry: SegGeometry): MaskGrid['spacing'] {
  const step = geometry.origins.length === 1 ? (geometry.thickness ?? 1) : sliceStep(geometry)
  return step === undefined ? undefined : { ...geometry.spacing, z: step }
}

function frameValues({ size, bits, pixels }: SegObject, n: number): Uint8Array | Uint16Array {
  const count = size.x * size.y
  if (bits === 1) return unpackBits(pixels, count, n * count)
  if (bits === 8) return pixels.subarray(n * count, (n + 1) * count)
  const view = new DataView(pixels.buffer, pixels.byteOffset + 2 * n * count, 2 * count)
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i, true))
}

function elsewhere(what: string): PraxisError {
  return new PraxisError('bad-usage', what, 'give the images that were segmented')
}
