/** Where in a lung a ray passes, and where focal disease sits. */
import { inLung, lateralD, mediastinalD, midline } from '../anatomy.ts'
import { between, direction, type Side, sides } from '../patient.ts'
import type { Laterality } from '../plan.ts'
import { chanceOf, hidden, lungCode, type Scene } from '../scene.ts'

export function sidesOf(side: Laterality): readonly Side[] {
  return side === 'right' || side === 'left' ? [side] : sides
}

/** A ray through a lung: its pixel, its point on the picture, and how far out it passes, 0 (mediastinum)..1 (wall). */
type Visit = (index: number, x: number, y: number, outward: number) => void

/** Visits each pixel whose ray meets a lung, behind heart and dome too. */
export function eachInLung({ anatomy, lung, size }: Scene, side: Side, visit: Visit): void {
  const seen = lungCode[side]
  const unseen = seen + hidden
  const first = Math.max(0, Math.floor(anatomy.apex * size))
  for (let row = first; row < size; row++) {
    const y = (row + 0.5) / size
    const middle = midline(anatomy, y)
    const from = mediastinalD(anatomy, side, y)
    const width = lateralD(anatomy, side, y) - from
    for (let column = 0; column < size; column++) {
      const i = row * size + column
      if (lung[i] !== seen && lung[i] !== unseen) continue
      const x = (column + 0.5) / size
      visit(i, x, y, ((x - middle) * direction[side] - from) / width)
    }
  }
}

/** Where focal disease sits: a place in a lobe, kept off the borders. */
export function placeIn(
  scene: Scene,
  side: Side,
  purpose: string,
  low: number,
  high: number,
): [number, number] {
  const chance = chanceOf(scene, purpose)
  const collapse = scene.anatomy.collapse[side]
  return inLung(scene.anatomy, side, between(chance, 0.3, 0.8) * collapse, between(chance, low, high))
}
