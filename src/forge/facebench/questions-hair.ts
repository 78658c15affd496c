/** Questions on the hair of the head and of the face. */
import { colour, one, yesNo } from './ask.ts'
import type { FaceQuestion } from './question.ts'
import type { Face } from './traits.ts'

const hasFullBeard = ({ beard }: Face) => beard === 'Full beard' || beard === 'Long full beard'
const hasHair = ({ hairstyle }: Face) => hairstyle !== 'Bald'

export const hairQuestions: readonly FaceQuestion[] = [
  yesNo(
    'hair_q0',
    'hair',
    'Does the person have hair on the head?',
    ['hairstyle', 'hairLength'],
    face => hasHair(face),
    'large',
    { part: 'hair', mayHide: true },
  ),
  colour('hair_q1', 'hair/color', 'What color is the hair on the head?', 'hairColor', 'large', {
    applies: hasHair,
    part: 'hair',
  }),
  one(
    'hair_q2',
    'hair/length',
    'How long is the hair on the head?',
    ['Short', 'Medium length', 'Long'],
    ['hairLength'],
    face => face.hairLength,
    'large',
    // How long hair is that is tied up or curled cannot be said.
    { applies: face => !['Bald', 'Bun', 'Afro'].includes(face.hairstyle), part: 'hair' },
  ),
  one(
    'hair_q3',
    'hair/curl',
    'Does the hair below the ears fall straight or in waves?',
    ['Straight', 'Wavy'],
    ['hairCurl'],
    face => face.hairCurl,
    'medium',
    { part: 'hair', applies: face => face.hairLength !== 'Short' },
  ),
  one(
    'hair_q4',
    'hair/hairstyle',
    'Which of these is the hairstyle?',
    ['Bun', 'Afro', 'Crew cut', 'Loose', 'Other'],
    ['hairstyle'],
    styleOf,
    'large',
    { part: 'topOfHead', mayHide: true, applies: face => styleOf(face) !== '' },
  ),
  yesNo(
    'hair_q5',
    'hair/bangs',
    'Do bangs fall straight over the forehead?',
    ['hairstyle'],
    face => face.hairstyle === 'Bangs',
    'medium',
    { part: 'topOfHead', mayHide: true, applies: face => hasHair(face) && face.hairstyle !== 'Side-parted' },
  ),
  yesNo(
    'sideburns_q0',
    'sideburns',
    'Does hair grow down in front of the ears as sideburns?',
    ['sideburns'],
    face => face.sideburns === 'Yes',
    'medium',
    { part: 'templeSides' },
  ),
  colour('sideburns_q1', 'sideburns/color', 'What color are the sideburns?', 'hairColor', 'medium', {
    part: 'templeSides',
    after: 'sideburns_q0',
  }),
  yesNo(
    'beard_q0',
    'beard',
    'Is there a beard on the chin or the jaw?',
    ['beard'],
    face => face.beard !== 'None',
    'medium',
    { part: 'beard' },
  ),
  colour('beard_q1', 'beard/color', 'What is the color of the beard?', 'beardColor', 'medium', {
    part: 'beard',
    after: 'beard_q0',
  }),
  one(
    'beard_q2',
    'beard/style',
    'Which kind of beard is it?',
    ['Full beard', 'Goatee', 'Chin strap', 'Soul patch'],
    ['beard'],
    face => (hasFullBeard(face) ? 'Full beard' : 'Goatee'),
    'medium',
    { part: 'beard', after: 'beard_q0' },
  ),
  one(
    'beard_q3',
    'beard/area',
    'Which area does the beard cover?',
    ['Chin area', 'Side to side', 'Chin area and side to side'],
    ['beard'],
    face => (hasFullBeard(face) ? 'Chin area and side to side' : 'Chin area'),
    'medium',
    { part: 'beard', after: 'beard_q0' },
  ),
  one(
    'beard_q4',
    'beard/length',
    'Does the full beard end at the chin, or hang down over the neck?',
    ['Short', 'Long'],
    ['beard'],
    face => (face.beard === 'Long full beard' ? 'Long' : 'Short'),
    'large',
    { part: 'beard', after: 'beard_q0', applies: hasFullBeard },
  ),
  yesNo(
    'mustache_q0',
    'mustache',
    'Is there a mustache above the upper lip?',
    ['mustache'],
    face => face.mustache !== 'None',
    'medium',
    { part: 'mustache', mayHide: true },
  ),
  one(
    'mustache_q1',
    'mustache/style',
    'Which shape has the mustache?',
    ['Handlebar', 'Walrus', 'Toothbrush', 'Horseshoe'],
    ['mustache'],
    face => face.mustache,
    'medium',
    { part: 'mustache', after: 'mustache_q0' },
  ),
  colour('mustache_q2', 'mustache/color', 'What color is the mustache?', 'mustacheColor', 'medium', {
    part: 'mustache',
    after: 'mustache_q0',
  }),
]

/** Straight hair may be short and styled in ways that have no name in the list. */
function styleOf({ hairstyle, hairLength }: Face): string {
  if (hairstyle === 'Bun' || hairstyle === 'Afro') return hairstyle
  if (hairstyle === 'Undercut') return 'Crew cut'
  if (hairstyle === 'Spiky') return 'Other'
  return hairstyle !== 'Bald' && hairLength !== 'Short' ? 'Loose' : ''
}
