/**
 * What of a face can be seen. `hidden` is wholly covered, so that "Information not visible" is the truth;
 * `unclear` is covered in part or too soft to judge, so that nothing is asked.
 */
import { unitsOf } from './action-units.ts'
import type { Face } from './traits.ts'

export type Sight = 'visible' | 'hidden' | 'unclear'

/** What a question may look at. */
export const parts = [
  'leftEye',
  'rightEye',
  'eyes',
  'bothEyes',
  'mouth',
  'nose',
  'cheeks',
  'chin',
  'beard',
  'mustache',
  'forehead',
  'topOfHead',
  'hair',
  'ears',
  'templeSides',
  'neck',
  'chest',
  'badge',
  'wholeSkin',
  'expression',
  'parted',
] as const
export type Part = (typeof parts)[number]

const sights: Record<Part, (face: Face) => Sight> = {
  leftEye: face => coveredEyes(face) ?? (face.occlusion === 'Left eye' ? 'hidden' : 'visible'),
  rightEye: face => coveredEyes(face) ?? (face.occlusion === 'Right eye' ? 'hidden' : 'visible'),
  /** Either eye: both are drawn alike. */
  eyes: face => coveredEyes(face) ?? 'visible',
  bothEyes: face => coveredEyes(face) ?? (face.occlusion.endsWith('eye') ? 'unclear' : 'visible'),
  mouth: face => (face.faceMask !== 'None' || face.occlusion === 'Mouth' ? 'hidden' : 'visible'),
  nose: face => (face.faceMask !== 'None' ? 'hidden' : face.occlusion === 'Mouth' ? 'unclear' : 'visible'),
  cheeks: face => {
    if (face.faceMask !== 'None') return 'hidden'
    const partly = face.occlusion !== 'None' || fullBeard(face) || coveredEyes(face) !== undefined
    return partly ? 'unclear' : 'visible'
  },
  chin: face => {
    if (face.faceMask !== 'None' || face.beard !== 'None') return 'hidden'
    return face.occlusion === 'Mouth' ? 'unclear' : 'visible'
  },
  beard: face => (face.faceMask !== 'None' || face.occlusion === 'Mouth' ? 'unclear' : 'visible'),
  mustache: face => {
    if (face.faceMask !== 'None') return 'hidden'
    return face.occlusion === 'Mouth' || fullBeard(face) ? 'unclear' : 'visible'
  },
  forehead: face => {
    if (face.hat !== 'None' || face.hairstyle === 'Bangs') return 'hidden'
    return ['Bald', 'Undercut', 'Spiky'].includes(face.hairstyle) ? 'visible' : 'unclear'
  },
  topOfHead: face => (face.hat === 'None' ? 'visible' : face.hairLength === 'Short' ? 'hidden' : 'unclear'),
  hair: face => (face.hat === 'None' || face.hairLength !== 'Short' ? 'visible' : 'hidden'),
  ears: face => (face.headphones === 'None' ? 'visible' : 'hidden'),
  templeSides: face =>
    face.hat !== 'None' || face.headphones !== 'None' || face.faceMask !== 'None' || fullBeard(face)
      ? 'unclear'
      : 'visible',
  neck: face =>
    face.neckwear === 'Scarf' || face.top === 'Sweater' || face.beard === 'Long full beard'
      ? 'hidden'
      : 'visible',
  chest: face => {
    if (face.neckwear === 'Scarf') return 'hidden'
    return face.beard === 'Long full beard' ? 'unclear' : 'visible'
  },
  badge: face => (face.badge === 'None' ? 'hidden' : 'visible'),
  /** What lines and marks of the whole face are read from. */
  wholeSkin: face => worst(face, ['forehead', 'cheeks']),
  /** What a mood is read from. */
  expression: face => worst(face, ['bothEyes', 'mouth']),
  parted: face => (look(face, 'mouth') === 'visible' && unitsOf(face).has(25) ? 'visible' : 'unclear'),
}

/** Whether this part can be seen, however sharp the picture is. */
export function look(face: Face, part: Part): Sight {
  return sights[part](face)
}

/** How large a thing is: large shows in a heavy blur, small only in a clear picture. */
export type Size = 'large' | 'medium' | 'small'

export function isSharpEnough({ blurriness }: Face, size: Size): boolean {
  if (blurriness === 'Clear') return true
  return size === 'large' || (size === 'medium' && blurriness === 'Slightly blurred')
}

function coveredEyes(face: Face): 'hidden' | undefined {
  return face.eyeMask !== 'None' || (face.glasses !== 'None' && face.lens === 'Dark') ? 'hidden' : undefined
}

function fullBeard({ beard }: Face): boolean {
  return beard === 'Full beard' || beard === 'Long full beard'
}

/** Visible where all are; otherwise nothing can be told. */
function worst(face: Face, needed: readonly Part[]): Sight {
  return needed.every(part => look(face, part) === 'visible') ? 'visible' : 'unclear'
}
