/** Questions on the surrounding, on mood and action units, and on what a badge states. */
import { type ActionUnit, actionUnits, unitsOf } from './action-units.ts'
import { colour, many, one, open, yesNo } from './ask.ts'
import type { FaceQuestion } from './question.ts'
import { type Face, traits } from './traits.ts'

const surrounding: FaceQuestion[] = [
  colour(
    'background_q0',
    'background/color',
    'What is the main color of the background?',
    'backgroundColor',
    'large',
  ),
  open(
    'background_q1',
    'background',
    'Is the background plain, striped, dotted or checked?',
    ['background'],
    patternNames,
    'large',
  ),
  one(
    'blurriness_q0',
    'blurriness',
    'How sharp is the face in the picture?',
    traits.blurriness,
    ['blurriness'],
    face => face.blurriness,
    'large',
  ),
  one(
    'lighting_q0',
    'lighting/direction',
    'From where does the light fall? (Downward: from above. Upward: from below. Front: evenly.)',
    ['Front', 'Upward', 'Downward', 'Left-side', 'Right-side'],
    ['lightDirection'],
    face => face.lightDirection,
    'large',
  ),
  one(
    'lighting_q1',
    'lighting/intensity',
    'How strong is the light in the picture as a whole?',
    ['Strong', 'Medium', 'Weak'],
    ['lightIntensity'],
    face => face.lightIntensity,
    'large',
    { applies: face => face.lightDirection === 'Front' },
  ),
  yesNo(
    'occlusion_q0',
    'occlusion',
    'Is the face partly hidden behind an object that is not worn?',
    ['occlusion'],
    isOccluded,
    'large',
  ),
  open(
    'occlusion_q1',
    'occlusion/occlusion-object',
    'Which object is before the face?',
    ['occluder'],
    occluderNames,
    'medium',
    { after: 'occlusion_q0' },
  ),
  one(
    'occlusion_q2',
    'occlusion/area',
    'Which of these does the object cover? Sides are those of the picture.',
    ['Left eye', 'Right eye', 'Mouth'],
    ['occlusion'],
    face => face.occlusion,
    'large',
    { after: 'occlusion_q0' },
  ),
]

const unitName = (unit: ActionUnit) => `AU${unit} (${actionUnits[unit]})`
const allUnits = Object.keys(actionUnits).map(unit => Number(unit) as ActionUnit)

const psychology: FaceQuestion[] = [
  one(
    'emotion_q0',
    'emotion',
    'Which emotion does the face express?',
    traits.emotion,
    ['emotion'],
    face => face.emotion,
    'medium',
    { part: 'expression' },
  ),
  yesNo(
    'emotion_q1',
    'emotion/smile',
    'Does the person smile?',
    ['emotion'],
    face => unitsOf(face).has(12),
    'medium',
    { part: 'mouth', mayHide: true },
  ),
  one(
    'emotion_q2',
    'emotion/smile/type',
    'Is it a smile with closed or with open mouth?',
    ['Closed-mouth', 'Open-mouth'],
    ['smile'],
    face => `${face.smile}-mouth`,
    'medium',
    { part: 'mouth', after: 'emotion_q1' },
  ),
  many(
    'action-unit_q0',
    'action-unit',
    'Which facial action units are active?',
    allUnits.map(unitName),
    ['emotion', 'smile'],
    face => [...unitsOf(face)].map(unitName),
    'small',
    { part: 'expression', applies: face => face.emotion !== 'Neutral' },
  ),
]

const identity: FaceQuestion[] = [
  one(
    'age_q0',
    'age',
    'Into which age group falls the age that the badge states?',
    ['0-2', ...traits.ageGroup],
    ['ageGroup', 'ageDigit', 'badge'],
    face => face.ageGroup,
    'small',
    { part: 'badge', mayHide: true },
  ),
  one(
    'gender_q0',
    'gender',
    'Which sex does the badge state?',
    ['Male', 'Female'],
    ['sex', 'badge'],
    face => face.sex,
    'small',
    { part: 'badge', mayHide: true },
  ),
]

function isOccluded({ occlusion }: Face): boolean {
  return occlusion !== 'None'
}

function patternNames({ background }: Face): string[] {
  const others = {
    Plain: ['Solid'],
    Striped: ['Stripes'],
    Dotted: ['Dots'],
    Checked: ['Checkered', 'Checks'],
  }
  return [background, ...others[background]]
}

function occluderNames({ occluder }: Face): string[] {
  const others = {
    Cup: ['Mug', 'Coffee cup', 'Coffee mug'],
    Phone: ['Smartphone', 'Cell phone', 'Mobile phone', 'Cellphone'],
    Leaf: ['Green leaf'],
    Ball: ['Soccer ball', 'Football'],
    Book: ['Open book', 'Notebook'],
  }
  return [occluder, ...others[occluder]]
}

export const sceneQuestions: readonly FaceQuestion[] = [...surrounding, ...psychology, ...identity]
