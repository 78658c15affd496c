/** Where frames lie in the patient (PS3.3, C.7.6.2 and C.7.6.16.2), and which of them are slices and which are time. */
import { cross, dot, length, minus, type Vector } from '../seg/geometry.ts'
import { type DataSet, itemsIn, numbersIn, tags, textsIn } from './data-set.ts'
import { numbersOf } from './functional-groups.ts'

/** The centre of the first pixel in millimetres, and the directions in which columns and rows grow. */
export type Plane = { position: Vector; row: Vector; column: Vector }

/** Undefined unless every frame says where it lies. */
export function framePlanes(set: DataSet, frames: number): Plane[] | undefined {
  const planes = statedPlanes(set, frames) ?? detectorPlanes(set, frames)
  const offsets = numbersIn(set, tags.GridFrameOffsetVector)
  if (planes === undefined || offsets.length !== frames) return planes
  // Frames of a dose grid lie at distances along the normal from the one position that is told.
  return planes.map((plane, n) => moved(plane, (offsets[n] ?? 0) - (offsets[0] ?? 0)))
}

function statedPlanes(set: DataSet, frames: number): Plane[] | undefined {
  const planes: Plane[] = []
  for (let frame = 0; frame < frames; frame++) {
    const plane = planeFrom(
      numbersOf(set, frame, tags.PlanePositionSequence, tags.ImagePositionPatient),
      numbersOf(set, frame, tags.PlaneOrientationSequence, tags.ImageOrientationPatient),
    )
    if (plane === undefined) return undefined
    planes.push(plane)
  }
  return planes
}

/** Slices reconstructed in nuclear medicine follow the one place that is told for the detector (C.8.4.15). */
function detectorPlanes(set: DataSet, frames: number): Plane[] | undefined {
  const [detector] = itemsIn(set, tags.DetectorInformationSequence)
  const [step] = numbersIn(set, tags.SpacingBetweenSlices)
  if (detector === undefined || !step || !textsIn(set, tags.ImageType).includes('RECON TOMO'))
    return undefined
  const first = planeFrom(
    numbersIn(detector, tags.ImagePositionPatient),
    numbersIn(detector, tags.ImageOrientationPatient),
  )
  return first && Array.from({ length: frames }, (_, n) => moved(first, n * step))
}

function planeFrom(position: number[], orientation: number[]): Plane | undefined {
  const [x, y, z] = position
  const [a, b, c, d, e, f] = orientation
  if (x === undefined || y === undefined || z === undefined) return undefined
  if (a === undefined || b === undefined || c === undefined) return undefined
  if (d === undefined || e === undefined || f === undefined) return undefined
  const plane: Plane = { position: [x, y, z], row: [a, b, c], column: [d, e, f] }
  // Directions of no length, or along each other, span no plane.
  return length(normalOf(plane)) > 0.5 ? plane : undefined
}

function moved({ position, row, column }: Plane, by: number): Plane {
  const [x, y, z] = position
  const normal = normalOf({ row, column })
  return { position: [x + by * normal[0], y + by * normal[1], z + by * normal[2]], row, column }
}

function normalOf({ row, column }: Pick<Plane, 'row' | 'column'>): Vector {
  return cross(row, column)
}

export type Arrangement = {
  /** Which of the frames is each slice, slice by slice, then those of the next point in time. */
  order: number[]
  slices: number
  times: number
  /** Of the slices, in order; absent where frames do not lie one behind the other. */
  planes?: Plane[]
}

/**
 * Parallel frames are slices, in order along their normal; where the same number of frames lies at every place, they
 * are points in time. Anything else is a sequence in time.
 */
export function arrange(planes: readonly Plane[] | undefined, frames: number): Arrangement {
  const order = Array.from({ length: frames }, (_, n) => n)
  const places = planes && placesOf(planes)
  const times = places?.[0]?.frames.length ?? frames
  if (places === undefined || places.some(place => place.frames.length !== times))
    return { order, slices: 1, times: frames }
  return {
    order: Array.from({ length: times }, (_, t) => places.flatMap(place => place.frames[t] ?? [])).flat(),
    slices: places.length,
    times,
    planes: places.map(place => place.plane),
  }
}

/** Millimetres within which two positions are one. */
const tolerance = 1e-3

type Place = { plane: Plane; depth: number; frames: number[] }

/** Frames at one place together, by depth; undefined where they are not parallel, or lie side by side. */
function placesOf(planes: readonly Plane[]): Place[] | undefined {
  const [first] = planes
  if (first === undefined || !areParallel(planes)) return undefined
  const places: Place[] = []
  const placed = planes.map((plane, frame) => ({ plane, frame, depth: dot(plane.position, normalOf(first)) }))
  for (const { plane, frame, depth } of placed.toSorted((a, b) => a.depth - b.depth || a.frame - b.frame)) {
    const last = places.at(-1)
    if (last === undefined || depth - last.depth > tolerance) {
      places.push({ plane, depth, frames: [frame] })
      continue
    }
    if (length(minus(plane.position, last.plane.position)) > 10 * tolerance) return undefined
    last.frames.push(frame)
  }
  for (const place of places) place.frames.sort((a, b) => a - b)
  return places
}

export function areParallel(planes: readonly Plane[]): boolean {
  const [first] = planes
  return planes.every(
    ({ row, column }) =>
      first !== undefined && dot(row, first.row) > 0.999 && dot(column, first.column) > 0.999,
  )
}

/** Distances between neighbours at right angles to them. */
function gapsOf(planes: readonly Plane[]): number[] {
  const [first] = planes
  if (first === undefined) return []
  const depths = planes.map(({ position }) => dot(position, normalOf(first)))
  return depths.slice(1).map((depth, n) => depth - (depths[n] ?? 0))
}

/** Of slices in equal steps; undefined for one. */
export function meanGap(planes: readonly Plane[]): number | undefined {
  const gaps = gapsOf(planes)
  return gaps.length === 0 ? undefined : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
}

/** The middle one of the distances between neighbours, which a missing slice does not change. */
export function usualGap(planes: readonly Plane[]): number | undefined {
  const gaps = gapsOf(planes).sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)]
}

/**
 * Voxel index to millimetres, 4 × 4, row by row; a single slice steps by 1 mm. Undefined where slices do not follow in
 * equal steps: there is no single affine then.
 */
export function affineOf(planes: readonly Plane[], { x, y }: { x: number; y: number }): number[] | undefined {
  const [first, last] = [planes[0], planes.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const steps = planes.length - 1
  const [a, b, c] = minus(last.position, first.position)
  const step: Vector = steps === 0 ? normalOf(first) : [a / steps, b / steps, c / steps]
  const most = Math.max(0.02, 0.05 * length(step))
  const even = planes.every(({ position }, n) =>
    [0, 1, 2].every(i => Math.abs((position[i] ?? 0) - (first.position[i] ?? 0) - n * (step[i] ?? 0)) < most),
  )
  if (!even) return undefined
  return [0, 1, 2]
    .flatMap(i => [(first.row[i] ?? 0) * x, (first.column[i] ?? 0) * y, step[i] ?? 0, first.position[i] ?? 0])
    .concat(0, 0, 0, 1)
}

/** What a reader should know of slices: that some are missing, or that each is shifted against the one before. */
export function notesOn(planes: readonly Plane[]): string[] {
  const usual = usualGap(planes)
  const [first, second] = planes
  if (usual === undefined || first === undefined || second === undefined) return []
  const odd = gapsOf(planes).filter(gap => Math.abs(gap - usual) > 0.01 * usual + 0.01)
  const step = minus(second.position, first.position)
  const tilt = (Math.acos(Math.min(1, dot(step, normalOf(first)) / length(step))) * 180) / Math.PI
  return [
    ...(odd.length > 0
      ? [`${odd.length} of ${planes.length - 1} steps between slices differ from ${usual.toFixed(2)} mm`]
      : []),
    ...(tilt > 0.5
      ? [`slices are shifted against each other, as by a gantry tilt of ${tilt.toFixed(1)}°`]
      : []),
  ]
}
