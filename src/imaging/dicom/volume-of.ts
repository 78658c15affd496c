/** From a DICOM image to a volume: frames in the order in which they lie, with what their samples mean. */
import type { Volume } from '../volume.ts'
import { type DataSet, tags, textIn } from './data-set.ts'
import type { ImageDescription } from './image-description.ts'
import { pixelSpacing } from './pixel-spacing.ts'
import type { Pixels } from './pixels.ts'
import { type Arrangement, affineOf, arrange, framePlanes, meanGap, type Plane, usualGap } from './planes.ts'
import { samplesLike } from './samples.ts'
import { shownAs } from './shown-as.ts'
import { type Valued, withValues } from './values.ts'

export type PlacedVolume = {
  volume: Volume
  /** Where the slices lie, in order; absent where that is not told. */
  planes?: Plane[]
  /** Number of the frame, from 1, that each slice or point in time shows. */
  frameNumbers: number[]
}

export function volumeOf(set: DataSet, image: ImageDescription, pixels: Pixels): PlacedVolume {
  const arranged = arrange(framePlanes(set, image.frames), image.frames)
  const { order, slices, times, planes } = arranged
  const valued = reordered(withValues(set, image, pixels), image, order)
  const frame = textIn(set, tags.FrameOfReferenceUID)
  // A window that fits the middle shows most.
  const middle = order[order.length >> 1] ?? 0
  const volume: Volume = {
    ...valued,
    size: { x: image.columns, y: image.rows, z: slices, t: times },
    ...placeOf(arranged, pixelSpacing(set)),
    ...(frame !== '' && { frame }),
    ...(image.photometric === 'MONOCHROME1' && { inverted: true as const }),
    ...(pixels.channels === 1 && shownAs(set, middle, image.signed || valued.rescale.intercept < 0)),
  }
  return { volume, ...(planes && { planes }), frameNumbers: order.map(i => i + 1) }
}

/** Spacing and affine of slices. */
export function placeOf(
  { planes = [] }: Pick<Arrangement, 'planes'>,
  inPlane: { x: number; y: number } | undefined,
): Pick<Volume, 'spacing' | 'affine'> {
  if (inPlane === undefined) return {}
  const { x, y } = inPlane
  const affine = affineOf(planes, inPlane)
  const z = affine ? meanGap(planes) : usualGap(planes)
  return { spacing: { x, y, ...(z !== undefined && { z }) }, ...(affine && { affine }) }
}

function reordered(valued: Valued, { rows, columns }: ImageDescription, order: number[]): Valued {
  const { channels, samples } = valued
  if (order.every((i, n) => i === n)) return valued
  const out = samplesLike(samples, samples.length)
  const size = rows * columns * channels
  for (const [n, i] of order.entries()) out.set(samples.subarray(i * size, (i + 1) * size), n * size)
  return { ...valued, samples: out }
}
