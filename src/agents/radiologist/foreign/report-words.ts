/** The words of reports: what labels, structures and sides are called there, and what claims nothing. */
import { type FindingLabel, findingLabels, type Structure, structures } from '../../../cases/index.ts'

export type Side = 'left' | 'right' | 'both'

export type Meaning = { label: FindingLabel; says?: 'absent' } | { structure: Structure } | { side: Side }
type Phrase = { words: string[]; means: Meaning }

const otherNames: Partial<Record<FindingLabel, readonly string[]>> = {
  Effusion: ['pleural effusion', 'effusions', 'pleural effusions'],
  Cardiomegaly: ['enlarged heart', 'heart is enlarged', 'enlargement of the heart'],
  Edema: ['oedema', 'pulmonary edema', 'pulmonary oedema'],
  'Lung Opacity': ['opacity', 'opacities', 'lung opacities'],
  'Lung Lesion': ['lesion', 'lesions'],
  Consolidation: ['consolidations'],
  Infiltration: ['infiltrate', 'infiltrates'],
  Nodule: ['nodules'],
  Mass: ['masses'],
  Fracture: ['fractures'],
  Atelectasis: ['atelectases'],
  'Support Devices': ['support device', 'tube', 'catheter', 'pacemaker'],
}
const normalNames: Partial<Record<FindingLabel, readonly string[]>> = {
  Cardiomegaly: [
    'heart is of normal size',
    'heart is of normal width',
    'heart size is normal',
    'heart is normal in size',
    'normal heart size',
  ],
  'Lung Opacity': ['lungs are clear', 'clear lungs'],
}
const structureNames: Partial<Record<Structure, readonly string[]>> = {
  Weasand: ['trachea'],
  'Facies Diaphragmatica': ['diaphragm', 'diaphragmatic surface'],
  'Left Hilus Pulmonis': ['left hilum'],
  'Right Hilus Pulmonis': ['right hilum'],
}
const sideNames: Record<Side, readonly string[]> = {
  left: ['left'],
  right: ['right'],
  both: ['both sides', 'both lungs', 'both', 'bilateral', 'bilaterally'],
}

const phraseOf =
  (means: Meaning) =>
  (name: string): Phrase => ({ words: name.toLowerCase().split(/[\s_]+/), means })

/** The longest first, so that a pleural effusion is no other effusion. */
export const phrases: readonly Phrase[] = [
  ...findingLabels.flatMap(label => [label, ...(otherNames[label] ?? [])].map(phraseOf({ label }))),
  ...findingLabels.flatMap(label =>
    (normalNames[label] ?? []).map(phraseOf({ label, says: 'absent' as const })),
  ),
  ...structures.flatMap(structure =>
    [structure, ...(structureNames[structure] ?? [])].map(phraseOf({ structure })),
  ),
  ...(['left', 'right', 'both'] as const).flatMap(side => sideNames[side].map(phraseOf({ side }))),
].sort((a, b) => b.words.length - a.words.length)

/** After these a place belongs to what was named before it. */
export const linking: ReadonlySet<string> = new Set(['in', 'on', 'at', 'of', 'the', 'within'])

/** Words that claim nothing which a tool could find. */
export const plainWords: ReadonlySet<string> = new Set(
  (
    'a an the there is are was were be been has have had having patient this that these it its he she with without and or ' +
    'of in on at to from for by as within mainly located area region side sided sides view image film radiograph xray x ' +
    'ray chest picture model tool tools gave gives probability about confident confidence finding findings seen shown ' +
    'shows show noted evidence present presence visible demonstrated demonstrates detected identified found suggests ' +
    'suggesting consistent compatible signs sign measured measures on masks mask lung lungs also likely probable probably ' +
    'suspected possible possibly may might uncertain unclear unknown not no none absent negative denied excluded ruled ' +
    'out neither nor never any definite'
  ).split(' '),
)
