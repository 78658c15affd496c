/** Many files of one series as one volume, in the order in which they lie. */
import { PraxisError } from '../../cases/index.ts'
import { countSamples, sizeText, type Volume } from '../volume.ts'
import { type Arrangement, areParallel, arrange, notesOn, type Plane } from './planes.ts'
import type { DicomImage } from './read-dicom.ts'
import { samplesLike } from './samples.ts'
import { placeOf } from './volume-of.ts'

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
 * Where the same number of images lies at every place, they are points in time. Throws `data-malformed` for what does
 * not go together.
 */
export function assembleSeries(images: readonly DicomImage[]): DicomSeries {
  const [first] = images
  if (first === undefined) throw unfit('there is no image in it', 'name a folder of DICOM images')
  if (images.length === 1) {
    const { volume, ...image } = first
    const { planes } = first
    return { volume, images: [image], notes: planes ? notesOn(planes) : [], ...(planes && { planes }) }
  }
  refuseMixed(images, first)
  const numbered = images.toSorted((a, b) => (a.facts.instanceNumber ?? 0) - (b.facts.instanceNumber ?? 0))
  const arranged = arrangeImages(numbered)
  const { order, planes, times } = arranged
  const ordered = order.flatMap(n => numbered[n] ?? [])
  return {
    volume: joined(
      ordered.map(({ volume }) => volume),
      arranged,
    ),
    images: ordered.map(({ volume: _joined, ...image }) => image),
    notes: planes
      ? [
          ...notesOn(planes),
          ...(times > 1 ? [`${times} images at each place; they are in the order of their numbers`] : []),
        ]
      : [`${images.length} images without a place; they are in the order of their numbers`],
    ...(planes && { planes }),
  }
}

function refuseMixed(images: readonly DicomImage[], first: DicomImage): void {
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
}

/** Images that do not all say where they lie are taken for slices, in the order given. */
function arrangeImages(images: readonly DicomImage[]): Arrangement {
  const planes = images.flatMap(image => image.planes?.[0] ?? [])
  if (planes.length < images.length)
    return { order: images.map((_, n) => n), slices: images.length, times: 1 }
  const arranged = arrange(planes, images.length)
  if (arranged.planes) return arranged
  throw areParallel(planes)
    ? unfit('some of its images lie at one place', 'name a folder with one image for each place')
    : unfit('its images lie in different directions', 'name a folder of parallel slices')
}

function joined(volumes: readonly Volume[], arranged: Arrangement): Volume {
  const [first] = volumes
  if (first === undefined) throw new TypeError('no slices')
  const size = { ...first.size, z: arranged.slices, t: arranged.times }
  const count = countSamples(size, first.channels)
  const { slope, intercept } = first.rescale
  const sameValues = volumes.every(
    ({ rescale, samples }) =>
      rescale.slope === slope &&
      rescale.intercept === intercept &&
      samples.constructor === first.samples.constructor,
  )
  const samples = sameValues ? samplesLike(first.samples, count) : new Float32Array(count)
  const each = count / volumes.length
  for (const [n, one] of volumes.entries()) {
    samples.set(one.samples, n * each)
    if (sameValues) continue
    const { slope, intercept } = one.rescale
    for (let i = n * each; i < (n + 1) * each; i++) samples[i] = (samples[i] ?? 0) * slope + intercept
  }
  const { affine: _one, spacing, ...rest } = first
  // Windows may differ from slice to slice; one that fits the middle shows most.
  const { window = first.window } = volumes[volumes.length >> 1] ?? first
  return {
    ...rest,
    ...(window && { window }),
    size,
    samples,
    rescale: sameValues ? first.rescale : { slope: 1, intercept: 0 },
    ...placeOf(arranged, spacing),
  }
}

function unfit(what: string, next: string): PraxisError {
  return new PraxisError('data-malformed', what, next)
}
