/**
 * What a phantom shows: which findings and devices, where and how strongly. Drawn from a stream of its own, so that
 * patient, technique and confounders tell nothing about the labels.
 */
import { impliedLabels, random, type XrvLabel, xrvLabels } from '../../cases/index.ts'
import { between, type Side, sides } from './patient.ts'

export type Laterality = Side | 'both' | 'midline'

/** A lesion to draw, named by its most specific label. Severity 0..1; near 0 it is hardly visible. */
export type Lesion = { label: XrvLabel; side: Laterality; severity: number }

export type DeviceKind =
  | 'pacemaker'
  | 'endotracheal tube'
  | 'central venous catheter'
  | 'nasogastric tube'
  | 'chest tube'
export const deviceKinds: readonly DeviceKind[] = [
  'pacemaker',
  'endotracheal tube',
  'central venous catheter',
  'nasogastric tube',
  'chest tube',
]

export type Plan = { lesions: readonly Lesion[]; devices: readonly { kind: DeviceKind; side: Laterality }[] }

/** How often each label is drawn for its own sake, relative to the others. */
const weights: Record<XrvLabel, number> = {
  Atelectasis: 3,
  Consolidation: 2.5,
  Infiltration: 2,
  Pneumothorax: 2.5,
  Edema: 2.5,
  Emphysema: 1.6,
  Fibrosis: 1.6,
  Effusion: 3.5,
  Pneumonia: 2,
  Pleural_Thickening: 1.6,
  Cardiomegaly: 3,
  Nodule: 2.2,
  Mass: 1.6,
  Hernia: 1.2,
  'Lung Lesion': 1,
  Fracture: 1.8,
  'Lung Opacity': 1.2,
  'Enlarged Cardiomediastinum': 1.5,
}

/** On both sides alike, or in the middle. All others have a side. */
const unsided: Partial<Record<XrvLabel, Laterality>> = {
  Edema: 'both',
  Emphysema: 'both',
  Cardiomegaly: 'midline',
  Hernia: 'midline',
  'Enlarged Cardiomediastinum': 'midline',
}

/** Pairs that would hide or deny one another. */
const exclusive: readonly (readonly [XrvLabel, XrvLabel])[] = [
  ['Emphysema', 'Edema'],
  ['Emphysema', 'Atelectasis'],
  ['Emphysema', 'Cardiomegaly'],
  ['Emphysema', 'Infiltration'],
  ['Pneumothorax', 'Effusion'],
  ['Pneumothorax', 'Atelectasis'],
  ['Pneumothorax', 'Pleural_Thickening'],
  ['Pneumothorax', 'Consolidation'],
  ['Pneumothorax', 'Pneumonia'],
  ['Effusion', 'Atelectasis'],
  ['Edema', 'Infiltration'],
  ['Edema', 'Lung Opacity'],
  ['Fibrosis', 'Infiltration'],
]

/** How many lesions are wanted, relative. */
const counts = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3] as const

export function samplePlan(seed: string): Plan {
  const chance = random(`phantom ${seed} plan`)
  const lesions: Lesion[] = []
  const wanted = chance.pick(counts)
  for (let tries = 0; lesions.length < wanted && tries < 12; tries++) {
    const label = weighted(chance.unit())
    if (lesions.some(lesion => clash(label, lesion.label))) continue
    const side = unsided[label] ?? (chance.unit() < bothShare(label) ? 'both' : chance.pick(sides))
    lesions.push({ label, side, severity: between(chance, 0.17, 1) ** 1.7 })
  }
  const devices = deviceKinds
    .filter(() => chance.unit() < 0.07)
    .map(kind => ({ kind, side: deviceSide(kind, chance.pick(sides)) }))
  return { lesions, devices }
}

/** Whether both may not be in one picture, or one says what the other implies. */
function clash(a: XrvLabel, b: XrvLabel): boolean {
  return (
    a === b ||
    impliedLabels(a).includes(b) ||
    impliedLabels(b).includes(a) ||
    exclusive.some(([x, y]) => (x === a && y === b) || (x === b && y === a))
  )
}

function bothShare(label: XrvLabel): number {
  if (label === 'Effusion' || label === 'Fibrosis') return 0.3
  return label === 'Infiltration' ? 0.4 : 0
}

function deviceSide(kind: DeviceKind, side: Side): Laterality {
  if (kind === 'endotracheal tube' || kind === 'nasogastric tube') return 'midline'
  return side
}

const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)

function weighted(unit: number): XrvLabel {
  let rest = unit * total
  for (const label of xrvLabels) {
    rest -= weights[label]
    if (rest < 0) return label
  }
  return 'Effusion'
}
