/**
 * What is said of the frames: which there are, the dimensions along which they lie (PS3.3, C.7.6.17) and the
 * functional groups, shared and one for each frame (C.7.6.16). Frames are told apart by segment and position; where
 * there are no positions, by a label.
 */
import type { DataSet } from '../dicom/data-set.ts'
import { dataSet, type Keyword, tagOf } from './attributes.ts'
import { type SegGeometry, sliceStep } from './geometry.ts'
import type { SegInput, SegSource } from './seg-input.ts'
import type { SourceImage } from './segment.ts'
import { codeItem } from './segment-items.ts'
import { uidOf } from './uid.ts'

/** `segment` is absent in a label map, whose frames show all. */
export type Frame = { slice: number; segment?: number }

/** Which frames there are. At least one, since an image without frames cannot be. */
export function framesOf({ kind, size, labels, segments, emptyFrames = true }: SegInput): Frame[] {
  const slice = size.x * size.y
  const slices = Array.from({ length: size.z }, (_, z) => z)
  const all: Frame[] =
    kind === 'labelmap'
      ? slices.map(z => ({ slice: z }))
      : segments.flatMap(({ number }) => slices.map(z => ({ slice: z, segment: number })))
  if (emptyFrames) return all
  const present = slices.map(z => new Set(labels.subarray(z * slice, (z + 1) * slice)))
  const occupied = all.filter(({ slice, segment }) => {
    const found = present[slice] ?? new Set()
    return segment === undefined ? found.size > 1 || !found.has(0) : found.has(segment)
  })
  return occupied.length > 0 ? occupied : all.slice(0, 1)
}

/** The dimension module: the segment first, then the place. */
export function dimensionModule(
  { kind, size, geometry }: SegInput,
  frames: readonly Frame[],
  uid: string,
): DataSet {
  const organization = uidOf('dimensions', uid)
  const index = (label: string, pointer: Keyword, group: Keyword) =>
    dataSet({
      DimensionOrganizationUID: organization,
      DimensionIndexPointer: tagOf(pointer),
      FunctionalGroupPointer: tagOf(group),
      DimensionDescriptionLabel: label,
    })
  const place = geometry
    ? index('Position', 'ImagePositionPatient', 'PlanePositionSequence')
    : index('Frame', 'FrameLabel', 'FrameContentSequence')
  const segment = index('Segment', 'ReferencedSegmentNumber', 'SegmentIdentificationSequence')
  const stack =
    kind === 'labelmap' &&
    geometry !== undefined &&
    frames.length === size.z &&
    sliceStep(geometry) !== undefined
  return dataSet({
    DimensionOrganizationSequence: dataSet({ DimensionOrganizationUID: organization }),
    DimensionIndexSequence: kind === 'binary' ? [segment, place] : place,
    DimensionOrganizationType: stack ? '3D' : undefined,
  })
}

export function functionalGroups(input: SegInput, frames: readonly Frame[]): DataSet {
  const { geometry } = input
  return dataSet({
    SharedFunctionalGroups: geometry ? sharedGroups(geometry) : dataSet({}),
    PerFrameFunctionalGroups: frames.map(frame => frameGroups(input, frame)),
  })
}

function sharedGroups(geometry: SegGeometry): DataSet {
  const { row, column, spacing, thickness } = geometry
  const step = sliceStep(geometry)
  return dataSet({
    PlaneOrientationSequence: dataSet({ ImageOrientationPatient: [...row, ...column] }),
    PixelMeasuresSequence: dataSet({
      SliceThickness: thickness ?? step,
      SpacingBetweenSlices: step,
      // Between rows first, which is along a column.
      PixelSpacing: [spacing.y, spacing.x],
    }),
  })
}

function frameGroups({ geometry, source }: SegInput, { slice, segment }: Frame): DataSet {
  const origin = geometry?.origins[slice]
  const image = source?.images[slice]
  const place = slice + 1
  return dataSet({
    FrameContentSequence: dataSet({
      DimensionIndexValues: segment === undefined ? place : [segment, place],
      FrameLabel: geometry ? undefined : String(place).padStart(5, '0'),
    }),
    PlanePositionSequence: origin && dataSet({ ImagePositionPatient: origin }),
    DerivationImageSequence: image && derivation(image),
    SegmentIdentificationSequence:
      segment === undefined ? undefined : dataSet({ ReferencedSegmentNumber: segment }),
  })
}

function derivation(image: SourceImage): DataSet {
  return dataSet({
    DerivationCodeSequence: codeItem({ value: '113076', scheme: 'DCM', meaning: 'Segmentation' }),
    SourceImageSequence: dataSet({
      ReferencedSOPClassUID: image.sopClass,
      ReferencedSOPInstanceUID: image.sopInstance,
      ReferencedFrameNumber: image.frame,
      SpatialLocationsPreserved: 'YES',
      PurposeOfReferenceCodeSequence: codeItem({
        value: '121322',
        scheme: 'DCM',
        meaning: 'Source image for image processing operation',
      }),
    }),
  })
}

/** The series segmented, each of its instances once. */
export function referencedSeries({ series, images }: SegSource): DataSet {
  const instances = new Map(images.map(image => [image.sopInstance, image]))
  return dataSet({
    SeriesInstanceUID: series,
    ReferencedInstanceSequence: [...instances.values()].map(({ sopClass, sopInstance }) =>
      dataSet({ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: sopInstance }),
    ),
  })
}
