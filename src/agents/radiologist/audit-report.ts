/**
 * A report in somebody's own words, held to what the tools found: each sentence is supported where every label that it
 * affirms is present and every one that it denies is not, contradicted where a tool says the opposite, and unsupported
 * where it names nothing that a tool looked at.
 */
import { type FindingLabel, findingLabels, type ReadingSentence } from '../../cases/index.ts'
import { cardiothoracicRatio, type ReportToolAnswer } from '../../tools/index.ts'
import { clausesOf } from '../diagnostician/symbolic/clauses.ts'
import { measurementId } from './artifacts.ts'
import { ratioAgainst, type Told } from './findings.ts'
import { nameOf } from './tell.ts'

type Said = ReportToolAnswer['sentences'][number]

/** What a report is held to; `ids` are those of the artifacts that exist. */
export type Audited = {
  findings: readonly Told[]
  measurements: ReadonlyMap<string, number>
  ids: ReadonlySet<string>
}

export function auditSentence(
  { section: named, text, measures }: Said,
  { findings, measurements, ids }: Audited,
): ReadingSentence {
  const section = named ?? 'impression'
  const mentions = mentionsOf(text)
  const held = findings.filter(({ label }) => mentions.some(mention => mention.label === label))
  const ofHeart = mentions.some(({ label }) => label === 'Cardiomegaly') ? [cardiothoracicRatio] : []
  const measured = [...measures, ...ofHeart].map(measurementId).filter(id => ids.has(id))
  const artifacts = [...new Set([...held.flatMap(one => one.artifacts), ...measured])]
  const contradicted = mentions.flatMap(mention => contradictionOf(mention, findings, measurements) ?? [])[0]
  if (contradicted !== undefined)
    return { section, text, artifacts, support: 'contradicted', why: contradicted }
  const unsupported = mentions.flatMap(mention => lacking(mention, findings) ?? [])[0]
  const why = unsupported ?? (artifacts.length === 0 ? 'it names nothing that a tool looked at' : undefined)
  if (why !== undefined) return { section, text, artifacts, support: 'unsupported', why }
  return { section, text, artifacts, support: 'supported' }
}

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

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
}

type Mention = { label: FindingLabel; says: 'present' | 'absent' | 'open' }

/** Longer names first, so that a pleural effusion is no other effusion. */
const names = findingLabels
  .flatMap(label => [label, ...(otherNames[label] ?? [])].map(name => ({ label, name: plain(name) })))
  .sort((a, b) => b.name.length - a.name.length)

export function mentionsOf(text: string): Mention[] {
  return clausesOf(text).flatMap(({ text: clause, says }) => {
    let rest = ` ${plain(clause)} `
    return names.flatMap(({ label, name }) => {
      if (!rest.includes(` ${name} `)) return []
      rest = rest.replaceAll(` ${name} `, ' · ')
      return [{ label, says }]
    })
  })
}

function contradictionOf(
  { label, says }: Mention,
  findings: readonly Told[],
  measurements: Audited['measurements'],
): string | undefined {
  if (says === 'open') return undefined
  const finding = findings.find(one => one.label === label)
  if (finding === undefined) return ratioAgainst(label, says, measurements)
  const isOpposite =
    (says === 'present' && finding.state === 'absent') || (says === 'absent' && finding.state === 'present')
  return isOpposite
    ? `the tools together give ${nameOf(label)} ${finding.probability.toFixed(2)}`
    : finding.state === says
      ? finding.against
      : undefined
}

function lacking({ label, says }: Mention, findings: readonly Told[]): string | undefined {
  if (says === 'open') return undefined
  const finding = findings.find(one => one.label === label)
  if (finding === undefined) return `no tool looked for ${nameOf(label)}`
  return finding.state === 'uncertain' ? `the tools leave ${nameOf(label)} uncertain` : undefined
}
