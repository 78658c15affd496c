/**
 * Where the frames of a segmentation lie (PS3.3, C.7.6.16): frames at one place become one slice, and the slices are
 * put in order. All must lie in one direction on one grid, as anything else is no volume.
 */

import { broken } from '../dicom/broken.ts'
import type { DataSet } from '../dicom/data-set.ts'
import { itemsOf, type Keyword, numbersOf, textOf } from './attributes.ts'
import { cross, dot, length, minus, type SegGeometry, type Vector } from './geometry.ts'
import type { SourceImage } from './segment.ts'

export type PlacedFrames = {
  frames: { slice: number; segment?: number }[]
  slices: number
  geometry: SegGeometry | undefined
  /** The image that each slice was made on. */
  images: (SourceImage | undefined)[]
}

/** `groups`: the functional groups of each frame. Throws `media-undecodable` for frames that make no volume. */
export function placeFrames(set: DataSet, groups: readonly DataSet[], segmented: boolean): PlacedFrames {
  const [shared] = itemsOf(set, 'SharedFunctionalGroups')
  const grid = oneGrid(groups, shared)
  const turns = new Map<number | undefined, number>()
  const places = new Map<string, Place>()
  const frames = groups.map(group => {
    const segment = segmented ? segmentAt(group, shared) : undefined
    const origin = vectorOf(groupOf(group, shared, 'PlanePositionSequence'), 'ImagePositionPatient')
    const image = sourceAt(group)
    const turn = turns.get(segment) ?? 0
    turns.set(segment, turn + 1)
    // The same position, or else the same image, or else the same turn among the frames of a segment.
    const key = JSON.stringify(origin?.map(value => Math.round(value * 1000)) ?? image ?? turn)
    const place = places.get(key) ?? { index: places.size, origin, image }
    places.set(key, place)
    return { place, segment }
  })
  const ordered = inOrder([...places.values()], grid)
  const sliceOf = new Map(ordered.map(({ index }, slice) => [index, slice]))
  const origins = ordered.flatMap(({ origin }) => (origin ? [origin] : []))
  return {
    frames: frames.map(({ place, segment }) => ({
      slice: sliceOf.get(place.index) ?? 0,
      ...(segment !== undefined && { segment }),
    })),
    slices: ordered.length,
    geometry:
      grid && origins.length === ordered.length
        ? { frame: textOf(set, 'FrameOfReferenceUID'), ...grid, origins }
        : undefined,
    images: ordered.map(({ image }) => image),
  }
}

type Place = { index: number; origin: Vector | undefined; image: SourceImage | undefined }
type Grid = Pick<SegGeometry, 'row' | 'column' | 'spacing' | 'thickness'>

/** Undefined where direction or spacing is not told. */
function oneGrid(groups: readonly DataSet[], shared: DataSet | undefined): Grid | undefined {
  const grids = groups.map(group => gridOf(group, shared))
  const [first] = grids
  for (const [n, grid] of grids.entries())
    if (!sameGrid(first, grid))
      throw broken(`frames 1 and ${n + 1} lie in different directions or grids`, 'write them as two objects')
  return first
}

function gridOf(group: DataSet, shared: DataSet | undefined): Grid | undefined {
  const [a, b, c, d, e, f] = numbersOf(
    groupOf(group, shared, 'PlaneOrientationSequence'),
    'ImageOrientationPatient',
  )
  const measures = groupOf(group, shared, 'PixelMeasuresSequence')
  const [y, x] = numbersOf(measures, 'PixelSpacing')
  if (a === undefined || b === undefined || c === undefined) return undefined
  if (d === undefined || e === undefined || f === undefined) return undefined
  if (x === undefined || y === undefined) return undefined
  const [row, column]: [Vector, Vector] = [
    [a, b, c],
    [d, e, f],
  ]
  if (!(x > 0 && y > 0)) throw broken(`its pixel spacing is ${y} × ${x} mm`, 'write the file again')
  if (!(Math.abs(length(row) - 1) < 0.01 && Math.abs(length(column) - 1) < 0.01))
    throw broken('its Image Orientation holds no directions', 'write the file again')
  if (!(Math.abs(dot(row, column)) < 0.01))
    throw broken('its rows and columns are not at right angles', 'write the file again')
  const [thickness] = numbersOf(measures, 'SliceThickness')
  return { row, column, spacing: { x, y }, ...(thickness !== undefined && { thickness }) }
}

function sameGrid(a: Grid | undefined, b: Grid | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  const turned = length(minus(a.row, b.row)) + length(minus(a.column, b.column))
  const stretched = Math.abs(a.spacing.x - b.spacing.x) + Math.abs(a.spacing.y - b.spacing.y)
  return turned < 1e-3 && stretched < 1e-3
}

/** As stored where the slices go steadily one way, and otherwise along the normal. */
function inOrder(places: Place[], grid: Grid | undefined): Place[] {
  if (grid === undefined) return places
  const normal = cross(grid.row, grid.column)
  const depth = ({ origin }: Place) => (origin ? dot(origin, normal) : 0)
  const steps = places.slice(1).map((place, i) => depth(place) - depth(places[i] ?? place))
  const steady = steps.every(step => step > 0) || steps.every(step => step < 0)
  return steady ? places : places.toSorted((a, b) => depth(a) - depth(b))
}

function segmentAt(group: DataSet, shared: DataSet | undefined): number {
  const [segment] = numbersOf(
    groupOf(group, shared, 'SegmentIdentificationSequence'),
    'ReferencedSegmentNumber',
  )
  if (segment !== undefined) return segment
  throw broken('a frame does not say which segment it shows', 'write the file again')
}

function sourceAt(group: DataSet): SourceImage | undefined {
  const [derivation] = itemsOf(group, 'DerivationImageSequence')
  const [source] = itemsOf(derivation, 'SourceImageSequence')
  if (source === undefined) return undefined
  const [frame] = numbersOf(source, 'ReferencedFrameNumber')
  return {
    sopClass: textOf(source, 'ReferencedSOPClassUID'),
    sopInstance: textOf(source, 'ReferencedSOPInstanceUID'),
    ...(frame !== undefined && { frame }),
  }
}

/** The item of a functional group, of the frame itself or shared by all. */
function groupOf(frame: DataSet, shared: DataSet | undefined, keyword: Keyword): DataSet | undefined {
  return itemsOf(frame, keyword)[0] ?? itemsOf(shared, keyword)[0]
}

function vectorOf(group: DataSet | undefined, keyword: Keyword): Vector | undefined {
  const [x, y, z] = numbersOf(group, keyword)
  return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z]
}
