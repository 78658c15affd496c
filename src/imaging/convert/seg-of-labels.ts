/** Labels as a DICOM segmentation of the images on which they were drawn. */
import { PraxisError } from '../../cases/index.ts'
import type { OpenedVolume } from '../open/index.ts'
import { type Segment, segmentNamed, writeSeg } from '../seg/index.ts'
import type { LabelMap } from './labels-of.ts'
import { ontoGrid } from './onto-grid.ts'

export type SegOptions = {
  kind: 'binary' | 'labelmap'
  /** What the labels stand for, lowest first; by default what a segmentation said of them, or `label 1`, … */
  names?: readonly string[]
  /** The slice of the source, from 0, on which labels of a single slice lie. */
  slice?: number
  /** Program and version. */
  software: string
  at: Date
}

export type LabelSeg = {
  bytes: Uint8Array
  /** As written: a binary segmentation counts them from 1. */
  segments: { number: number; label: string; voxels: number }[]
  notes: string[]
}

/** Throws `bad-usage` for a source that is no DICOM image, and for labels that do not fit it. */
export function segOfLabels(map: LabelMap, source: OpenedVolume, options: SegOptions): LabelSeg {
  if (source.kind !== 'dicom')
    throw unfit('the source is no DICOM image, to which a segmentation could refer', 'write .nii.gz instead')
  const { size } = source.volume
  const { labels, notes } = ontoGrid(map, source.volume, options.slice)
  const counts = countsOf(labels)
  const numbers = map.segments?.map(({ number }) => number) ?? [...counts.keys()].toSorted((a, b) => a - b)
  if (numbers.length === 0) throw unfit('no voxel is labelled', 'give labels, or a mask that is not empty')
  const described = numbers.map((number, n) => describeLabel(number, n, numbers, map, options))
  const isBinary = options.kind === 'binary'
  const segments = isBinary ? described.map((segment, n) => ({ ...segment, number: n + 1 })) : described
  const bytes = writeSeg({
    kind: options.kind,
    // Frames of a clip take the place of slices.
    size: { x: size.x, y: size.y, z: size.z * size.t },
    labels: isBinary ? renumbered(labels, numbers) : labels,
    segments,
    ...source.context,
    software: options.software,
    at: options.at,
  })
  return {
    bytes,
    segments: segments.map(({ number, label }, n) => ({
      number,
      label,
      voxels: counts.get(numbers[n] ?? 0) ?? 0,
    })),
    notes,
  }
}

function describeLabel(
  number: number,
  n: number,
  numbers: readonly number[],
  { segments }: LabelMap,
  { names }: SegOptions,
): Segment {
  if (names !== undefined && names.length !== numbers.length)
    throw unfit(
      `${numbers.length} labels (${numbers.slice(0, 8).join(', ')}) have ${names.length} names`,
      'give one name for each, lowest label first',
    )
  const known = segments?.[n] ?? segmentNamed(number, `label ${number}`, 'not stated')
  return { ...known, label: names?.[n] ?? known.label }
}

function countsOf(labels: Uint8Array | Uint16Array): Map<number, number> {
  const counts = new Uint32Array(65536)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return new Map([...counts.entries()].filter(([label, count]) => label > 0 && count > 0))
}

/** Each label replaced by its place among the numbers, from 1. */
function renumbered(labels: Uint8Array | Uint16Array, numbers: readonly number[]): Uint16Array {
  const places = new Uint16Array(65536)
  for (const [n, number] of numbers.entries()) places[number] = n + 1
  return Uint16Array.from(labels, label => places[label] ?? 0)
}

function unfit(what: string, next: string): PraxisError {
  return new PraxisError('bad-usage', what, next)
}
