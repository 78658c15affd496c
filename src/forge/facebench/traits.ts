/**
 * What a drawn face is made of. A face is one value per trait and nothing else, so the truth of every
 * question is known exactly. Sides are those of the picture, not of the person: `Left` is the viewer's left.
 *
 * Age, sex and race cannot be seen in a drawing, only guessed from customs. They are therefore no traits of
 * the drawn face; age and sex are told by a badge that is drawn, and race is left out.
 */
const hairColors = ['Black', 'Brown', 'Blond', 'Red', 'Gray', 'Blue'] as const
const itemColors = ['Red', 'Yellow', 'Green', 'Blue', 'Purple', 'White', 'Black'] as const

/** Every trait with its values. The order is the order of drawing lots: what hides comes first. */
export const traits = {
  // What hides other things.
  occlusion: ['None', 'Left eye', 'Right eye', 'Mouth'],
  occluder: ['Cup', 'Phone', 'Leaf', 'Ball', 'Book'],
  faceMask: ['None', 'Blue', 'White', 'Black'],
  eyeMask: ['None', 'Purple', 'Black', 'Red'],
  glasses: ['None', 'Round', 'Square', 'Aviator', 'Cat eye'],
  lens: ['Clear', 'Dark'],
  rimColor: ['Black', 'Red', 'Blue', 'Yellow'],
  headphones: ['None', 'Red', 'Blue', 'White'],
  hat: ['None', 'Casual', 'Sports', 'Safety helmet', 'Graduate'],
  hatColor: ['Red', 'Yellow', 'Green', 'Blue', 'Black'],
  badge: ['None', 'Shown'],
  blurriness: ['Clear', 'Slightly blurred', 'Heavily blurred'],
  neckwear: ['None', 'Necklace', 'Scarf', 'Tie', 'Bow tie'],
  neckwearColor: ['Red', 'Yellow', 'Green', 'Blue', 'Purple'],

  // Appearance.
  skin: ['Fair', 'Medium', 'Brown', 'Dark'],
  hairstyle: ['Bald', 'Bun', 'Side-parted', 'Spiky', 'Undercut', 'Afro', 'Bangs'],
  hairLength: ['Short', 'Medium length', 'Long'],
  hairCurl: ['Straight', 'Wavy'],
  hairColor: hairColors,
  sideburns: ['No', 'Yes'],
  browColor: ['Black', 'Brown', 'Blond', 'Gray'],
  browThickness: ['Thin', 'Thick'],
  browShape: ['Straight', 'Rounded', 'Hard angled'],
  pupilColor: ['Brown', 'Blue', 'Green', 'Gray'],
  gaze: ['Forward', 'Left', 'Right', 'Up', 'Down'],
  eyelashes: ['Short', 'Long'],
  eyelid: ['Single', 'Double'],
  eyeBags: ['No', 'Yes'],
  eyeDistance: ['Close together', 'Medium', 'Far apart'],
  noseSize: ['Small', 'Large'],
  lipColor: ['Red', 'Purple', 'Brown'],
  lipThickness: ['Thin', 'Thick'],
  teeth: ['No', 'Yes'],
  tongue: ['None', 'Ruddy', 'Pale', 'Yellow'],
  beard: ['None', 'Goatee', 'Full beard', 'Long full beard'],
  beardColor: hairColors,
  mustache: ['None', 'Handlebar', 'Walrus'],
  mustacheColor: hairColors,
  cheekColor: ['Same color as skin', 'Flushed cheeks'],
  dimples: ['No', 'Yes'],
  chinCleft: ['No', 'Yes'],
  blemish: ['None', 'Freckles', 'Moles', 'Scars', 'Freckles and moles', 'Moles and scars'],
  wrinkles: ['None', 'Forehead lines', 'Nasolabial folds', 'Both'],
  headRoll: ['Upright', 'Tilted left', 'Tilted right'],

  // Accessories that hide nothing.
  hairWear: ['None', 'Headbands', 'Hairpins', 'Crown', 'Wreath'],
  hairWearColor: ['Red', 'Yellow', 'Blue', 'Purple'],
  earrings: ['None', 'Stud', 'Hoop', 'Drop'],
  earringColor: ['Gold', 'Silver', 'Blue', 'Red'],
  pendant: ['None', 'Red', 'Green', 'Blue'],
  special: ['None', 'Nose ring', 'Sticker', 'Medical dressing', 'Nose ring and sticker'],
  top: ['Vest', 'Jacket', 'Shirt', 'T-shirt', 'Sweater'],
  topColor: itemColors,

  // Surrounding.
  background: ['Plain', 'Striped', 'Dotted', 'Checked'],
  backgroundColor: ['Gray', 'Blue', 'Green', 'Yellow', 'Pink', 'Orange'],
  lightDirection: ['Front', 'Left-side', 'Right-side', 'Upward', 'Downward'],
  lightIntensity: ['Weak', 'Medium', 'Strong'],

  // Psychology: the emotion decides the action units (see `action-units.ts`).
  emotion: ['Neutral', 'Happiness', 'Sadness', 'Surprise', 'Fear', 'Anger', 'Disgust'],
  smile: ['Closed', 'Open'],

  // Identity, as the badge states it.
  ageGroup: ['3-9', '10-19', '20-29', '30-39', '40-49', '50-59', '60-69', '70+'],
  ageDigit: ['1', '3', '5', '8'],
  sex: ['Female', 'Male'],
} as const satisfies Record<string, readonly string[]>

export type Trait = keyof typeof traits
export type Face = { readonly [T in Trait]: (typeof traits)[T][number] }

/** Names of the traits, in the order in which lots are drawn. */
export const traitNames = Object.keys(traits) as Trait[]

/**
 * How often a value is wanted, relative to the others of its trait; 1 where nothing is said. What hides much is
 * rarer, and "None" balances all that may be there together.
 */
export const weights: Partial<Record<Trait, Record<string, number>>> = {
  occlusion: { None: 9 },
  faceMask: { None: 18 },
  eyeMask: { None: 24 },
  glasses: { None: 4 },
  lens: { Clear: 4 },
  headphones: { None: 9 },
  hat: { None: 4 },
  blurriness: { Clear: 6 },
  lightDirection: { Front: 4 },
  neckwear: { None: 1.5 },
  hairstyle: { 'Side-parted': 3, Bangs: 3 },
  beard: { None: 3 },
  mustache: { None: 2 },
  earrings: { None: 3 },
  hairWear: { None: 4 },
  special: { None: 3 },
  blemish: { None: 5 },
  wrinkles: { None: 4 },
}

/** Fills of what has a colour by name, light enough or dark enough to be told apart from the others. */
export const paint: Readonly<Record<string, string>> = {
  Black: '#25232a',
  White: '#f7f5ef',
  Gray: '#9c9ea6',
  Silver: '#d5d9e0',
  Brown: '#6d4022',
  Blond: '#ecc96a',
  Gold: '#f2b61f',
  Yellow: '#f4d03a',
  Orange: '#f19a49',
  Red: '#cf3427',
  Pink: '#f3a6c0',
  Purple: '#8347b5',
  Blue: '#2f6fd0',
  Green: '#2f9a55',
}

/** Whether this value can be drawn beside the values that were chosen before it. */
export function fits(trait: Trait, value: string, face: Partial<Face>): boolean {
  if (value === 'None') return true
  switch (trait) {
    case 'faceMask':
    case 'eyeMask':
    case 'special':
      return face.occlusion === 'None'
    case 'glasses':
      return face.eyeMask === 'None'
    case 'hat':
      return face.headphones === 'None'
    case 'hairLength':
      return value === 'Short' || face.hairstyle === 'Side-parted' || face.hairstyle === 'Bangs'
    case 'hairCurl':
      return value === 'Straight' || face.hairLength !== 'Short'
    case 'sideburns':
      return value === 'No' || face.hairstyle !== 'Bald'
    // Brown on brown skin cannot be told from its shadow.
    case 'browColor':
    case 'beardColor':
    case 'mustacheColor':
    case 'lipColor':
      return value !== 'Brown' || face.skin === 'Fair' || face.skin === 'Medium'
    case 'hairWear':
      return face.hat === 'None' && face.headphones === 'None' && face.hairstyle !== 'Bald'
    case 'lightIntensity':
      return value === 'Medium' || face.lightDirection === 'Front'
    case 'top':
      return value !== 'Sweater' || face.neckwear !== 'Necklace'
    case 'topColor':
      return face.neckwear === 'None' || face.neckwearColor !== value
    default:
      return true
  }
}
