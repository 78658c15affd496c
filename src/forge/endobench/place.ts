/**
 * Where boxes go. All boxes of a question have the size of the one on the lesion, so shape tells nothing;
 * boxes off the lesion touch no lesion at all (not a pixel, and no lesion's bounding box) and show tissue.
 */
import type { Random } from '../../cases/index.ts'
import { type Box, box, boxesOverlap } from '../../imaging/index.ts'
import type { View } from './view.ts'

/** A box must show at least this share of tissue, on the lesion or off it. */
const leastLit = 0.9
const tries = 400
/** Pixels around a free lesion that must show tissue. */
const rim = 4

export type Size = { width: number; height: number }

/** A box around a lesion with room to spare, as a size: between 8 % and 30 % more on each axis. */
export function roomySize(lesion: Box, { unit }: Random): Size {
  const grow = (length: number) => Math.ceil(length * (1.08 + 0.22 * unit())) + 2
  return { width: grow(lesion.x1 - lesion.x0), height: grow(lesion.y1 - lesion.y0) }
}

/** A box of this size that holds the whole lesion and no pixel of another, the lesion anywhere in it. */
export function boxAround(view: View, lesion: number, size: Size, { below }: Random): Box | undefined {
  const target = view.lesions[lesion]
  if (target === undefined) return undefined
  const { x0, y0, x1, y1 } = target.box
  const least = { x: Math.max(0, x1 - size.width), y: Math.max(0, y1 - size.height) }
  const most = { x: Math.min(x0, view.width - size.width), y: Math.min(y0, view.height - size.height) }
  if (least.x > most.x || least.y > most.y) return undefined
  for (let i = 0; i < 20; i++) {
    const x = least.x + below(most.x - least.x + 1)
    const y = least.y + below(most.y - least.y + 1)
    const placed = box(x, y, x + size.width, y + size.height)
    if (isShown(view, placed) && !touchesOther(view, placed, lesion)) return placed
  }
  return undefined
}

/** Whether the lesion's outline is its own all around: one cut by the border of the picture tells where it belongs. */
export function isFree(view: View, lesion: number): boolean {
  const target = view.lesions[lesion]
  if (target === undefined) return false
  const { x0, y0, x1, y1 } = target.box
  const around = box(x0 - rim, y0 - rim, x1 + rim, y1 + rim)
  return (
    around.x0 >= 0 &&
    around.y0 >= 0 &&
    around.x1 <= view.width &&
    around.y1 <= view.height &&
    view.litShare(around) >= 0.97
  )
}

/** The visible share of a lesion that counts as a part of it, and the tissue around. */
export const partShares = { least: 0.35, most: 0.65 } as const

/** A box of this size that shows a part of the lesion, and no pixel of another. */
export function boxAcross(view: View, lesion: number, size: Size, random: Random): Box | undefined {
  const target = view.lesions[lesion]
  if (target === undefined) return undefined
  const { x0, y0, x1, y1 } = target.box
  for (let i = 0; i < tries; i++) {
    const x = x0 - size.width + random.below(size.width + x1 - x0)
    const y = y0 - size.height + random.below(size.height + y1 - y0)
    const placed = box(x, y, x + size.width, y + size.height)
    if (!isShown(view, placed) || touchesOther(view, placed, lesion)) continue
    const share = view.lesionPixels(placed) / target.area
    if (share >= partShares.least && share <= partShares.most) return placed
  }
  return undefined
}

/** A box of this size that touches no lesion and none of the boxes to avoid. */
export function boxAway(
  view: View,
  size: Size,
  { below }: Random,
  avoid: readonly Box[] = [],
): Box | undefined {
  if (size.width > view.width || size.height > view.height) return undefined
  for (let i = 0; i < tries; i++) {
    const x = below(view.width - size.width + 1)
    const y = below(view.height - size.height + 1)
    const placed = box(x, y, x + size.width, y + size.height)
    if (!isShown(view, placed) || view.lesionPixels(placed) > 0) continue
    if (view.lesions.some(({ box: lesion }) => boxesOverlap(lesion, placed))) continue
    if (!avoid.some(other => boxesOverlap(other, placed))) return placed
  }
  return undefined
}

/** Several such boxes that do not touch each other either; undefined where they do not fit. */
export function boxesAway(
  view: View,
  size: Size,
  count: number,
  random: Random,
  avoid: readonly Box[],
): Box[] | undefined {
  for (let i = 0; i < 10; i++) {
    const placed: Box[] = []
    while (placed.length < count) {
      const next = boxAway(view, size, random, [...avoid, ...placed])
      if (next === undefined) break
      placed.push(next)
    }
    if (placed.length === count) return placed
  }
  return undefined
}

/** How far a box lies from the middle of the view, 0 there and 1 in a corner. */
export function eccentricity({ x0, y0, x1, y1 }: Box, { width, height }: Size): number {
  return Math.hypot((x0 + x1) / width - 1, (y0 + y1) / height - 1) / Math.SQRT2
}

function isShown(view: View, placed: Box): boolean {
  return (
    placed.x0 >= 0 &&
    placed.y0 >= 0 &&
    placed.x1 <= view.width &&
    placed.y1 <= view.height &&
    view.litShare(placed) >= leastLit
  )
}

function touchesOther(view: View, placed: Box, lesion: number): boolean {
  return view.lesions.some((other, i) => i !== lesion && boxesOverlap(other.box, placed))
}
