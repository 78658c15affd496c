/** What was opened, and what a segmentation made on it says of where it belongs. */
import { assembleSeries, type DicomFacts, type DicomImage, type DicomSeries } from '../dicom/index.ts'
import type { NiftiFacts } from '../nifti/index.ts'
import { wholeRange } from '../picture-volume.ts'
import { type SegInput, type SegObject, segClasses } from '../seg/index.ts'
import type { Volume } from '../volume.ts'

/** To be spread into the input of `writeSeg`. It names the patient, so nothing of it is printed. */
export type SegContext = Pick<SegInput, 'geometry' | 'source' | 'study'>

export type OpenedVolume = {
  volume: Volume
  /** What a reader should know, such as a missing slice. */
  notes: string[]
} & (
  | { kind: 'picture'; mediaType: string }
  /** `facts` are those of the first image. */
  | { kind: 'dicom'; from: 'file' | 'folder' | 'dicomweb'; facts: DicomFacts; context: SegContext }
  /** The volume holds the segment number of each voxel. */
  | { kind: 'segmentation'; facts: DicomFacts; seg: SegObject }
  | { kind: 'nifti'; facts: NiftiFacts }
)

export function isSegmentation({ sopClass }: DicomFacts): boolean {
  return sopClass === segClasses.binary || sopClass === segClasses.labelmap
}

/** One DICOM image, or several as a series. */
export function openedDicom(
  images: readonly DicomImage[],
  from: 'file' | 'folder' | 'dicomweb',
  notes: readonly string[] = [],
): OpenedVolume {
  const series = assembleSeries(images)
  const [first] = series.images
  if (first === undefined) throw new TypeError('a series without images')
  return {
    kind: 'dicom',
    from,
    volume: { ...shownAsStored(series.volume, first.facts), ...series.volume },
    facts: first.facts,
    context: segContext(series),
    notes: [...series.notes, ...notes],
  }
}

/** Without a window or table grey is shown as it is (PS3.3, C.11.2), of which 8 bits make a picture. */
function shownAsStored(
  { channels, lut }: Volume,
  { bitsStored, signed }: DicomFacts,
): Pick<Volume, 'window'> {
  const isPicture = channels === 1 && bitsStored === 8 && !signed && lut === undefined
  return isPicture ? { window: wholeRange(255) } : {}
}

/** For a volume whose slices, and frames of a clip, are these images or the frames of this one. */
function segContext({ volume, images, planes }: DicomSeries): SegContext {
  const [first] = images
  if (first === undefined) return {}
  const { facts, context } = first
  const sources = images.flatMap(one => sourcesOf(one))
  const { frame, spacing, size } = volume
  const [plane] = planes ?? []
  // Frames at one place are points in time and have no planes of their own.
  const placed = planes !== undefined && plane !== undefined && planes.length === size.z && size.t === 1
  return {
    ...(placed &&
      frame !== undefined &&
      spacing !== undefined && {
        geometry: {
          frame,
          row: plane.row,
          column: plane.column,
          spacing: { x: spacing.x, y: spacing.y },
          ...(context.thickness !== undefined && { thickness: context.thickness }),
          origins: planes.map(({ position }) => position),
        },
      }),
    source: {
      series: facts.series,
      images: sources,
      ...(context.lossy && { lossy: context.lossy }),
    },
    study: context.study,
  }
}

function sourcesOf({ facts, frameNumbers }: Omit<DicomImage, 'volume'>) {
  const { sopClass, sopInstance } = facts
  return frameNumbers.map(frame => ({ sopClass, sopInstance, ...(facts.frames > 1 && { frame }) }))
}
