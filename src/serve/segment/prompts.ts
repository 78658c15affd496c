/** Prompts as clients name them, on the image: a click is a whole pixel, a box goes from edge to edge. */
import { box, boxArea, point } from '../../imaging/index.ts'
import type { Prompt } from '../../models/index.ts'
import { Refused } from '../host/refusal.ts'

type Size = { width: number; height: number }

/** The middle of pixel (x, y). Throws `Refused` where that is not on the image. */
export function clickAt(x: number, y: number, positive: boolean, { width, height }: Size): Prompt {
  const at = point(x + 0.5, y + 0.5)
  if (at.x >= 0 && at.y >= 0 && at.x < width && at.y < height) return { kind: 'point', at, positive }
  throw new Refused(400, `the point ${x},${y} is not on the image of ${width}×${height} pixels`)
}

/** What of a box lies on the image. Throws `Refused` where that is nothing. */
export function boxOn(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  { width, height }: Size,
): Prompt {
  const cut = box(Math.max(0, x1), Math.max(0, y1), Math.min(width, x2), Math.min(height, y2))
  if (boxArea(cut) > 0) return { kind: 'box', box: cut }
  throw new Refused(
    400,
    `the box ${x1},${y1},${x2},${y2} has no area on the image of ${width}×${height} pixels; give x1 < x2, y1 < y2`,
  )
}
