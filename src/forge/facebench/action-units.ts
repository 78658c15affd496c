/**
 * Action units of the Facial Action Coding System (P. Ekman, W. Friesen, 1978) that our faces can show, and
 * the emotions as sets of them, after the prototypes of EMFACS. The drawing follows the action units, never
 * the name of the emotion, so both are true of the same picture.
 */
import type { Face } from './traits.ts'

/** Number and name of each action unit that can be drawn. */
export const actionUnits = {
  1: 'inner brow raiser',
  2: 'outer brow raiser',
  4: 'brow lowerer',
  5: 'upper lid raiser',
  6: 'cheek raiser',
  7: 'lid tightener',
  9: 'nose wrinkler',
  12: 'lip corner puller',
  15: 'lip corner depressor',
  16: 'lower lip depressor',
  20: 'lip stretcher',
  23: 'lip tightener',
  25: 'lips part',
  26: 'jaw drop',
} as const
export type ActionUnit = keyof typeof actionUnits

/** Action units that move the eyebrows; others leave them their shape. */
export const browUnits: readonly ActionUnit[] = [1, 2, 4, 9]

const prototypes: Record<Face['emotion'], ActionUnit[]> = {
  Neutral: [],
  Happiness: [6, 12],
  Sadness: [1, 4, 15],
  Surprise: [1, 2, 5, 25, 26],
  Fear: [1, 2, 4, 5, 20, 25],
  Anger: [4, 5, 7, 23],
  Disgust: [9, 15, 16, 25],
}

/** The action units that this face is drawn with. A smile may be open or closed. */
export function unitsOf({ emotion, smile }: Pick<Face, 'emotion' | 'smile'>): ReadonlySet<ActionUnit> {
  const units = new Set(prototypes[emotion])
  if (emotion === 'Happiness' && smile === 'Open') units.add(25)
  return units
}
