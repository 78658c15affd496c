/**
 * The report that goes with a phantom, in three wordings. It states what was drawn, may deny what was not, and says
 * nothing else. Every sentence carries what it states, so that it can be checked without reading it.
 *
 * Comparisons with a prior picture are common in real reports and cannot be seen on the picture. Some wordings carry one;
 * its sentence is marked `comparison`, and there is no prior picture.
 */
import { random, type XrvLabel } from '../../cases/index.ts'
import { absentPhrases, devicePhrases, phrases, type Told } from './phrases.ts'
import type { DeviceKind, Laterality } from './plan.ts'

export type Statement = {
  label: XrvLabel | 'Support Devices'
  state: 'present' | 'absent'
  /** The patient's side of what is present. */
  side?: Laterality
}

export type ReportSentence = {
  text: string
  states: Statement[]
  /** Indices into the findings of the phantom. */
  findings: number[]
  /** Speaks of a prior picture that does not exist. */
  comparison?: true
}

export const wordings = ['prose', 'terse', 'structured'] as const
export type Wording = (typeof wordings)[number]
export type PhantomReport = { wording: Wording; text: string; sentences: ReportSentence[] }

/** What is known of a finding when the report is written. */
export type Reported = Told & { label: XrvLabel; impliedBy?: XrvLabel; severity: number }

export type ReportInput = {
  seed: string
  findings: readonly Reported[]
  labels: Record<XrvLabel, 0 | 1>
  devices: readonly { kind: DeviceKind; side: Laterality }[]
  ratio: number
}

/** The same phantom always gets the same reports. */
export function reportsOf(input: ReportInput): PhantomReport[] {
  return wordings.map(wording => write(input, wording))
}

/** A sentence and the section of the ABCDE scheme to which it belongs. */
type Placed = ReportSentence & { section: Section }

const sections = ['Airway', 'Breathing', 'Cardiac', 'Diaphragm', 'Everything else'] as const
type Section = (typeof sections)[number]

const sectionOf: Record<XrvLabel, Section> = {
  Atelectasis: 'Breathing',
  Consolidation: 'Breathing',
  Infiltration: 'Breathing',
  Pneumothorax: 'Breathing',
  Edema: 'Breathing',
  Emphysema: 'Breathing',
  Fibrosis: 'Breathing',
  Effusion: 'Diaphragm',
  Pneumonia: 'Breathing',
  Pleural_Thickening: 'Breathing',
  Cardiomegaly: 'Cardiac',
  Nodule: 'Breathing',
  Mass: 'Breathing',
  Hernia: 'Diaphragm',
  'Lung Lesion': 'Breathing',
  Fracture: 'Everything else',
  'Lung Opacity': 'Breathing',
  'Enlarged Cardiomediastinum': 'Cardiac',
}

function write(input: ReportInput, wording: Wording): PhantomReport {
  const chance = random(`phantom ${input.seed} report ${wording}`)
  const present = presentSentences(input, wording, chance.pick)
  const absent = absentSentences(input, wording === 'terse' ? 0.35 : 0.6, chance)
  const sentences = [...present, ...absent]
  if (wording === 'structured') return structured(sentences)
  const shuffled = wording === 'prose' ? chance.shuffle(absent) : absent
  const told = [...present, ...comparison(input, wording, chance), ...shuffled]
  return { wording, text: told.map(({ text }) => text).join(' '), sentences: told.map(withoutSection) }
}

type Pick = <T>(items: readonly T[]) => T

function presentSentences({ findings, devices, ratio }: ReportInput, wording: Wording, pick: Pick): Placed[] {
  const ofFindings = findings.flatMap((finding, i): Placed[] => {
    if (finding.impliedBy !== undefined) return []
    const { label, side } = finding
    const texts = phrases[label]({ ...finding, ratio })
    return [
      {
        text: wording === 'terse' ? (texts[0] ?? '') : pick(texts),
        states: [{ label, state: 'present', side }],
        findings: [i],
        section: sectionOf[label],
      },
    ]
  })
  const ofDevices = devices.map(
    ({ kind, side }): Placed => ({
      text: pick(devicePhrases[kind](side)),
      states: [{ label: 'Support Devices', state: 'present', side }],
      findings: [],
      section: kind === 'endotracheal tube' ? 'Airway' : 'Everything else',
    }),
  )
  return [...ofFindings, ...ofDevices]
}

/** Denials of what is not there, each with the given chance, at least one. */
function absentSentences(
  { labels, devices, ratio }: ReportInput,
  share: number,
  { unit, pick }: { unit: () => number; pick: Pick },
): Placed[] {
  const possible = absentPhrases.filter(({ denies }) =>
    denies.every(label => (label === 'Support Devices' ? devices.length === 0 : labels[label] === 0)),
  )
  const chosen: typeof possible = []
  for (const phrase of possible) {
    const said = chosen.some(({ denies }) => denies.some(label => phrase.denies.includes(label)))
    if (unit() < share && !said) chosen.push(phrase)
  }
  const told = chosen.length > 0 || possible.length === 0 ? chosen : [pick(possible)]
  return told.map(({ denies, texts }) => {
    const [first] = denies
    return {
      text: pick(texts(ratio)),
      states: denies.map(label => ({ label, state: 'absent' as const })),
      findings: [],
      section: first === undefined || first === 'Support Devices' ? 'Everything else' : sectionOf[first],
    }
  })
}

function comparison(
  { findings }: ReportInput,
  wording: Wording,
  { unit, pick }: { unit: () => number; pick: Pick },
): Placed[] {
  const drawn = [...findings.entries()].filter(([, { impliedBy }]) => impliedBy === undefined)
  if (wording !== 'prose' || drawn.length === 0 || unit() > 0.3) return []
  const [i, { label, side }] = pick(drawn)
  const course = pick(['is unchanged', 'has increased', 'has decreased'])
  return [
    {
      text: `Compared with the prior radiograph, the ${names[label]} ${course}.`,
      states: [{ label, state: 'present', side }],
      findings: [i],
      comparison: true,
      section: sectionOf[label],
    },
  ]
}

const names: Record<XrvLabel, string> = {
  Atelectasis: 'atelectasis',
  Consolidation: 'consolidation',
  Infiltration: 'infiltration',
  Pneumothorax: 'pneumothorax',
  Edema: 'pulmonary oedema',
  Emphysema: 'emphysema',
  Fibrosis: 'fibrosis',
  Effusion: 'pleural effusion',
  Pneumonia: 'pneumonia',
  Pleural_Thickening: 'pleural thickening',
  Cardiomegaly: 'cardiomegaly',
  Nodule: 'nodule',
  Mass: 'mass',
  Hernia: 'hiatal hernia',
  'Lung Lesion': 'cavitary lesion',
  Fracture: 'rib fracture',
  'Lung Opacity': 'hazy opacity',
  'Enlarged Cardiomediastinum': 'widening of the mediastinum',
}

function structured(sentences: readonly Placed[]): PhantomReport {
  const ordered = sections.flatMap(section => sentences.filter(sentence => sentence.section === section))
  const text = sections
    .flatMap(section => {
      const texts = ordered.filter(sentence => sentence.section === section).map(sentence => sentence.text)
      return texts.length === 0 ? [] : [`${section}: ${texts.join(' ')}`]
    })
    .join('\n')
  return { wording: 'structured', text, sentences: ordered.map(withoutSection) }
}

function withoutSection({ section: _section, ...sentence }: Placed): ReportSentence {
  return sentence
}
