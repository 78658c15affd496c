/** Where a place lies, seen from an area of the picture. */
import { type Box, type Point, point } from '../../imaging/index.ts'
import type { Scene } from './scene.ts'

export const sides = {
  left: 'to the left of it',
  right: 'to the right of it',
  above: 'above it',
  below: 'below it',
  inside: 'inside it',
} as const
export type Side = keyof typeof sides
export const sideNames = ['left', 'right', 'above', 'below', 'inside'] as const satisfies readonly Side[]

/** Sides of a landmark on which there is another area, and the inside. */
export function sidesAround(scene: Scene, landmark: string): Side[] {
  const found = new Set(
    scene.areas
      .map(({ name, box }) => sideOf(scene, landmark, name, middle(box)))
      .filter(s => s !== undefined),
  )
  return sideNames.filter(side => found.has(side))
}

/** A side counts where it is at least three times as far off that way as the other; else it is undefined. */
export function sideOf(
  { areas }: Scene,
  landmark: string,
  inArea: string,
  { x, y }: Point,
): Side | undefined {
  const box = areas.find(({ name }) => name === landmark)?.box
  if (box === undefined) return undefined
  if (inArea === landmark) return 'inside'
  const across = outside(x, box.x0, box.x1)
  const down = outside(y, box.y0, box.y1)
  if (Math.abs(across) >= 3 * Math.abs(down) && across !== 0) return across < 0 ? 'left' : 'right'
  if (Math.abs(down) >= 3 * Math.abs(across) && down !== 0) return down < 0 ? 'above' : 'below'
  return undefined
}

/** How far below or beyond the range; 0 within. */
function outside(value: number, from: number, to: number): number {
  return value < from ? value - from : value >= to ? value - to : 0
}

export function middle({ x0, y0, x1, y1 }: Box): Point {
  return point((x0 + x1) / 2, (y0 + y1) / 2)
}
