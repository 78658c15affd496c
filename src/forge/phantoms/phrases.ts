/**
 * Sentences for each finding, for each device, and for what is absent. The first of a list is the shortest. A sentence names
 * its own finding and no other.
 */
import type { XrvLabel } from '../../cases/index.ts'
import type { DeviceKind, Laterality } from './plan.ts'

export type Zone = 'upper' | 'middle' | 'lower'

/** What a sentence may use. */
export type Told = { side: Laterality; zone: Zone; severity: number }

type Tell = (told: Told & { ratio: number }) => readonly string[]

export const phrases: Record<XrvLabel, Tell> = {
  Atelectasis: told => [
    `${degree(told, 'Minor', 'Mild', 'Moderate', 'Marked')} ${told.side} basal atelectasis.`,
    `Linear bands at the ${told.side} base with elevation of the ${told.side} hemidiaphragm, in keeping with atelectasis.`,
    `Volume loss at the ${told.side} lung base, consistent with ${degree(told, 'minor', 'mild', 'moderate', 'marked')} atelectasis.`,
  ],
  Consolidation: told => [
    `${degree(told, 'Faint', 'Patchy', 'Dense', 'Extensive')} consolidation in the ${zone(told)}.`,
    `There is ${degree(told, 'subtle', 'patchy', 'dense', 'extensive')} homogeneous consolidation in the ${zone(told)}.`,
  ],
  Infiltration: told => [
    `${degree(told, 'Faint', 'Scattered', 'Patchy', 'Widespread')} ${sided(told)} infiltration.`,
    `Ill-defined ${degree(told, 'faint', 'scattered', 'patchy', 'widespread')} infiltrates, ${sided(told)}.`,
  ],
  Pneumothorax: told => [
    `${degree(told, 'Tiny', 'Small', 'Moderate', 'Large')} ${told.side} pneumothorax.`,
    `A visceral pleural line is seen on the ${told.side} without lung markings beyond it: ${degree(told, 'tiny', 'small', 'moderate', 'large')} pneumothorax.`,
  ],
  Edema: told => [
    `${degree(told, 'Minimal', 'Mild', 'Moderate', 'Severe')} pulmonary oedema.`,
    `Perihilar haze, prominent vessels and septal lines indicate ${degree(told, 'minimal', 'mild', 'moderate', 'severe')} pulmonary oedema.`,
  ],
  Emphysema: told => [
    `${degree(told, 'Slight', 'Mild', 'Moderate', 'Severe')} emphysema.`,
    `The lungs are hyperinflated with flattened domes of the diaphragm, consistent with ${degree(told, 'slight', 'mild', 'moderate', 'severe')} emphysema.`,
  ],
  Fibrosis: told => [
    `${degree(told, 'Subtle', 'Mild', 'Moderate', 'Advanced')} ${sided(told)} basal fibrosis.`,
    `Reticular markings in the ${sided(told)} lower zones, in keeping with ${degree(told, 'subtle', 'mild', 'moderate', 'advanced')} fibrosis.`,
  ],
  Effusion: told => [
    `${degree(told, 'Trace', 'Small', 'Moderate', 'Large')} ${sided(told)} pleural effusion.`,
    `Blunting of the ${sided(told)} costophrenic ${told.side === 'both' ? 'angles' : 'angle'} by ${degree(told, 'trace', 'small', 'moderate', 'large')} pleural effusion.`,
  ],
  Pneumonia: told => [
    `${degree(told, 'Subtle', 'Patchy', 'Dense', 'Extensive')} air-space opacity with air bronchograms in the ${zone(told)}, consistent with pneumonia.`,
    `Pneumonia in the ${zone(told)}: ${degree(told, 'subtle', 'patchy', 'dense', 'extensive')} filling of air spaces around air bronchograms.`,
  ],
  Pleural_Thickening: told => [
    `${degree(told, 'Minimal', 'Mild', 'Moderate', 'Marked')} ${told.side} pleural thickening.`,
    `${degree(told, 'Minimal', 'Mild', 'Moderate', 'Marked')} thickening of the ${told.side} pleura along the ${told.zone} chest wall.`,
  ],
  Cardiomegaly: told => [
    `${degree(told, 'Borderline', 'Mild', 'Moderate', 'Marked')} cardiomegaly.`,
    `The heart is enlarged with a cardiothoracic ratio of ${told.ratio.toFixed(2)}: ${degree(told, 'borderline', 'mild', 'moderate', 'marked')} cardiomegaly.`,
  ],
  Nodule: told => [
    `${degree(told, 'Tiny', 'Small', 'Well-defined', 'Large')} nodule in the ${zone(told)}.`,
    `A ${degree(told, 'faint', 'small', 'well-defined', 'conspicuous')} nodule projects over the ${zone(told)}.`,
  ],
  Mass: told => [
    `${degree(told, 'Faint', 'Rounded', 'Dense', 'Large')} mass in the ${zone(told)}.`,
    `A ${degree(told, 'faint', 'rounded', 'dense', 'large')} mass, more than 3 cm across, projects over the ${zone(told)}.`,
  ],
  Hernia: told => [
    `${degree(told, 'Tiny', 'Small', 'Moderate', 'Large')} hiatal hernia.`,
    `Retrocardiac shadow with an air–fluid level: ${degree(told, 'tiny', 'small', 'moderate', 'large')} hiatal hernia.`,
  ],
  'Lung Lesion': told => [
    `Cavitary lesion in the ${zone(told)}.`,
    `A ${degree(told, 'faint', 'small', 'thick-walled', 'large thick-walled')} cavitary lesion is seen in the ${zone(told)}.`,
  ],
  Fracture: told => [
    `${degree(told, 'Subtle', 'Minimally displaced', 'Displaced', 'Markedly displaced')} ${told.side} rib fracture.`,
    `There is a ${degree(told, 'subtle', 'minimally displaced', 'displaced', 'markedly displaced')} fracture of a ${told.side} rib.`,
  ],
  'Lung Opacity': told => [
    `${degree(told, 'Faint', 'Hazy', 'Hazy', 'Marked hazy')} opacity in the ${zone(told)}.`,
    `A ${degree(told, 'faint', 'mild', 'moderate', 'marked')} hazy opacity of uncertain nature overlies the ${zone(told)}.`,
  ],
  'Enlarged Cardiomediastinum': told => [
    `${degree(told, 'Slight', 'Mild', 'Moderate', 'Marked')} widening of the mediastinum.`,
    `The upper mediastinum is ${degree(told, 'slightly', 'mildly', 'moderately', 'markedly')} widened.`,
  ],
}

export const devicePhrases: Record<DeviceKind, (side: Laterality) => readonly string[]> = {
  pacemaker: side => [
    `${capital(side)}-sided pacemaker with its leads over the heart.`,
    `A pacemaker projects over the ${side} chest wall.`,
  ],
  'endotracheal tube': () => [
    'Endotracheal tube with its tip above the carina.',
    'An endotracheal tube ends above the carina.',
  ],
  'central venous catheter': side => [
    `${capital(side)} central venous catheter with its tip over the superior vena cava.`,
  ],
  'nasogastric tube': () => [
    'Nasogastric tube with its tip below the diaphragm.',
    'A nasogastric tube passes below the diaphragm.',
  ],
  'chest tube': side => [
    `${capital(side)} chest tube in place.`,
    `A chest tube lies in the ${side} hemithorax.`,
  ],
}

type Absent = {
  denies: readonly (XrvLabel | 'Support Devices')[]
  texts: (ratio: number) => readonly string[]
}

/** Each may be said where all that it denies is absent. */
export const absentPhrases: readonly Absent[] = [
  {
    denies: ['Pneumothorax'],
    texts: () => ['No pneumothorax.', 'There is no pneumothorax.', 'No evidence of pneumothorax.'],
  },
  {
    denies: ['Effusion'],
    texts: () => ['No pleural effusion.', 'The costophrenic angles are sharp, without effusion.'],
  },
  { denies: ['Consolidation', 'Pneumonia'], texts: () => ['No consolidation and no sign of pneumonia.'] },
  { denies: ['Consolidation'], texts: () => ['No focal consolidation.'] },
  { denies: ['Edema'], texts: () => ['No pulmonary oedema.', 'No sign of oedema.'] },
  {
    denies: ['Cardiomegaly'],
    texts: ratio => [
      `No cardiomegaly (cardiothoracic ratio ${ratio.toFixed(2)}).`,
      'Heart size is within limits, no cardiomegaly.',
    ],
  },
  { denies: ['Lung Lesion', 'Nodule', 'Mass'], texts: () => ['No nodule, mass or cavitary lesion.'] },
  { denies: ['Fracture'], texts: () => ['No rib fracture.', 'No fracture is seen.'] },
  { denies: ['Atelectasis'], texts: () => ['No atelectasis.'] },
  { denies: ['Hernia'], texts: () => ['No hiatal hernia.'] },
  { denies: ['Support Devices'], texts: () => ['No support devices.'] },
]

/** A word for the severity. */
function degree({ severity }: Told, ...words: [string, string, string, string]): string {
  return words[Math.min(3, Math.floor(severity * 4))] ?? words[3]
}

function sided({ side }: Told): string {
  return side === 'both' ? 'bilateral' : side
}

function zone(told: Told): string {
  return `${told.side} ${told.zone} zone`
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
