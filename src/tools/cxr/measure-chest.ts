/**
 * What is measured on the masks of a chest radiograph. The cardiothoracic ratio is taken as radiologists do (C. S.
 * Danzer, Am J Med Sci 1919): the heart's greatest extent to the right plus that to the left, over the greatest inner
 * width of the thorax, here from the outer border of one lung to that of the other on one line.
 *
 * The tracheal offset is how far the trachea lies from the spine behind it, to the patient's left where it is above 0, as
 * part of that width.
 *
 * Specks are left away first: only the largest part of the heart counts, and of the lungs parts of a tenth of it. What
 * cannot be measured is absent; a ratio is none where a lung is missing or on the wrong side of the other, or where the
 * heart is wider than the thorax.
 */
import type { Structure } from '../../cases/index.ts'
import { boundingBox, connectedComponents, emptyMask, type Mask, maskArea } from '../../imaging/index.ts'
import type { AnatomyToolAnswer } from './answers.ts'

export type Measurement = AnatomyToolAnswer['measurements'][number]

export const cardiothoracicRatio = 'cardiothoracic ratio'
export const trachealOffset = 'tracheal offset to the left'

/** What is told or weighed of these; values outside have been measured by nobody. Units are 1. */
export const measureRanges: ReadonlyMap<string, readonly [low: number, high: number]> = new Map([
  [cardiothoracicRatio, [0, 1]],
  [trachealOffset, [-1, 1]],
])

/** `structures` are those that it needs; units are UCUM's. */
export function measureChest(masks: ReadonlyMap<Structure, Mask>): Measurement[] {
  const left = cleaned(masks.get('Left Lung'), 0.1)
  const right = cleaned(masks.get('Right Lung'), 0.1)
  const heart = boundingBox(cleaned(masks.get('Heart'), 1))
  const thorax = thoracicWidth(left, right)
  const [leftArea, rightArea] = [maskArea(left), maskArea(right)]
  const pixels = left.width * left.height
  const measurements: Measurement[] = []
  const add = (measures: string, value: number, structures: Structure[]) => {
    const [low = -Infinity, high = Infinity] = measureRanges.get(measures) ?? []
    if (value >= low && value <= high) measurements.push({ measures, value, unit: '1', structures })
  }
  if (heart !== undefined && thorax > 0)
    add(cardiothoracicRatio, (heart.x1 - heart.x0) / thorax, ['Heart', 'Left Lung', 'Right Lung'])
  const offset = offsetAlong(masks.get('Weasand'), masks.get('Spine'))
  if (offset !== undefined && thorax > 0)
    add(trachealOffset, offset / thorax, ['Weasand', 'Spine', 'Left Lung', 'Right Lung'])
  if (leftArea > 0) add('left lung area as part of the picture', leftArea / pixels, ['Left Lung'])
  if (rightArea > 0) add('right lung area as part of the picture', rightArea / pixels, ['Right Lung'])
  if (leftArea > 0 && rightArea > 0)
    add('left to right lung area ratio', leftArea / rightArea, ['Left Lung', 'Right Lung'])
  return measurements
}

/** The parts that have at least this share of the pixels of the largest; an empty mask where there is none. */
function cleaned(mask: Mask | undefined, least: number): Mask {
  if (mask === undefined) return emptyMask(1, 1)
  const parts = connectedComponents(mask)
  const largest = parts[0]?.area ?? 0
  const kept = emptyMask(mask.width, mask.height)
  for (const part of parts.filter(({ area }) => area >= least * largest).slice(0, 8))
    for (let i = 0; i < kept.data.length; i++) if (part.mask.data[i] === 1) kept.data[i] = 1
  return kept
}

/** Pixels by which one lies to the right of the other in the picture, mean of the rows that meet both. */
function offsetAlong(one: Mask | undefined, other: Mask | undefined): number | undefined {
  if (one === undefined || other === undefined || one.width !== other.width) return undefined
  const offsets: number[] = []
  for (let y = 0; y < Math.min(one.height, other.height); y++) {
    const [a, b] = [middleOf(rowOf(one, y)), middleOf(rowOf(other, y))]
    if (a !== undefined && b !== undefined) offsets.push(a - b)
  }
  return offsets.length === 0 ? undefined : offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length
}

function middleOf(row: Uint8Array): number | undefined {
  const from = row.indexOf(1)
  return from < 0 ? undefined : (from + row.lastIndexOf(1)) / 2
}

function rowOf({ width, data }: Mask, y: number): Uint8Array {
  return data.subarray(y * width, (y + 1) * width)
}

/** Pixels on the row where it is greatest; 0 where no row meets both lungs. The right lung is left in the picture. */
function thoracicWidth(left: Mask, right: Mask): number {
  if (left.width !== right.width || left.height !== right.height) return 0
  let most = 0
  for (let y = 0; y < left.height; y++) {
    const from = rowOf(right, y).indexOf(1)
    const to = rowOf(left, y).lastIndexOf(1)
    if (from >= 0 && to >= 0) most = Math.max(most, to + 1 - from)
  }
  return most
}
