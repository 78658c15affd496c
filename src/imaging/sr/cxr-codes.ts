/**
 * The words of a reading as codes: SNOMED CT and DICOM terms, as the context groups of DICOM's chest CAD templates
 * (PS3.16, CID 240, 244, 6102 to 6105 and TID 4100) and of anatomic regions list them. A label without a term
 * there that means the same gets a code of a private scheme and not the nearest term: a wrong code would be a
 * finding that nobody made.
 */
import type { ReadingFinding, Structure } from '../../cases/index.ts'
import type { Code } from '../seg/segment.ts'

type Label = ReadingFinding['label']

/** A term of this project; the meaning stands in the code itself. */
export function ownCode(meaning: string): Code {
  return { value: meaning.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-'), scheme: ownScheme, meaning }
}

/** Private schemes of DICOM begin with 99 (PS3.16, 8.2). */
export const ownScheme = '99PRAXIS'

const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning })
const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning })

const labelCodes: Partial<Record<Label, Code>> = {
  Infiltration: dcm('112121', 'Infiltrate'),
  Pneumothorax: sct('36118008', 'Pneumothorax'),
  Edema: sct('19242006', 'Pulmonary edema'),
  Effusion: sct('60046008', 'Pleural effusion'),
  Nodule: sct('27925004', 'Nodule'),
  Mass: sct('4147007', 'Mass'),
  'Lung Opacity': dcm('112001', 'Opacity'),
}

export function labelCode(label: Label): Code {
  return labelCodes[label] ?? ownCode(label.replaceAll('_', ' '))
}

const structureCodes: Record<string, Code> = {
  Clavicle: sct('51299004', 'Clavicle'),
  Scapula: sct('79601000', 'Scapula'),
  Lung: sct('39607008', 'Lung'),
  'Hilus Pulmonis': sct('46750007', 'Hilum of lung'),
  Heart: sct('80891009', 'Heart'),
  Aorta: sct('15825003', 'Aorta'),
  'Facies Diaphragmatica': sct('5798000', 'Diaphragm'),
  Mediastinum: sct('72410000', 'Mediastinum'),
  Weasand: sct('44567001', 'Trachea'),
  Spine: sct('421060004', 'Spine'),
}

type Side = NonNullable<ReadingFinding['side']>

/** A structure and, where its name tells, its side. */
export function siteOf(structure: Structure): { site: Code; side?: Code } {
  const [, side, name = structure] = /^(Left|Right) (.+)$/.exec(structure) ?? []
  const site = structureCodes[name] ?? ownCode(structure)
  if (side === undefined) return { site }
  return { site, side: side === 'Left' ? sides.left : sides.right }
}

const sides = {
  left: sct('7771000', 'Left'),
  right: sct('24028007', 'Right'),
  both: sct('51440002', 'Bilateral'),
  midline: ownCode('Midline'),
} as const satisfies Record<Side, Code>

export function sideCode(side: Side): Code {
  return sides[side]
}

export function stateCode(state: ReadingFinding['state']): Code {
  return {
    present: sct('52101004', 'Present'),
    absent: sct('272519000', 'Absent'),
    uncertain: sct('373068000', 'Undetermined'),
  }[state]
}

/** LOINC, "XR Chest Single view": true of every view that a single picture may be. */
export const singleChestView: Code = { value: '36554-4', scheme: 'LN', meaning: 'XR Chest Single view' }
export const laterality = sct('272741003', 'Laterality')
export const findingSite = sct('363698007', 'Finding Site')
