/**
 * Reads DICOM segmentations: binary, fractional and label map, with the slices put in order by where they lie.
 * Frames keep their own segment, so that segments may overlap. What a file says of itself is checked against what
 * it holds before anything is laid out.
 */
import { data } from 'dcmjs'
import { messageOf, PraxisError } from '../../cases/index.ts'
import type { GridSize } from '../measures/grid.ts'
import { bytesOf, type DataSet, itemsOf, type Keyword, numbersOf, textOf } from './attributes.ts'
import { cross, dot, type SegGeometry, type Vector } from './geometry.ts'
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
  /** 1, 8 or 16 bits a voxel, frame after frame without a gap. */
  bits: 1 | 8 | 16
  pixels: Uint8Array
  /** The value that means wholly inside, in a fractional segmentation. */
  whole: number
}

/** Throws `media-undecodable` for what is not a segmentation, is damaged, or is stored compressed. */
export function readSeg(bytes: Uint8Array): SegObject {
  const { meta, set } = parse(bytes)
  if (textOf(set, 'Modality') !== 'SEG' || itemsOf(set, 'SegmentSequence').length === 0)
    throw broken('this DICOM file is not a segmentation', 'give a SEG object')
  const syntax = textOf(meta, 'TransferSyntaxUID')
  if (!readable.has(syntax))
    throw broken(
      `the frames are stored in transfer syntax ${syntax || 'unknown'}`,
      'decompress the file first',
    )
  const kind = kindOf(set)
  const [columns, rows] = [sideOf(set, 'Columns'), sideOf(set, 'Rows')]
  const bits = bitsOf(set, kind)
  const groups = itemsOf(set, 'PerFrameFunctionalGroupsSequence')
  const pixels = bytesOf(set, 'PixelData') ?? new Uint8Array()
  const [count = 1] = numbersOf(set, 'NumberOfFrames')
  if (!(Number.isInteger(count) && count >= 1 && count <= groups.length))
    throw broken(`${count} frames are announced and ${groups.length} described`, 'write the file again')
  const needed = Math.ceil((count * rows * columns * bits) / 8)
  if (needed > pixels.length)
    throw broken(
      `${needed} bytes of pixels are announced and ${pixels.length} are there`,
      'fetch the file again',
    )
  const [shared = {}] = itemsOf(set, 'SharedFunctionalGroupsSequence')
  const placed = placeFrames(groups.slice(0, count), shared, kind)
  const geometry = geometryOf(set, shared, groups[0] ?? {}, placed.origins)
  const [series] = itemsOf(set, 'ReferencedSeriesSequence')
  return {
    kind,
    size: { x: columns, y: rows, z: placed.slices },
    segments: itemsOf(set, 'SegmentSequence')
      .map(segmentOf)
      .filter(({ number }) => number > 0),
    ...(geometry && { geometry }),
    ...(series && { source: { series: textOf(series, 'SeriesInstanceUID'), images: placed.images } }),
    study: textOf(set, 'StudyInstanceUID'),
    description: textOf(set, 'SeriesDescription'),
    frames: placed.frames,
    bits,
    pixels,
    whole: kind === 'fractional' ? (numbersOf(set, 'MaximumFractionalValue')[0] ?? 255) : 1,
  }
}

/** Little endian, not compressed: implicit, explicit and deflated. */
const readable = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99'])

function parse(bytes: Uint8Array): { meta: DataSet; set: DataSet } {
  try {
    const { meta, dict } = data.DicomMessage.readFile(new Uint8Array(bytes).buffer)
    return { meta, set: dict }
  } catch (error) {
    throw broken(`this is no readable DICOM file (${messageOf(error, 120)})`, 'fetch the file again')
  }
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

function bitsOf(set: DataSet, kind: SegObject['kind']): 1 | 8 | 16 {
  const [bits] = numbersOf(set, 'BitsAllocated')
  if ((bits === 1 || bits === 8) && (kind !== 'labelmap' || bits === 8)) return bits
  if (bits === 16 && kind === 'labelmap') return bits
  throw broken(`${bits ?? 'no'} bits a voxel do not fit a ${kind} segmentation`, 'write the file again')
}

type Placed = {
  frames: SegObject['frames']
  slices: number
  origins: Vector[] | undefined
  images: (SourceImage | undefined)[]
}

/** Frames at one place are one slice: the same position, or else the same image, or else the same turn. */
function placeFrames(groups: readonly DataSet[], shared: DataSet, kind: SegObject['kind']): Placed {
  const turns = new Map<number | undefined, number>()
  const places = new Map<
    string,
    { index: number; origin: Vector | undefined; image: SourceImage | undefined }
  >()
  const frames = groups.map(group => {
    const segment = kind === 'labelmap' ? undefined : segmentAt(group, shared)
    const origin = vector(groupOf(group, shared, 'PlanePositionSequence'), 'ImagePositionPatient')
    const image = sourceAt(group)
    const turn = turns.get(segment) ?? 0
    turns.set(segment, turn + 1)
    const key = JSON.stringify(origin?.map(value => Math.round(value * 1000)) ?? image ?? turn)
    const place = places.get(key) ?? { index: places.size, origin, image }
    places.set(key, place)
    return { place, segment }
  })
  const ordered = inOrder([...places.values()], orientationOf(shared, groups[0] ?? {}))
  const sliceOf = new Map(ordered.map(({ index }, slice) => [index, slice]))
  const origins = ordered.flatMap(({ origin }) => (origin ? [origin] : []))
  return {
    frames: frames.map(({ place, segment }) => ({
      slice: sliceOf.get(place.index) ?? 0,
      ...(segment !== undefined && { segment }),
    })),
    slices: ordered.length,
    origins: origins.length === ordered.length ? origins : undefined,
    images: ordered.map(({ image }) => image),
  }
}

/** As stored where the slices go steadily one way, and otherwise along the normal. */
function inOrder<Place extends { origin: Vector | undefined }>(
  places: Place[],
  orientation: Orientation | undefined,
): Place[] {
  if (orientation === undefined) return places
  const normal = cross(orientation.row, orientation.column)
  const depth = ({ origin }: Place) => (origin ? dot(origin, normal) : 0)
  const steps = places.slice(1).map((place, i) => depth(place) - depth(places[i] ?? place))
  const steady = steps.every(step => step > 0) || steps.every(step => step < 0)
  return steady ? places : places.toSorted((a, b) => depth(a) - depth(b))
}

function segmentAt(group: DataSet, shared: DataSet): number {
  const [segment] = numbersOf(
    groupOf(group, shared, 'SegmentIdentificationSequence'),
    'ReferencedSegmentNumber',
  )
  if (segment !== undefined) return segment
  throw broken('a frame does not say which segment it shows', 'write the file again')
}

function sourceAt(group: DataSet): SourceImage | undefined {
  const [derivation = {}] = itemsOf(group, 'DerivationImageSequence')
  const [source] = itemsOf(derivation, 'SourceImageSequence')
  if (source === undefined) return undefined
  const [frame] = numbersOf(source, 'ReferencedFrameNumber')
  return {
    sopClass: textOf(source, 'ReferencedSOPClassUID'),
    sopInstance: textOf(source, 'ReferencedSOPInstanceUID'),
    ...(frame !== undefined && { frame }),
  }
}

type Orientation = { row: Vector; column: Vector }

function orientationOf(shared: DataSet, first: DataSet): Orientation | undefined {
  const group = groupOf(first, shared, 'PlaneOrientationSequence')
  const [a, b, c, d, e, f] = numbersOf(group, 'ImageOrientationPatient')
  if (a === undefined || b === undefined || c === undefined) return undefined
  if (d === undefined || e === undefined || f === undefined) return undefined
  return { row: [a, b, c], column: [d, e, f] }
}

function geometryOf(
  set: DataSet,
  shared: DataSet,
  first: DataSet,
  origins: Vector[] | undefined,
): SegGeometry | undefined {
  const orientation = orientationOf(shared, first)
  const measures = groupOf(first, shared, 'PixelMeasuresSequence')
  const [between, along] = numbersOf(measures, 'PixelSpacing')
  if (orientation === undefined || origins === undefined || along === undefined || between === undefined)
    return undefined
  const [thickness] = numbersOf(measures, 'SliceThickness')
  return {
    frame: textOf(set, 'FrameOfReferenceUID'),
    ...orientation,
    spacing: { x: along, y: between },
    ...(thickness !== undefined && { thickness }),
    origins,
  }
}

/** The item of a functional group, of the frame itself or shared by all. */
function groupOf(frame: DataSet, shared: DataSet, keyword: Keyword): DataSet {
  return itemsOf(frame, keyword)[0] ?? itemsOf(shared, keyword)[0] ?? {}
}

function vector(group: DataSet, keyword: Keyword): Vector | undefined {
  const [x, y, z] = numbersOf(group, keyword)
  return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z]
}

function broken(what: string, next: string): PraxisError {
  return new PraxisError('media-undecodable', what, next)
}
