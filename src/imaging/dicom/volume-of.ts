/**
 * From a DICOM image to a volume: which frames are slices and which are time, where they lie, what a sample means
 * and how the file asks to be shown.
 */
import { cross, dot, minus, type Vector } from '../seg/geometry.ts'
import type { Volume } from '../volume.ts'
import { bytesIn, type DataSet, itemsIn, numbersIn, tags, textIn } from './data-set.ts'
import type { ImageDescription } from './image-description.ts'
import { broken } from './parse.ts'
import type { Pixels } from './pixels.ts'

/** Where a frame lies, as far as it is told. */
export type Plane = { position: Vector; row: Vector; column: Vector }

export type PlacedVolume = {
  volume: Volume
  /** Where the slices lie, in order; absent where that is not told. */
  planes?: Plane[]
  /** Number of the frame, from 1, that each slice or point in time shows. */
  frameNumbers: number[]
}

export function volumeOf(set: DataSet, image: ImageDescription, pixels: Pixels): PlacedVolume {
  const planes = framePlanes(set, image.frames)
  const order = sliceOrder(planes)
  const sliced = image.frames > 1 && order !== undefined
  const valued = withValues(set, image, pixels)
  const inOrder = sliced ? reordered(valued, image, order) : valued
  const ordered = sliced ? order.flatMap(i => planes?.[i] ?? []) : planes
  const size = { x: image.columns, y: image.rows, z: sliced ? image.frames : 1, t: sliced ? 1 : image.frames }
  const spacing = spacingOf(set, ordered)
  const affine = spacing && affineOf(ordered, spacing)
  const frame = textIn(set, tags.FrameOfReferenceUID)
  const volume: Volume = {
    ...inOrder,
    size,
    ...(spacing && { spacing }),
    ...(affine && { affine }),
    ...(frame !== '' && { frame }),
    ...(image.photometric === 'MONOCHROME1' && { inverted: true as const }),
    ...shownAs(set),
  }
  const frames = sliced ? order : Array.from({ length: image.frames }, (_, i) => i)
  return { volume, ...(ordered && { planes: ordered }), frameNumbers: frames.map(i => i + 1) }
}

/** The functional groups of a frame, its own first. */
function groupsOf(set: DataSet, frame: number): DataSet[] {
  const own = itemsIn(set, tags.PerFrameFunctionalGroups)[frame]
  const [shared] = itemsIn(set, tags.SharedFunctionalGroups)
  return [own, shared].filter(group => group !== undefined)
}

function inGroup(set: DataSet, frame: number, sequence: number): DataSet | undefined {
  for (const group of groupsOf(set, frame)) {
    const [found] = itemsIn(group, sequence)
    if (found) return found
  }
  return undefined
}

/** Undefined unless every frame says where it lies. */
function framePlanes(set: DataSet, frames: number): Plane[] | undefined {
  const planes = statedPlanes(set, frames)
  const offsets = numbersIn(set, tags.GridFrameOffsetVector)
  if (planes === undefined || offsets.length !== frames) return planes
  // Frames of a dose grid lie at distances along the normal from the one position that is told.
  return planes.map(({ position, row, column }, n) => {
    const normal = cross(row, column)
    const [x, y, z] = position
    const by = (offsets[n] ?? 0) - (offsets[0] ?? 0)
    return { position: [x + by * normal[0], y + by * normal[1], z + by * normal[2]], row, column }
  })
}

function statedPlanes(set: DataSet, frames: number): Plane[] | undefined {
  const planes: Plane[] = []
  for (let frame = 0; frame < frames; frame++) {
    const position = vector(inGroup(set, frame, tags.PlanePositionSequence) ?? set, tags.ImagePositionPatient)
    const [a, b, c, d, e, f] = numbersIn(
      inGroup(set, frame, tags.PlaneOrientationSequence) ?? set,
      tags.ImageOrientationPatient,
    )
    if (position === undefined || a === undefined || b === undefined || c === undefined) return undefined
    if (d === undefined || e === undefined || f === undefined) return undefined
    planes.push({ position, row: [a, b, c], column: [d, e, f] })
  }
  return planes
}

/** Frame numbers along the normal; undefined where frames share a place or their planes are not parallel. */
function sliceOrder(planes: Plane[] | undefined): number[] | undefined {
  const [first] = planes ?? []
  if (planes === undefined || first === undefined) return undefined
  const normal = cross(first.row, first.column)
  const parallel = planes.every(
    ({ row, column }) =>
      Math.abs(dot(cross(row, column), normal)) > 0.999 && Math.abs(dot(row, first.row)) > 0.999,
  )
  if (!parallel) return undefined
  const depth = (i: number) => dot(planes[i]?.position ?? first.position, normal)
  const order = planes.map((_, i) => i).sort((a, b) => depth(a) - depth(b))
  const apart = order.every((i, n) => n === 0 || depth(i) - depth(order[n - 1] ?? i) > 1e-4)
  return apart ? order : undefined
}

function reordered(valued: Valued, { rows, columns }: ImageDescription, order: number[]): Valued {
  const { channels, samples } = valued
  if (order.every((i, n) => i === n)) return valued
  const out = samples.slice()
  const size = rows * columns * channels
  for (const [n, i] of order.entries()) out.set(samples.subarray(i * size, (i + 1) * size), n * size)
  return { ...valued, samples: out }
}

function spacingOf(set: DataSet, planes: Plane[] | undefined): Volume['spacing'] {
  const [down, across] = pixelSpacing(set)
  if (!(down !== undefined && across !== undefined && down > 0 && across > 0)) return undefined
  const [first, second] = planes ?? []
  const z =
    first && second
      ? Math.abs(dot(minus(second.position, first.position), cross(first.row, first.column)))
      : undefined
  return { x: across, y: down, ...(z !== undefined && z > 0 && { z }) }
}

/** Rows first, as DICOM has it. On a projection the spacing is that at the detector. */
function pixelSpacing(set: DataSet): number[] {
  const measured = inGroup(set, 0, tags.PixelMeasuresSequence)
  for (const [source, tag] of [
    [measured ?? set, tags.PixelSpacing],
    [set, tags.ImagerPixelSpacing],
    [set, tags.NominalScannedPixelSpacing],
  ] as const) {
    const spacing = numbersIn(source, tag)
    if (spacing.length >= 2) return spacing
  }
  const [region, ...more] = itemsIn(set, tags.SequenceOfUltrasoundRegions)
  if (region === undefined || more.length > 0) return []
  const centimetres = 3
  const units = [tags.PhysicalUnitsYDirection, tags.PhysicalUnitsXDirection].map(
    tag => numbersIn(region, tag)[0],
  )
  if (!units.every(unit => unit === centimetres)) return []
  return [tags.PhysicalDeltaY, tags.PhysicalDeltaX].flatMap(tag =>
    numbersIn(region, tag).map(cm => Math.abs(cm) * 10),
  )
}

/** Where slices do not follow in equal steps there is no single affine. */
export function affineOf(
  planes: Plane[] | undefined,
  { x, y }: { x: number; y: number },
): number[] | undefined {
  const [first, second] = planes ?? []
  if (planes === undefined || first === undefined) return undefined
  const step: Vector = second ? minus(second.position, first.position) : cross(first.row, first.column)
  const even = planes.every(({ position }, n) =>
    [0, 1, 2].every(a => Math.abs((position[a] ?? 0) - (first.position[a] ?? 0) - n * (step[a] ?? 0)) < 0.05),
  )
  if (!even) return undefined
  return [0, 1, 2]
    .flatMap(a => [(first.row[a] ?? 0) * x, (first.column[a] ?? 0) * y, step[a] ?? 0, first.position[a] ?? 0])
    .concat(0, 0, 0, 1)
}

type Valued = Pick<Volume, 'channels' | 'samples' | 'rescale' | 'unit'>

function withValues(set: DataSet, image: ImageDescription, { channels, samples }: Pixels): Valued {
  const identity = { slope: 1, intercept: 0 }
  if (channels === 3) return { channels, samples, rescale: identity, unit: 'stored' }
  const [table] = itemsIn(set, tags.ModalityLUTSequence)
  if (table) {
    const { first, values } = readLut(table, image.signed)
    const looked = Float32Array.from(
      samples,
      sample => values[Math.min(values.length - 1, Math.max(0, sample - first))] ?? 0,
    )
    return { channels, samples: looked, rescale: identity, unit: textIn(table, tags.RescaleType) || 'stored' }
  }
  const rescales = Array.from({ length: image.frames }, (_, frame) => rescaleOf(set, frame))
  const [first = { ...identity, unit: 'stored' }] = rescales
  const { slope, intercept, unit } = first
  if (rescales.every(one => one.slope === slope && one.intercept === intercept))
    return { channels, samples, rescale: { slope, intercept }, unit }
  const size = image.rows * image.columns
  const values = Float32Array.from(samples, (sample, i) => {
    const { slope, intercept } = rescales[Math.floor(i / size)] ?? first
    return sample * slope + intercept
  })
  return { channels, samples: values, rescale: identity, unit }
}

function rescaleOf(set: DataSet, frame: number): { slope: number; intercept: number; unit: string } {
  const source = inGroup(set, frame, tags.PixelValueTransformationSequence) ?? set
  const [slope = numbersIn(set, tags.DoseGridScaling)[0] ?? 1] = numbersIn(source, tags.RescaleSlope)
  const [intercept = 0] = numbersIn(source, tags.RescaleIntercept)
  return { slope: slope === 0 ? 1 : slope, intercept, unit: unitOf(set, source) }
}

function unitOf(set: DataSet, source: DataSet): string {
  const type = textIn(source, tags.RescaleType)
  if (type !== '' && type !== 'US') return type
  const modality = textIn(set, tags.Modality)
  const rescaled = numbersIn(source, tags.RescaleIntercept).length > 0
  // A localizer is no measurement of attenuation.
  if (modality === 'CT' && rescaled) return 'HU'
  if (modality === 'PT') return textIn(set, tags.Units) || 'stored'
  if (modality === 'RTDOSE') return textIn(set, tags.DoseUnits) || 'stored'
  return 'stored'
}

function readLut(item: DataSet, signed: boolean): { first: number; values: number[]; bits: number } {
  const [entries = 0, start = 0, bits = 16] = numbersIn(item, tags.LUTDescriptor)
  const count = entries === 0 ? 65536 : entries
  const data = item.elements.get(tags.LUTData)
  const bytes = bytesIn(item, tags.LUTData) ?? new Uint8Array()
  const wide = bytes.length >= 2 * count || data?.kind !== 'value' || data.vr === 'US'
  const values = wide ? numbersIn16(bytes, item.littleEndian) : Array.from(bytes)
  if (values.length < count) throw broken('its lookup table is too short', 'fetch the file again')
  return { first: signed && start > 32767 ? start - 65536 : start, values: values.slice(0, count), bits }
}

function numbersIn16(bytes: Uint8Array, littleEndian: boolean): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(2 * i, littleEndian))
}

const shapes: Record<string, 'linear-exact' | 'sigmoid' | undefined> = {
  LINEAR_EXACT: 'linear-exact',
  SIGMOID: 'sigmoid',
}

/** The first window, and the first VOI lookup table (PS3.3, C.11.2). */
function shownAs(set: DataSet): Pick<Volume, 'window' | 'lut'> {
  const source = inGroup(set, 0, tags.FrameVOILUTSequence) ?? set
  const [centre] = numbersIn(source, tags.WindowCenter)
  const [width] = numbersIn(source, tags.WindowWidth)
  const shape = shapes[textIn(source, tags.VOILUTFunction)]
  const [table] = itemsIn(set, tags.VOILUTSequence)
  return {
    ...(centre !== undefined &&
      width !== undefined &&
      width > 0 && { window: { centre, width, ...(shape && { shape }) } }),
    ...(table && { lut: levelsOf(readLut(table, false)) }),
  }
}

function levelsOf({ first, values, bits }: ReturnType<typeof readLut>): NonNullable<Volume['lut']> {
  const most = 2 ** Math.min(16, Math.max(1, bits)) - 1
  return { first, levels: Float32Array.from(values, value => Math.min(1, value / most)) }
}

function vector(set: DataSet, tag: number): Vector | undefined {
  const [x, y, z] = numbersIn(set, tag)
  return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z]
}
