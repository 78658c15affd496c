/** Questions on eyes, brows, mouth and skin. Sides are those of the picture. */
import { browUnits, unitsOf } from './action-units.ts'
import { colour, many, one, open, seen, yesNo } from './ask.ts'
import type { FaceQuestion } from './question.ts'
import type { Face } from './traits.ts'

const browsAtRest = (face: Face) => browUnits.every(unit => !unitsOf(face).has(unit))

const eyes: FaceQuestion[] = [
  seen('eyes_q0', 'eyes', 'Can at least one eye be seen?', 'eyes', ['eyeMask', 'glasses', 'lens']),
  seen('eyes_q1', 'eyes/left-eye', 'Is the eye on the left side of the picture visible?', 'leftEye', [
    'occlusion',
    'eyeMask',
    'lens',
  ]),
  seen('eyes_q2', 'eyes/right-eye', 'Is the eye on the right side of the picture visible?', 'rightEye', [
    'occlusion',
    'eyeMask',
    'lens',
  ]),
  open(
    'eyes_q3',
    'eyes/pupil/color',
    'What color are the irises?',
    ['pupilColor'],
    face => [
      face.pupilColor,
      ...(face.pupilColor === 'Gray' ? ['Grey'] : face.pupilColor === 'Brown' ? ['Dark brown'] : []),
    ],
    'small',
    { part: 'eyes' },
  ),
  one(
    'eyes_q4',
    'eyes/gaze-direction',
    'Where do the eyes look, as seen in the picture?',
    ['Forward', 'Left', 'Right', 'Up', 'Down'],
    ['gaze'],
    face => face.gaze,
    'small',
    { part: 'eyes', mayHide: true },
  ),
  one(
    'eyes_q5',
    'eyes/eyelash/length',
    'How long are the eyelashes?',
    ['Short', 'Long'],
    ['eyelashes'],
    face => face.eyelashes,
    'small',
    { part: 'eyes', mayHide: true },
  ),
  one(
    'eyes_q6',
    'eyes/eyelid/type',
    'Is there a crease above the eye (double eyelid) or none (single eyelid)?',
    ['Single', 'Double'],
    ['eyelid'],
    face => face.eyelid,
    'small',
    { part: 'eyes', mayHide: true },
  ),
  yesNo(
    'eyes_q7',
    'eyes/bags-under-eyes',
    'Are there dark bags under the eyes?',
    ['eyeBags'],
    face => face.eyeBags === 'Yes',
    'small',
    { part: 'eyes', mayHide: true },
  ),
  one(
    'eyes_q8',
    'eyes/eye-distance',
    'How far apart are the eyes?',
    ['Far apart', 'Medium', 'Close together'],
    ['eyeDistance'],
    face => face.eyeDistance,
    'medium',
    { part: 'bothEyes' },
  ),
  colour('eyebrows_q0', 'eyebrows/color', 'What color are the eyebrows?', 'browColor', 'small'),
  one(
    'eyebrows_q1',
    'eyebrows/thickness',
    'How thick are the eyebrows?',
    ['Thin', 'Thick'],
    ['browThickness'],
    face => face.browThickness,
    'small',
  ),
  one(
    'eyebrows_q2',
    'eyebrows/shape',
    'Which shape have the eyebrows?',
    ['Straight', 'Rounded', 'Hard angled', 'S-shaped'],
    ['browShape'],
    face => face.browShape,
    'small',
    { applies: browsAtRest },
  ),
]

const mouth: FaceQuestion[] = [
  seen('lips_q0', 'lips', 'Can the lips be seen?', 'mouth', ['faceMask', 'occlusion']),
  colour('lips_q1', 'lips/color', 'What color are the lips?', 'lipColor', 'small', {
    part: 'mouth',
  }),
  one(
    'lips_q2',
    'lips/lower-lip/thickness',
    'How thick is the lower lip?',
    ['Thin', 'Thick'],
    ['lipThickness'],
    face => face.lipThickness,
    'small',
    { part: 'mouth', mayHide: true },
  ),
  one(
    'lips_q3',
    'lips/opening',
    'How far is the mouth open?',
    ['Closed', 'Slightly open', 'Wide open'],
    ['emotion', 'smile'],
    openingOf,
    'medium',
    {
      part: 'mouth',
      mayHide: true,
      applies: face => face.emotion !== 'Happiness' || face.smile === 'Closed',
    },
  ),
  one(
    'lips_q4',
    'lips/mouth-corners/direction',
    'Which way do the corners of the mouth point?',
    ['Upturned', 'Downturned', 'Level'],
    ['emotion'],
    cornersOf,
    'medium',
    { part: 'mouth', mayHide: true, applies: face => !unitsOf(face).has(26) },
  ),
  yesNo(
    'inside-of-mouth_q0',
    'inside-of-mouth',
    'Is the mouth open, so that one can see into it?',
    ['emotion', 'smile'],
    face => unitsOf(face).has(25),
    'medium',
    { part: 'mouth' },
  ),
  yesNo(
    'inside-of-mouth_q1',
    'inside-of-mouth/teeth',
    'Are teeth to be seen?',
    ['teeth'],
    face => face.teeth === 'Yes',
    'small',
    { part: 'parted', after: 'inside-of-mouth_q0' },
  ),
  yesNo(
    'inside-of-mouth_q2',
    'inside-of-mouth/tongue',
    'Is the tongue to be seen?',
    ['tongue'],
    face => face.tongue !== 'None',
    'small',
    { part: 'parted', after: 'inside-of-mouth_q0' },
  ),
  one(
    'inside-of-mouth_q3',
    'inside-of-mouth/tongue/color',
    'What is the color of the tongue?',
    ['Yellow', 'Ruddy', 'Pale'],
    ['tongue'],
    face => face.tongue,
    'small',
    { part: 'parted', after: 'inside-of-mouth_q2' },
  ),
]

const wrinkleNames = ['Forehead lines', 'Frown lines', "Crow's feet", 'Bunny lines', 'Nasolabial folds']
const skin: FaceQuestion[] = [
  one(
    'skin_q0',
    'skin/color',
    'Which of these comes closest to the color of the skin?',
    ['Fair', 'Medium', 'Brown', 'Dark'],
    ['skin'],
    face => face.skin,
    'large',
  ),
  yesNo(
    'skin_q1',
    'skin/wrinkles',
    'Are lines or wrinkles drawn on the forehead, between the brows, beside the eyes or nose, or beside the mouth?',
    ['wrinkles', 'emotion'],
    face => wrinklesOf(face).length > 0,
    'small',
    { part: 'wholeSkin' },
  ),
  many(
    'skin_q2',
    'skin/wrinkles/type',
    'Which of these lines does the face show?',
    wrinkleNames,
    ['wrinkles', 'emotion'],
    wrinklesOf,
    'small',
    { part: 'wholeSkin', after: 'skin_q1' },
  ),
  yesNo(
    'skin_q3',
    'skin/blemish',
    'Does the skin of the face have freckles, moles or scars?',
    ['blemish'],
    face => face.blemish !== 'None',
    'small',
    { part: 'cheeks', mayHide: true },
  ),
  many(
    'skin_q4',
    'skin/blemish/type',
    'Which blemishes does the skin have?',
    ['Acne', 'Freckles', 'Moles', 'Scars', 'Birthmark'],
    ['blemish'],
    blemishesOf,
    'small',
    { part: 'cheeks', after: 'skin_q3' },
  ),
  one(
    'cheeks_q0',
    'cheeks/color',
    'What color are the cheeks?',
    ['Flushed cheeks', 'Same color as skin'],
    ['cheekColor'],
    face => face.cheekColor,
    'medium',
    { part: 'cheeks', mayHide: true },
  ),
  yesNo(
    'cheeks_q1',
    'cheeks/dimples',
    'Are there dimples beside the mouth?',
    ['dimples'],
    face => face.dimples === 'Yes',
    'small',
    { part: 'cheeks', mayHide: true },
  ),
  seen('chin_q0', 'chin', 'Is the chin bare, neither covered nor bearded?', 'chin', ['beard', 'faceMask']),
  yesNo(
    'chin_q1',
    'chin/cleft',
    'Does the chin have a cleft?',
    ['chinCleft'],
    face => face.chinCleft === 'Yes',
    'small',
    { part: 'chin', mayHide: true },
  ),
  seen('nose_q0', 'nose', 'Can the nose be seen?', 'nose', ['faceMask']),
  one(
    'nose_q1',
    'nose/size',
    'How large is the nose?',
    ['Large', 'Small'],
    ['noseSize'],
    face => face.noseSize,
    'small',
    { part: 'nose', mayHide: true },
  ),
  seen('ears_q0', 'ears', 'Can the ears be seen?', 'ears', ['headphones']),
  seen('neck_q0', 'neck', 'Is any bare neck visible?', 'neck', ['neckwear', 'top', 'beard']),
  one(
    'head-pose_q0',
    'head-pose/roll',
    'How is the head held, as seen in the picture?',
    ['Upright', 'Tilted left', 'Tilted right'],
    ['headRoll'],
    face => face.headRoll,
    'large',
  ),
]

function openingOf(face: Face): string {
  const units = unitsOf(face)
  return units.has(26) ? 'Wide open' : units.has(25) ? 'Slightly open' : 'Closed'
}

function cornersOf(face: Face): string {
  const units = unitsOf(face)
  return units.has(12) ? 'Upturned' : units.has(15) ? 'Downturned' : 'Level'
}

/** Lines of the skin itself and those that action units draw. */
function wrinklesOf(face: Face): string[] {
  const units = unitsOf(face)
  const shown: Record<string, boolean> = {
    'Forehead lines': face.wrinkles === 'Forehead lines' || face.wrinkles === 'Both',
    'Frown lines': units.has(4),
    "Crow's feet": units.has(6),
    'Bunny lines': units.has(9),
    'Nasolabial folds': face.wrinkles === 'Nasolabial folds' || face.wrinkles === 'Both',
  }
  return wrinkleNames.filter(name => shown[name])
}

function blemishesOf({ blemish }: Face): string[] {
  return ['Freckles', 'Moles', 'Scars'].filter(name => blemish.toLowerCase().includes(name.toLowerCase()))
}

export const appearanceQuestions: readonly FaceQuestion[] = [...eyes, ...mouth, ...skin]
