/** Where in a lung a ray passes, and where focal disease sits. */
import { inLung, lateralD, mediastinalD, midline } from '../anatomy.ts'
import { between, direction, type Side, sides } from '../patient.ts'
import type { Laterality } from '../plan.ts'
import { chanceOf, hidden, lungCode, type Scene } from '../scene.ts'

export function sidesOf(side: Laterality): readonly Side[] {
  return side === 'right' || side === 'left' ? [side] : sides
}

/** Calls `visit` for each pixel whose ray meets a lung, behind heart and dome too, with its place. */
export function eachInLung(
  { lung, size }: Scene,
  side: Side,
  visit: (index: number, x: number, y: number) => void,
): void {
  const [seen, unseen] = [lungCode[side], lungCode[side] + hidden]
  for (let i = 0; i < lung.length; i++)
    if (lung[i] === seen || lung[i] === unseen)
      visit(i, ((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size)
}

/** The part of the way from mediastinum to chest wall, 0..1. */
export function outward({ anatomy }: Scene, side: Side, x: number, y: number): number {
  const from = mediastinalD(anatomy, side, y)
  const d = (x - midline(anatomy, y)) * direction[side]
  return (d - from) / (lateralD(anatomy, side, y) - from)
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
