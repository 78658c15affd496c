/**
 * From evidence to a place: RadFabric's anatomical interpretation (arXiv 2506.14142), whose rule for it is not published.
 * Ours:
 *
 * 1. Only the hot part counts, where the evidence is at least half of its maximum. The share of a structure is the part of
 *    that evidence within its mask. Masks may overlap, so shares need not add up to 1.
 * 2. Candidates are the structures in which such a finding can be: bones for fractures and devices only, heart and
 *    mediastinum for a heart or mediastinum that is too large. The heart is where cardiomegaly is, by its name.
 * 3. The place is the candidate with the largest share; but where a smaller one holds at least three quarters of that, it
 *    is the smaller one. A hilum within a lung, or a heart within a mediastinum, would otherwise always lose.
 * 4. It is `Other` where less than half of the hot part lies in any candidate.
 *
 * The side is that of the structure; for one in the middle or under both lungs, that on which three quarters of the hot
 * part lie. It is `both` where each lung holds at least a quarter.
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

/** Whether such a finding can lie in the structure. */
function isCandidate(label: FindingLabel, structure: Structure): boolean {
  if (label === 'Cardiomegaly') return structure === 'Heart'
  if (label === 'Enlarged Cardiomediastinum') return ['Heart', 'Mediastinum', 'Aorta'].includes(structure)
  return label === 'Fracture' || label === 'Support Devices' || !bones.includes(structure)
}

/** What has to be known of the masks of a picture, made once for all its findings. */
export type Atlas = {
  /** Part of each cell that a structure covers, and its area as part of the picture. */
  covers: ReadonlyMap<Structure, { cover: Float32Array; area: number }>
  /** Column of the middle of the chest, 0..1; absent where no mask tells. */
  midline: number | undefined
}

export function atlasOf(masks: ReadonlyMap<Structure, Mask>): Atlas {
  const covers = new Map<Structure, { cover: Float32Array; area: number }>()
  for (const [structure, mask] of masks) {
    const cover = coverOf(mask)
    const area = cover.reduce((sum, share) => sum + share, 0) / cover.length
    if (area > 0) covers.set(structure, { cover, area })
  }
  return { covers, midline: midlineOf(masks) }
}

/** Where the evidence for the label lies. Evidence that is 0 everywhere lies in `Other`, with no shares. */
export function placeEvidence(label: FindingLabel, evidence: Evidence, { covers, midline }: Atlas): Place {
  const heat = hotPart(evidence)
  const total = heat.reduce((sum, value) => sum + value, 0)
  const shareOf = (cover: Float32Array) =>
    heat.reduce((sum, value, i) => sum + value * (cover[i] ?? 0), 0) / total
  const held = [...covers].map(([structure, { cover, area }]) => ({
    structure,
    area,
    share: total > 0 ? shareOf(cover) : 0,
  }))
  const shares = held
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .map(({ structure, share }) => ({ structure, share: Math.min(1, share) }))
  const candidates = held.filter(({ structure }) => isCandidate(label, structure))
  const location =
    total > 0 ? locationOf(label, candidates, insideShare(candidates, covers, heat, total)) : 'Other'
  const found = total > 0 ? sideOf(location, heat, total, held, midline) : undefined
  return { location, ...(found && { side: found }), shares }
}

type Held = { structure: Structure; area: number; share: number }

function locationOf(label: FindingLabel, candidates: readonly Held[], inside: number): Place['location'] {
  if (label === 'Cardiomegaly') return candidates[0]?.structure ?? 'Other'
  if (inside < leastInside) return 'Other'
  const most = Math.max(...candidates.map(({ share }) => share))
  const near = candidates.filter(({ share }) => share >= nearlyAsMuch * most)
  return near.sort((a, b) => a.area - b.area)[0]?.structure ?? 'Other'
}

/** Part of the heat within any of the candidates. */
function insideShare(
  candidates: readonly Held[],
  covers: Atlas['covers'],
  heat: Float32Array,
  total: number,
): number {
  let inside = 0
  for (const [i, value] of heat.entries()) {
    if (value === 0) continue
    const cover = candidates.map(({ structure }) => covers.get(structure)?.cover[i] ?? 0)
    inside += value * Math.max(0, ...cover)
  }
  return inside / total
}

function sideOf(
  location: Place['location'],
  heat: Float32Array,
  total: number,
  held: readonly Held[],
  midline: number | undefined,
): Place['side'] {
  const share = (name: Structure) => held.find(({ structure }) => structure === name)?.share ?? 0
  if (share('Left Lung') >= 1 - oneSided && share('Right Lung') >= 1 - oneSided) return 'both'
  const [, named] = /^(Left|Right) /.exec(location) ?? []
  if (named !== undefined) return named === 'Left' ? 'left' : 'right'
  if (central.some(structure => structure === location)) return 'midline'
  if (midline === undefined) return undefined
  // The patient's left is right in the picture.
  const left =
    heat.reduce((sum, value, i) => sum + (((i % side) + 0.5) / side > midline ? value : 0), 0) / total
  if (left >= oneSided) return 'left'
  return left <= 1 - oneSided ? 'right' : 'both'
}

/** 0 where it is below half of its maximum. */
function hotPart(evidence: Evidence): Float32Array {
  const heat = interpolateEvidence(evidence, side, side)
  const least = hot * heat.reduce((most, value) => Math.max(most, value), 0)
  return heat.map(value => (value >= least ? value : 0))
}

/** Part of each cell of the grid that the mask covers, by the pixels whose centre lies in it. */
function coverOf({ width, height, data }: Mask): Float32Array {
  const inside = new Float32Array(side * side)
  const count = new Float32Array(side * side)
  // A small picture has several cells a pixel.
  const repeat = { x: Math.ceil(side / width), y: Math.ceil(side / height) }
  const [columns, rows] = [width * repeat.x, height * repeat.y]
  for (let y = 0; y < rows; y++) {
    const row = Math.floor((y * side) / rows) * side
    const from = Math.floor(y / repeat.y) * width
    for (let x = 0; x < columns; x++) {
      const at = row + Math.floor((x * side) / columns)
      count[at] = (count[at] ?? 0) + 1
      inside[at] = (inside[at] ?? 0) + (data[from + Math.floor(x / repeat.x)] ?? 0)
    }
  }
  return inside.map((sum, i) => sum / Math.max(1, count[i] ?? 0))
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
