/**
 * Reads DICOM segmentations: binary, fractional and label map, with the slices put in order by where they lie.
 * Frames keep their own segment, so that segments may overlap. What a file says of itself is checked against what
 * it holds before anything is laid out. Tiled segmentations of whole slides are refused.
 */
import { messageOf } from '../../cases/index.ts'
import { broken } from '../dicom/broken.ts'
import type { DataSet } from '../dicom/data-set.ts'
import { describeImage } from '../dicom/image-description.ts'
import { type DicomFile, parseDicom } from '../dicom/parse.ts'
import { readPixels } from '../dicom/pixels.ts'
import type { GridSize } from '../measures/grid.ts'
import { bytesOf, itemsOf, numbersOf, tagOf, textOf } from './attributes.ts'
import type { SegGeometry } from './geometry.ts'
import { placeFrames } from './place-frames.ts'
import type { Segment, SourceImage } from './segment.ts'
import { segmentOf } from './segment-items.ts'

export type SegObject = {
  kind: 'binary' | 'fractional' | 'labelmap'
  /** `z` counts the places that have a frame. */
  size: GridSize
  /** Without the background of a label map. */
  segments: Segment[]
  /** Absent where frames have no position. */
  geometry?: SegGeometry
  /** Series segmented, and for each slice the image it was made on where that is told. */
  source?: { series: string; images: (SourceImage | undefined)[] }
  study: string
  description: string
  /** Each with its slice and, unless a label map, its segment; in the order of the pixels. */
  frames: { slice: number; segment?: number }[]
  /** 1, 8 or 16 bits a voxel, frame after frame without a gap; 16 bits are little endian. */
  bits: 1 | 8 | 16
  pixels: Uint8Array
  /** The value that means wholly inside, in a fractional segmentation. */
  whole: number
}

/** Throws `media-undecodable` for what is not a segmentation, is tiled, or is damaged. */
export async function readSeg(bytes: Uint8Array): Promise<SegObject> {
  const file = parseDicom(bytes)
  const { set } = file
  refuseOthers(set)
  const kind = kindOf(set)
  const [columns, rows] = [sideOf(set, 'Columns'), sideOf(set, 'Rows')]
  const bits = bitsOf(set, kind)
  const groups = itemsOf(set, 'PerFrameFunctionalGroups')
  const [count = 1] = numbersOf(set, 'NumberOfFrames')
  if (!(Number.isInteger(count) && count >= 1 && count <= groups.length))
    throw broken(`${count} frames are announced and ${groups.length} described`, 'write the file again')
  const pixels = await pixelsOf(file, bits)
  const needed = Math.ceil((count * rows * columns * bits) / 8)
  if (needed > pixels.length)
    throw broken(
      `${needed} bytes of pixels are announced and ${pixels.length} are there`,
      'fetch the file again',
    )
  const segments = segmentsOf(set)
  const { frames, slices, images, geometry } = placeFrames(set, groups.slice(0, count), kind !== 'labelmap')
  refuseUndescribed(frames, segments)
  const [series] = itemsOf(set, 'ReferencedSeriesSequence')
  return {
    kind,
    size: { x: columns, y: rows, z: slices },
    segments,
    ...(geometry && { geometry }),
    ...(series && { source: { series: textOf(series, 'SeriesInstanceUID'), images } }),
    study: textOf(set, 'StudyInstanceUID'),
    description: textOf(set, 'SeriesDescription'),
    frames,
    bits,
    pixels,
    whole: kind === 'fractional' ? (numbersOf(set, 'MaximumFractionalValue')[0] ?? 255) : 1,
  }
}

function refuseOthers(set: DataSet): void {
  if (textOf(set, 'Modality') !== 'SEG' || itemsOf(set, 'SegmentSequence').length === 0)
    throw broken('this DICOM file is not a segmentation', 'give a SEG object')
  const tiled = textOf(set, 'DimensionOrganizationType').startsWith('TILED')
  if (tiled || numbersOf(set, 'TotalPixelMatrixRows').length > 0)
    throw broken('it is a tiled segmentation of a whole slide', 'give one of images or of a volume')
}

function kindOf(set: DataSet): SegObject['kind'] {
  const kind = textOf(set, 'SegmentationType').toLowerCase()
  if (kind === 'binary' || kind === 'fractional' || kind === 'labelmap') return kind
  throw broken(`the segmentation type ${kind || '(none)'} is unknown`, 'give a binary one or a label map')
}

function sideOf(set: DataSet, keyword: 'Rows' | 'Columns'): number {
  const [side = 0] = numbersOf(set, keyword)
  if (Number.isInteger(side) && side >= 1 && side <= 65535) return side
  throw broken(`${keyword} is ${side}`, 'write the file again')
}

function bitsOf(set: DataSet, kind: SegObject['kind']): SegObject['bits'] {
  const [bits] = numbersOf(set, 'BitsAllocated')
  if ((bits === 1 || bits === 8) && (kind !== 'labelmap' || bits === 8)) return bits
  if (bits === 16 && kind === 'labelmap') return bits
  throw broken(`${bits ?? 'no'} bits a voxel do not fit a ${kind} segmentation`, 'write the file again')
}

/** As they are stored where they are not compressed, and otherwise unpacked to the same layout. */
async function pixelsOf(file: DicomFile, bits: SegObject['bits']): Promise<Uint8Array> {
  const { set, syntax } = file
  if (set.elements.get(tagOf('PixelData'))?.kind !== 'fragments') {
    if (!syntax.littleEndian)
      throw broken(`its frames are stored in ${syntax.name}`, 'convert it to little endian')
    return bytesOf(set, 'PixelData') ?? new Uint8Array()
  }
  try {
    // The values are what counts, also where a palette gives them colours.
    const image = { ...describeImage(set), photometric: 'MONOCHROME2', samplesPerPixel: 1 as const }
    const { samples } = await readPixels(file, image)
    if (samples instanceof Uint8Array && bits === 8) return samples
    if (samples instanceof Uint16Array && bits === 16) return littleEndianBytes(samples)
  } catch (error) {
    if (error instanceof RangeError)
      throw broken(`it is damaged (${messageOf(error)})`, 'fetch the file again')
    throw error
  }
  throw broken(`its compressed frames do not have ${bits} bits a voxel`, 'decompress the file first')
}

function segmentsOf(set: DataSet): Segment[] {
  const segments = itemsOf(set, 'SegmentSequence').map(segmentOf)
  const [padding = 0] = numbersOf(set, 'PixelPaddingValue')
  if (padding !== 0) throw broken(`its background has the value ${padding}`, 'write it again with 0')
  return segments.filter(({ number }) => number > 0)
}

function refuseUndescribed(frames: SegObject['frames'], segments: readonly Segment[]): void {
  const described = new Set(segments.map(({ number }) => number))
  for (const { segment } of frames)
    if (segment !== undefined && !described.has(segment))
      throw broken(`a frame shows segment ${segment}, which is not described`, 'write the file again')
}

function littleEndianBytes(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) view.setUint16(2 * i, value, true)
  return bytes
}
