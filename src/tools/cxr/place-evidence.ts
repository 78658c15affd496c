/**
 * From evidence to a place: RadFabric's anatomical interpretation (arXiv 2506.14142), whose rule for it is not published.
 * Ours:
 *
 * 1. Only the hot part counts, where the evidence is at least half of its maximum. The share of a structure is the part of
 *    that evidence within its mask. Masks may overlap, so shares need not add up to 1.
 * 2. A heart or mediastinum that is too large is in that, by its name, where at least a quarter of the hot part is, even
 *    where the model looks at its border from outside; else in `Other`. Of the two, an enlarged cardiomediastinum is in
 *    the one with the larger share.
 * 3. Any other finding is in the structure with the largest share; but where a smaller one holds at least three quarters of
 *    that, it is in the smaller one. A hilum within a lung would otherwise always lose. Bones are for fractures and devices
 *    only.
 * 4. It is in `Other` where less than half of the hot part lies in any of these structures.
 *
 * The side is that of the structure, `midline` for heart, aorta, mediastinum, trachea and spine, and `both` where each lung
 * holds at least a quarter. Of the diaphragm and of `Other` it is the side on which three quarters of the hot part lie.
 */
import type { FindingLabel, Structure } from '../../cases/index.ts'
import { centroid, type Mask } from '../../imaging/index.ts'
import type { Evidence } from '../../models/index.ts'
import type { LocateToolAnswer } from './answers.ts'
import { interpolateEvidence } from './heat-map.ts'

export type Place = Pick<LocateToolAnswer['findings'][number], 'location' | 'side' | 'shares'>

const hot = 0.5
const nearlyAsMuch = 0.75
const leastInside = 0.5
const leastNamed = 0.25
const oneSided = 0.75
/** Evidence is interpolated to this many values along each side, which is finer than any network's own grid. */
const side = 128

const bones: readonly Structure[] = [
  'Left Clavicle',
  'Right Clavicle',
  'Left Scapula',
  'Right Scapula',
  'Spine',
]
const central: readonly Structure[] = ['Heart', 'Aorta', 'Mediastinum', 'Weasand', 'Spine']

/** Findings that are named after where they are. */
const byName: Partial<Record<FindingLabel, readonly Structure[]>> = {
  Cardiomegaly: ['Heart'],
  'Enlarged Cardiomediastinum': ['Heart', 'Mediastinum'],
}

/** A structure that is on the picture: the part of each cell that it covers, and its area as part of the picture. */
type Cover = { structure: Structure; cover: Float32Array; area: number }

/** What has to be known of the masks of a picture, made once for all its findings. */
export type Atlas = {
  covers: readonly Cover[]
  /** Column of the middle of the chest, 0..1; absent where no mask tells. */
  midline: number | undefined
}

export function atlasOf(masks: ReadonlyMap<Structure, Mask>): Atlas {
  const covers = [...masks].map(([structure, mask]) => {
    const cover = coverOf(mask)
    return { structure, cover, area: sumOf(cover) / cover.length }
  })
  return { covers: covers.filter(({ area }) => area > 0), midline: midlineOf(masks) }
}

/** Where the evidence for the label lies. Evidence that is 0 everywhere lies in `Other`, with no shares. */
export function placeEvidence(label: FindingLabel, evidence: Evidence, { covers, midline }: Atlas): Place {
  const heat = hotPart(evidence)
  if (heat === undefined) return { location: 'Other', shares: [] }
  const held = covers.map(one => ({
    ...one,
    share: Math.min(
      1,
      sumOf(heat, i => one.cover[i] ?? 0),
    ),
  }))
  const location = locationOf(label, heat, held)
  const found = sideOf(location, heat, held, midline)
  const shares = held
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .map(({ structure, share }) => ({ structure, share }))
  return { location, ...(found && { side: found }), shares }
}

type Held = Cover & { share: number }

function locationOf(label: FindingLabel, heat: Float32Array, held: readonly Held[]): Place['location'] {
  const named = byName[label]
  if (named !== undefined) {
    const most = largest(held.filter(({ structure }) => named.includes(structure)))
    return most !== undefined && most.share >= leastNamed ? most.structure : 'Other'
  }
  const inBones = label === 'Fracture' || label === 'Support Devices'
  const candidates = held.filter(({ structure }) => inBones || !bones.includes(structure))
  const inside = sumOf(heat, i => Math.max(0, ...candidates.map(({ cover }) => cover[i] ?? 0)))
  if (inside < leastInside) return 'Other'
  const most = largest(candidates)?.share ?? 0
  const near = candidates.filter(({ share }) => share >= nearlyAsMuch * most)
  return near.sort((a, b) => a.area - b.area)[0]?.structure ?? 'Other'
}

function largest(held: readonly Held[]): Held | undefined {
  return [...held].sort((a, b) => b.share - a.share)[0]
}

function sideOf(
  location: Place['location'],
  heat: Float32Array,
  held: readonly Held[],
  midline: number | undefined,
): Place['side'] {
  if (central.some(structure => structure === location)) return 'midline'
  const share = (name: Structure) => held.find(({ structure }) => structure === name)?.share ?? 0
  if (share('Left Lung') >= 1 - oneSided && share('Right Lung') >= 1 - oneSided) return 'both'
  const [, named] = /^(Left|Right) /.exec(location) ?? []
  if (named !== undefined) return named === 'Left' ? 'left' : 'right'
  if (midline === undefined) return undefined
  // The patient's left is right in the picture.
  const left = sumOf(heat, i => (((i % side) + 0.5) / side > midline ? 1 : 0))
  if (left >= oneSided) return 'left'
  return left <= 1 - oneSided ? 'right' : 'both'
}

/** Adds up to 1, and is 0 where the evidence is below half of its maximum; absent where there is none. */
function hotPart(evidence: Evidence): Float32Array | undefined {
  const heat = interpolateEvidence(evidence, side, side)
  const most = heat.reduce((greatest, value) => Math.max(greatest, value), 0)
  if (most === 0) return undefined
  const kept = heat.map(value => (value >= hot * most ? value : 0))
  const total = sumOf(kept)
  return kept.map(value => value / total)
}

/** Of the values, each times its weight. */
function sumOf(values: Float32Array, weight: (i: number) => number = () => 1): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (value !== 0) sum += value * weight(i)
  }
  return sum
}

/** Part of each cell of the grid that the mask covers. */
function coverOf({ width, height, data }: Mask): Float32Array {
  const [columns, rows] = [cellsOf(width), cellsOf(height)]
  const cover = new Float32Array(side * side)
  for (const [y, row] of rows.entries())
    for (const [x, column] of columns.entries()) {
      let inside = 0
      for (let j = row.from; j < row.to; j++)
        for (let i = j * width + column.from; i < j * width + column.to; i++) inside += data[i] ?? 0
      cover[y * side + x] = inside / ((row.to - row.from) * (column.to - column.from))
    }
  return cover
}

/** The pixels of each cell, at least one; a small picture has several cells a pixel. */
function cellsOf(pixels: number): { from: number; to: number }[] {
  return Array.from({ length: side }, (_, cell) => {
    const from = Math.floor((cell * pixels) / side)
    return { from, to: Math.max(from + 1, Math.floor(((cell + 1) * pixels) / side)) }
  })
}

/** The spine tells best, then what lies before it, then the lungs. */
function midlineOf(masks: ReadonlyMap<Structure, Mask>): number | undefined {
  const columnOf = (structure: Structure) => {
    const mask = masks.get(structure)
    const middle = mask && centroid(mask)
    return mask && middle && middle.x / mask.width
  }
  const [left, right] = [columnOf('Left Lung'), columnOf('Right Lung')]
  const between = left !== undefined && right !== undefined ? (left + right) / 2 : undefined
  return columnOf('Spine') ?? columnOf('Weasand') ?? between
}
