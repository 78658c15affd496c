/** What a segmentation is written from, and the refusal of what does not fit together. */
import { PraxisError } from '../../cases/index.ts'
import type { GridSize } from '../measures/grid.ts'
import { dot, length, type SegGeometry, tolerance } from './geometry.ts'
import type { Segment, SourceImage } from './segment.ts'

export type SegInput = {
  kind: 'binary' | 'labelmap'
  size: GridSize
  /** The segment number of each voxel, 0 for none; x runs fastest, then y, then z. */
  labels: Uint8Array | Uint16Array
  /** Numbered 1, 2, … without a gap for `binary`. */
  segments: readonly Segment[]
  /** Required where there is no `source`. */
  geometry?: SegGeometry
  /** The series segmented, with one image (or frame of one) for each slice. */
  source?: SegSource
  /** Of the images segmented, so that the segmentation joins their study. */
  study?: SegStudy
  description?: string
  /** 1 by default. */
  seriesNumber?: number
  /** Program and version. */
  software?: string
  /** When it was made; written in UTC. */
  at: Date
  /** Also frames where a segment is absent, so that the whole grid can be read back; true by default. */
  emptyFrames?: boolean
}

export type SegSource = {
  series: string
  images: readonly SourceImage[]
  /** Where the images were once compressed with loss: how, such as `ISO_10918_1`, and by what ratio, if known. */
  lossy?: { method?: string; ratio?: number }
}

/** Study Instance UID, and what else is known, in DICOM's own formats. */
export type SegStudy = {
  uid: string
  date?: string
  time?: string
  id?: string
  accession?: string
  referrer?: string
  patient?: { name?: string; id?: string; birthDate?: string; sex?: string }
}

/** Throws `bad-usage`. */
export function refuseUnfit(input: SegInput): void {
  const { kind, size, labels, segments, geometry, source } = input
  const sides = [size.x, size.y, size.z]
  if (!sides.every(side => Number.isInteger(side) && side >= 1 && side <= 65535))
    throw unfit(`a grid of ${sides.join(' × ')} cannot be written`, 'give sides of 1 to 65535 voxels')
  if (labels.length !== size.x * size.y * size.z)
    throw unfit(`${labels.length} labels do not fill ${sides.join(' × ')}`, 'give one for each voxel')
  if (geometry === undefined && source === undefined)
    throw unfit('neither positions nor source images are given', 'give the geometry or the images segmented')
  if (geometry !== undefined && geometry.origins.length !== size.z)
    throw unfit(`${geometry.origins.length} planes do not fit ${size.z} slices`, 'give one for each slice')
  if (source !== undefined && source.images.length !== size.z)
    throw unfit(
      `${source.images.length} source images do not fit ${size.z} slices`,
      'give one for each slice',
    )
  if (Number.isNaN(input.at.getTime())) throw unfit('the date is not one', 'give the time it was made')
  if (geometry !== undefined) refuseGeometry(geometry)
  for (const uid of uidsOf(input))
    if (!/^[0-9.]{1,64}$/.test(uid))
      throw unfit(`${JSON.stringify(uid)} is no UID`, 'give those of the images')
  refuseSegments(kind, segments, labels)
}

function refuseGeometry({ row, column, spacing, origins }: SegGeometry): void {
  const right =
    Math.abs(length(row) - 1) < 1e-3 &&
    Math.abs(length(column) - 1) < 1e-3 &&
    Math.abs(dot(row, column)) < 1e-3
  if (!right) throw unfit('row and column are not two directions at right angles', 'give vectors of length 1')
  if (
    !(
      spacing.x > 0 &&
      spacing.y > 0 &&
      spacing.x < Number.POSITIVE_INFINITY &&
      spacing.y < Number.POSITIVE_INFINITY
    )
  )
    throw unfit(`pixels cannot be ${spacing.x} × ${spacing.y} mm`, 'give the spacing in millimetres')
  const places = new Map<string, number>()
  for (const [slice, origin] of origins.entries()) {
    const key = origin.map(value => Math.round(value / tolerance)).join()
    const other = places.get(key)
    if (!origin.every(Number.isFinite) || other !== undefined)
      throw unfit(
        other === undefined
          ? `plane ${slice + 1} has no position`
          : `planes ${other + 1} and ${slice + 1} lie at one place`,
        'give each slice a position of its own',
      )
    places.set(key, slice)
  }
}

function uidsOf({ geometry, source, study }: SegInput): string[] {
  return [
    ...(geometry ? [geometry.frame] : []),
    ...(source
      ? [source.series, ...source.images.flatMap(image => [image.sopClass, image.sopInstance])]
      : []),
    ...(study ? [study.uid] : []),
  ]
}

function refuseSegments(
  kind: SegInput['kind'],
  segments: readonly Segment[],
  labels: Uint8Array | Uint16Array,
): void {
  const described = new Uint8Array(65536)
  for (const [i, { number, algorithm, algorithmName }] of segments.entries()) {
    if (!Number.isInteger(number) || number < 1 || number > 65535 || described[number] === 1)
      throw unfit(`segment number ${number} is out of range or double`, 'number the segments 1 to 65535')
    if (kind === 'binary' && number !== i + 1)
      throw unfit(`segment ${i + 1} has the number ${number}`, 'number them 1, 2, … or write a label map')
    if (algorithm !== 'MANUAL' && !algorithmName)
      throw unfit(`segment ${number} does not say what made it`, 'give the algorithm name')
    described[number] = 1
  }
  if (segments.length === 0) throw unfit('no segment is described', 'describe at least one')
  described[0] = 1
  for (const label of labels)
    if (described[label] !== 1) throw unfit(`label ${label} has no segment`, 'describe every label')
}

export function unfit(what: string, next: string): PraxisError {
  return new PraxisError('bad-usage', what, next)
}
