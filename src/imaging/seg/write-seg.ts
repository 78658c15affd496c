/**
 * Writes DICOM segmentations (PS3.3, A.51 and C.8.20): binary, one bit a voxel and a frame for each segment and
 * slice, or a label map, one number a voxel and a frame for each slice (Supplement 243). Explicit VR little endian,
 * not compressed. Every frame has its own plane position; the orientation and the pixel measures, the same for all,
 * are shared. Other programs misplace or refuse frames that lack them.
 */
import type { DataSet } from '../dicom/data-set.ts'
import { explicitLittleEndian } from '../dicom/transfer-syntax.ts'
import { writeDicom } from '../dicom/write-dicom.ts'
import { dataSet, merged } from './attributes.ts'
import { dimensionModule, type Frame, framesOf, functionalGroups, referencedSeries } from './frames.ts'
import { refuseUnfit, type SegInput, unfit } from './seg-input.ts'
import { backgroundOf, segmentItem } from './segment-items.ts'
import { uidOf } from './uid.ts'

export const segClasses = {
  binary: '1.2.840.10008.5.1.4.1.1.66.4',
  labelmap: '1.2.840.10008.5.1.4.1.1.66.7',
} as const

/**
 * The bytes of a DICOM file. The same input gives the same bytes, and so the same identifiers. Throws `bad-usage`
 * for labels, slices or segments that do not fit together.
 */
export function writeSeg(input: SegInput): Uint8Array {
  refuseUnfit(input)
  const frames = framesOf(input)
  const pixels = pixelsOf(input, frames)
  const uid = uidOf(JSON.stringify({ ...input, labels: undefined }), pixels)
  return writeDicom(
    merged(
      contextModules(input, uid),
      imageModules(input, frames, pixels),
      dimensionModule(input, frames, uid),
      functionalGroups(input, frames),
    ),
    explicitLittleEndian,
  )
}

/** Patient, study, series, equipment, frame of reference and references. */
function contextModules({ kind, study, source, geometry, ...input }: SegInput, uid: string): DataSet {
  const [date, time] = [input.at.toISOString().slice(0, 10), input.at.toISOString().slice(11, 19)].map(text =>
    text.replaceAll(/[-:]/g, ''),
  )
  const { patient } = study ?? {}
  return dataSet({
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: segClasses[kind],
    SOPInstanceUID: uid,
    PatientName: patient?.name ?? [],
    PatientID: patient?.id ?? [],
    PatientBirthDate: patient?.birthDate ?? [],
    PatientSex: patient?.sex ?? [],
    StudyInstanceUID: study?.uid ?? uidOf('study', uid),
    StudyDate: study?.date ?? [],
    StudyTime: study?.time ?? [],
    StudyID: study?.id ?? [],
    AccessionNumber: study?.accession ?? [],
    ReferringPhysicianName: study?.referrer ?? [],
    Modality: 'SEG',
    SeriesInstanceUID: uidOf('series', uid),
    SeriesNumber: input.seriesNumber ?? 1,
    SeriesDate: date,
    SeriesTime: time,
    SeriesDescription: input.description,
    Manufacturer: 'Praxis',
    ManufacturerModelName: 'Praxis',
    DeviceSerialNumber: '0',
    SoftwareVersions: input.software ?? 'unknown',
    // Which way the patient lies is told by the planes; where there are none, it is not known.
    ...(geometry
      ? { FrameOfReferenceUID: geometry.frame, PositionReferenceIndicator: [] }
      : { PatientOrientation: [] }),
    ...(source && { ReferencedSeriesSequence: referencedSeries(source) }),
    InstanceNumber: 1,
    ContentDate: date,
    ContentTime: time,
    ContentLabel: 'SEGMENTATION',
    ContentDescription: input.description ?? [],
    ContentCreatorName: [],
  })
}

/** The image, segmentation image and pixel modules. */
function imageModules(input: SegInput, frames: readonly Frame[], pixels: Uint8Array): DataSet {
  const { kind, size, segments, source } = input
  const bits = bitsOf(input)
  const labelmap = kind === 'labelmap'
  const listed = [...(labelmap ? [backgroundOf(segments)] : []), ...segments]
  return dataSet({
    ImageType: ['DERIVED', 'PRIMARY'],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: frames.length,
    Rows: size.y,
    Columns: size.x,
    BitsAllocated: bits,
    BitsStored: bits,
    HighBit: bits - 1,
    PixelRepresentation: 0,
    LossyImageCompression: source?.lossy === undefined ? '00' : '01',
    LossyImageCompressionRatio: source?.lossy?.ratio,
    LossyImageCompressionMethod: source?.lossy?.method,
    SegmentationType: labelmap ? 'LABELMAP' : 'BINARY',
    SegmentsOverlap: 'NO',
    PixelPaddingValue: labelmap ? 0 : undefined,
    SegmentSequence: listed.map(segmentItem),
    PixelData: pixels,
  })
}

function pixelsOf({ kind, size, labels, ...input }: SegInput, frames: readonly Frame[]): Uint8Array {
  const slice = size.x * size.y
  const bits = bitsOf({ kind, ...input })
  const bytes = evenly(Math.ceil((frames.length * slice * bits) / 8))
  if (bytes > maxBytes)
    throw unfit(`${frames.length} frames are too many for one object`, 'write a label map')
  const pixels = new Uint8Array(bytes)
  if (kind === 'labelmap') {
    const voxels = bits === 8 ? pixels : new Uint16Array(pixels.buffer)
    for (const [n, frame] of frames.entries())
      voxels.set(labels.subarray(frame.slice * slice, (frame.slice + 1) * slice), n * slice)
    return pixels
  }
  // Frames follow each other bit by bit, also where one does not end with a byte.
  let [byte, bit] = [0, 1]
  for (const frame of frames)
    for (let i = frame.slice * slice; i < (frame.slice + 1) * slice; i++) {
      if (labels[i] === frame.segment) pixels[byte] = (pixels[byte] ?? 0) | bit
      bit <<= 1
      if (bit < 256) continue
      bit = 1
      byte++
    }
  return pixels
}

/** The length of pixel data is written in 32 bits. */
const maxBytes = 2 ** 32 - 2

function evenly(bytes: number): number {
  return bytes + (bytes % 2)
}

function bitsOf({ kind, segments }: Pick<SegInput, 'kind' | 'segments'>): 1 | 8 | 16 {
  if (kind === 'binary') return 1
  return segments.some(({ number }) => number > 255) ? 16 : 8
}
