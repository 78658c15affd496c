/** Many files of one series as one volume, in the order in which they lie. */
import { PraxisError } from '../../cases/index.ts'
import { cross, dot, type Vector } from '../seg/geometry.ts'
import { countSamples, sizeText, type Volume } from '../volume.ts'
import type { DicomImage } from './read-dicom.ts'
import { affineOf, type Plane } from './volume-of.ts'

export type DicomSeries = {
  volume: Volume
  /** What is known of the image of each slice, in order; a single multi-frame image is alone. */
  images: Omit<DicomImage, 'volume'>[]
  /** What a reader should know, such as a missing slice. */
  notes: string[]
  /** Where the slices lie, in order; absent where that is not told. */
  planes?: Plane[]
}

/**
 * A single file may hold any number of frames; several must hold one slice each, of one series, size and direction.
 * Throws `data-malformed` for what does not go together.
 */
export function assembleSeries(images: readonly DicomImage[]): DicomSeries {
  const [first] = images
  if (first === undefined) throw unfit('there is no image in it', 'name a folder of DICOM images')
  if (images.length === 1) {
    const { volume, ...image } = first
    return { volume, images: [image], notes: [], ...(first.planes && { planes: first.planes }) }
  }
  const series = new Set(images.map(({ facts }) => facts.series))
  if (series.size > 1)
    throw unfit(`it holds ${series.size} series`, 'name the folder of one series, or a single file')
  for (const { volume, facts } of images) {
    if (sizeText(volume.size) !== sizeText(first.volume.size) || volume.channels !== first.volume.channels)
      throw unfit(
        `its images differ in size (${sizeText(first.volume.size)} and ${sizeText(volume.size)})`,
        'name a folder of slices of one size',
      )
    if (volume.size.z * volume.size.t > 1)
      throw unfit(`${facts.kind} ${facts.sopInstance} holds several frames`, 'name a single multi-frame file')
  }
  const { ordered, planes } = inOrder(images)
  const volume = joined(ordered, planes)
  return {
    volume,
    images: ordered.map(({ volume: _joined, ...image }) => image),
    notes: notesOn(planes, ordered.length),
    ...(planes && { planes }),
  }
}

/** Of an image with one frame. */
function planeOf({ planes }: DicomImage): Plane | undefined {
  return planes?.[0]
}

/** By place along the normal; by instance number where places are not told. */
function inOrder(images: readonly DicomImage[]): { ordered: DicomImage[]; planes: Plane[] | undefined } {
  const [first] = images
  const planes = images.flatMap(image => planeOf(image) ?? [])
  const plane = first && planeOf(first)
  if (plane === undefined || planes.length < images.length) {
    const byNumber = (image: DicomImage) => image.facts.instanceNumber ?? 0
    return { ordered: images.toSorted((a, b) => byNumber(a) - byNumber(b)), planes: undefined }
  }
  const { row, column } = plane
  const normal = cross(row, column)
  for (const plane of planes)
    if (Math.abs(dot(plane.row, row)) < 0.999 || Math.abs(dot(plane.column, column)) < 0.999)
      throw unfit('its images lie in different directions', 'name a folder of parallel slices')
  const depth = (image: DicomImage) => dot(planeOf(image)?.position ?? plane.position, normal)
  const ordered = images.toSorted((a, b) => depth(a) - depth(b))
  for (const [n, image] of ordered.entries()) {
    const next = ordered[n + 1]
    if (next && depth(next) - depth(image) < 1e-4)
      throw unfit('two of its images lie at one place', 'name a folder with one image for each place')
  }
  return { ordered, planes: ordered.flatMap(image => planeOf(image) ?? []) }
}

function joined(ordered: readonly DicomImage[], planes: Plane[] | undefined): Volume {
  const volumes = ordered.map(({ volume }) => volume)
  const [first] = volumes
  if (first === undefined) throw new TypeError('no slices')
  const size = { ...first.size, z: volumes.length }
  const count = countSamples(size, first.channels)
  const { slope, intercept } = first.rescale
  const sameValues = volumes.every(
    ({ rescale, samples }) =>
      rescale.slope === slope &&
      rescale.intercept === intercept &&
      samples.constructor === first.samples.constructor,
  )
  const samples = sameValues ? grown(first.samples, count) : new Float32Array(count)
  const each = count / volumes.length
  for (const [n, one] of volumes.entries())
    samples.set(
      sameValues
        ? one.samples
        : Float32Array.from(one.samples, value => value * one.rescale.slope + one.rescale.intercept),
      n * each,
    )
  const z = planes && gapOf(planes)
  const affine = first.spacing && affineOf(planes, first.spacing)
  const { affine: _one, spacing, ...rest } = first
  // Windows may differ from slice to slice; one that fits the middle shows most.
  const { window = first.window } = volumes[Math.floor(volumes.length / 2)] ?? first
  return {
    ...rest,
    ...(window && { window }),
    size,
    samples,
    rescale: sameValues ? first.rescale : { slope: 1, intercept: 0 },
    ...(spacing && { spacing: { x: spacing.x, y: spacing.y, ...(z !== undefined && { z }) } }),
    ...(affine && { affine }),
  }
}

function grown(samples: Volume['samples'], count: number): Volume['samples'] {
  if (samples instanceof Uint8Array) return new Uint8Array(count)
  if (samples instanceof Int8Array) return new Int8Array(count)
  if (samples instanceof Uint16Array) return new Uint16Array(count)
  if (samples instanceof Int16Array) return new Int16Array(count)
  if (samples instanceof Uint32Array) return new Uint32Array(count)
  if (samples instanceof Int32Array) return new Int32Array(count)
  if (samples instanceof Float32Array) return new Float32Array(count)
  return new Float64Array(count)
}

function depths(planes: readonly Plane[]): number[] {
  const [first] = planes
  if (first === undefined) return []
  const normal = cross(first.row, first.column)
  return planes.map(({ position }) => dot(position satisfies Vector, normal))
}

/** The middle one of the distances between neighbours, which a missing slice does not change. */
function gapOf(planes: readonly Plane[]): number | undefined {
  const at = depths(planes)
  const gaps = at
    .slice(1)
    .map((depth, n) => depth - (at[n] ?? 0))
    .sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)]
}

function notesOn(planes: Plane[] | undefined, count: number): string[] {
  if (planes === undefined) return [`${count} images without a place; they are in the order of their numbers`]
  const usual = gapOf(planes)
  const at = depths(planes)
  if (usual === undefined) return []
  const odd = at.slice(1).filter((depth, n) => Math.abs(depth - (at[n] ?? 0) - usual) > 0.01 * usual + 0.01)
  return odd.length === 0
    ? []
    : [`${odd.length} of ${count - 1} steps between slices differ from ${usual.toFixed(2)} mm`]
}

function unfit(what: string, next: string): PraxisError {
  return new PraxisError('data-malformed', what, next)
}
