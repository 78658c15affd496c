/** Questions on what is worn. */
import { colour, many, one, open, yesNo } from './ask.ts'
import type { FaceQuestion } from './question.ts'
import type { Face } from './traits.ts'

const onHead: FaceQuestion[] = [
  yesNo(
    'hat_q0',
    'hat',
    'Does the person wear a hat, a cap or a helmet?',
    ['hat'],
    face => face.hat !== 'None',
    'large',
  ),
  one(
    'hat_q1',
    'hat/type',
    'Which kind of headgear is it?',
    ['Casual', 'Sports', 'Safety helmet', 'Graduate', 'National'],
    ['hat'],
    face => face.hat,
    'medium',
    { after: 'hat_q0' },
  ),
  colour('hat_q2', 'hat/color', 'What is the main color of the headgear?', 'hatColor', 'large', {
    after: 'hat_q0',
  }),
  yesNo(
    'hat_q3',
    'hat/brim',
    'Does the headgear have a brim or a visor?',
    ['hat'],
    face => face.hat === 'Sports' || face.hat === 'Safety helmet',
    'medium',
    { after: 'hat_q0', applies: face => face.hat !== 'Graduate' },
  ),
  yesNo(
    'hair-wear_q0',
    'hair-wear',
    'Is something worn in the hair, such as a headband, a pin, a crown or a wreath?',
    ['hairWear'],
    face => face.hairWear !== 'None',
    'medium',
  ),
  one(
    'hair-wear_q1',
    'hair-wear/type',
    'What is worn in the hair?',
    ['Hairpins', 'Headbands', 'Wreath', 'Crown', 'Veil'],
    ['hairWear'],
    face => face.hairWear,
    'medium',
    { after: 'hair-wear_q0' },
  ),
  colour(
    'hair-wear_q2',
    'hair-wear/color',
    'What color is the thing in the hair?',
    'hairWearColor',
    'medium',
    { after: 'hair-wear_q0', applies: face => face.hairWear !== 'Wreath' && face.hairWear !== 'Hairpins' },
  ),
  yesNo(
    'headphones_q0',
    'headphones',
    'Does the person wear headphones?',
    ['headphones'],
    face => face.headphones !== 'None',
    'large',
  ),
  colour('headphones_q1', 'headphones/color', 'What color are the headphones?', 'headphones', 'large', {
    after: 'headphones_q0',
  }),
  yesNo(
    'earring_q0',
    'earring',
    'Does the person wear earrings?',
    ['earrings'],
    face => face.earrings !== 'None',
    'small',
    { part: 'ears', mayHide: true },
  ),
  one(
    'earring_q1',
    'earring/type',
    'Which type of earring is it?',
    ['Stud', 'Hoop', 'Drop'],
    ['earrings'],
    face => face.earrings,
    'small',
    { part: 'ears', after: 'earring_q0' },
  ),
  colour('earring_q2', 'earring/color', 'What color are the earrings?', 'earringColor', 'small', {
    part: 'ears',
    after: 'earring_q0',
  }),
]

const onFace: FaceQuestion[] = [
  yesNo(
    'glasses_q0',
    'glasses',
    'Does the person wear glasses?',
    ['glasses'],
    face => face.glasses !== 'None',
    'medium',
  ),
  one(
    'glasses_q1',
    'glasses/shape',
    'Which shape have the lenses?',
    ['Round', 'Square', 'Aviator', 'Cat eye'],
    ['glasses'],
    face => face.glasses,
    'medium',
    { after: 'glasses_q0' },
  ),
  colour('glasses_q2', 'glasses/color', 'What color is the frame of the glasses?', 'rimColor', 'small', {
    after: 'glasses_q0',
  }),
  one(
    'glasses_q3',
    'glasses/type',
    'Which kind of glasses is it?',
    ['Eyeglasses', 'Sunglasses'],
    ['lens'],
    face => (face.lens === 'Dark' ? 'Sunglasses' : 'Eyeglasses'),
    'medium',
    { after: 'glasses_q0' },
  ),
  yesNo(
    'eye-mask_q0',
    'eye-mask',
    'Are the eyes covered by an eye mask?',
    ['eyeMask'],
    face => face.eyeMask !== 'None',
    'large',
  ),
  colour('eye-mask_q1', 'eye-mask/color', 'What color is the eye mask?', 'eyeMask', 'large', {
    after: 'eye-mask_q0',
  }),
  yesNo(
    'mask_q0',
    'mask',
    'Does the person wear a mask over nose and mouth?',
    ['faceMask'],
    face => face.faceMask !== 'None',
    'large',
  ),
  colour('mask_q1', 'mask/color', 'What color is the mask?', 'faceMask', 'large', { after: 'mask_q0' }),
  yesNo(
    'special-accessories_q0',
    'special-accessories',
    'Is there a ring, a sticker or a dressing on the nose or the cheeks?',
    ['special'],
    face => face.special !== 'None',
    'small',
    { part: 'cheeks' },
  ),
  many(
    'special-accessories_q1',
    'special-accessories/type',
    'Which of these does the face bear?',
    ['Nose ring', 'Lip ring', 'Sticker', 'Medical dressing', 'Bindi'],
    ['special'],
    specialsOf,
    'small',
    { part: 'cheeks', after: 'special-accessories_q0' },
  ),
  many(
    'special-accessories_q2',
    'special-accessories/location',
    'Where are these things placed?',
    ['Forehead', 'Nose', 'Cheeks', 'Chin'],
    ['special'],
    placesOf,
    'small',
    { part: 'cheeks', after: 'special-accessories_q0' },
  ),
]

const below: FaceQuestion[] = [
  yesNo(
    'necklace_q0',
    'necklace',
    'Does the person wear a necklace?',
    ['neckwear'],
    face => face.neckwear === 'Necklace',
    'medium',
    { part: 'chest', mayHide: true },
  ),
  colour(
    'necklace_q1',
    'necklace/color',
    'What color is the chain of the necklace?',
    'neckwearColor',
    'small',
    { part: 'chest', after: 'necklace_q0' },
  ),
  yesNo(
    'necklace_q2',
    'necklace/pendant',
    'Does a pendant hang from the necklace?',
    ['pendant'],
    face => face.pendant !== 'None',
    'small',
    { part: 'chest', after: 'necklace_q0' },
  ),
  colour('necklace_q3', 'necklace/pendant/color', 'What color is the pendant?', 'pendant', 'small', {
    part: 'chest',
    after: 'necklace_q2',
  }),
  yesNo(
    'scarf_q0',
    'scarf',
    'Does the person wear a scarf?',
    ['neckwear'],
    face => face.neckwear === 'Scarf',
    'large',
  ),
  colour('scarf_q1', 'scarf/color', 'What color is the scarf?', 'neckwearColor', 'large', {
    after: 'scarf_q0',
  }),
  yesNo('tie_q0', 'tie', 'Does the person wear a tie of any kind?', ['neckwear'], isTied, 'medium', {
    part: 'chest',
    mayHide: true,
  }),
  one(
    'tie_q1',
    'tie/type',
    'Which type of tie is it?',
    ['Necktie', 'Bow tie'],
    ['neckwear'],
    face => (face.neckwear === 'Tie' ? 'Necktie' : 'Bow tie'),
    'medium',
    { part: 'chest', after: 'tie_q0' },
  ),
  colour('tie_q2', 'tie/color', 'What color is the tie?', 'neckwearColor', 'medium', {
    part: 'chest',
    after: 'tie_q0',
  }),
  one(
    'top_q0',
    'top/type',
    'What is worn on the upper body? (A vest has no sleeves; a sweater reaches up the neck.)',
    ['T-shirt', 'Shirt', 'Jacket', 'Sweater', 'Vest'],
    ['top'],
    face => face.top,
    'medium',
    { part: 'chest' },
  ),
  open(
    'top_q1',
    'top/color',
    'What is the main color of the clothing on the upper body?',
    ['topColor'],
    face => [face.topColor, ...(face.topColor === 'Purple' ? ['Violet'] : [])],
    'large',
  ),
]

function isTied({ neckwear }: Face): boolean {
  return neckwear === 'Tie' || neckwear === 'Bow tie'
}

function specialsOf({ special }: Face): string[] {
  return ['Nose ring', 'Sticker', 'Medical dressing'].filter(name =>
    special.toLowerCase().includes(name.toLowerCase()),
  )
}

function placesOf({ special }: Face): string[] {
  const nose = special.startsWith('Nose ring') ? ['Nose'] : []
  return special === 'Nose ring' ? nose : [...nose, 'Cheeks']
}

export const accessoryQuestions: readonly FaceQuestion[] = [...onHead, ...onFace, ...below]
