/**
 * The five-part report (Airway, Breathing, Cardiac, Diaphragm, Everything else) from findings, places and measurements
 * alone: the same input gives the same sentences, and each names what it rests on. Findings are told in the grammar of
 * RadFabric (arXiv 2506.14142), to which the probability is added. Where a model is out of its depth that is said first,
 * and what it found is told as what it said, not as what the patient has.
 */
import type { FindingLabel } from '../../cases/index.ts'
import {
  type FindingsToolAnswer,
  type LocateToolAnswer,
  type ReportToolAnswer,
  reportSections,
} from './answers.ts'
import { cardiothoracicRatio, type Measurement, trachealOffset } from './measure-chest.ts'

/** What a report is made from. */
export type ReportInput = {
  findings: FindingsToolAnswer['findings']
  locations: readonly ({ label: FindingLabel } & Where)[]
  measurements: readonly Measurement[]
  minProbability: number
  /** That the findings, or the masks behind places and measurements, are of a model out of its depth. */
  warnings: { findings?: string | undefined; anatomy?: string | undefined }
}

export type Where = {
  location: LocateToolAnswer['findings'][number]['location']
  side?: LocateToolAnswer['findings'][number]['side']
}
type Sentence = ReportToolAnswer['sentences'][number]
type Section = NonNullable<Sentence['section']>

/** Pleural fluid gathers above the diaphragm and blunts its angles, so it is told there. */
const sections: Record<FindingLabel, Section> = {
  Atelectasis: 'breathing',
  Consolidation: 'breathing',
  Infiltration: 'breathing',
  Pneumothorax: 'breathing',
  Edema: 'breathing',
  Emphysema: 'breathing',
  Fibrosis: 'breathing',
  Effusion: 'diaphragm',
  Pneumonia: 'breathing',
  Pleural_Thickening: 'breathing',
  Cardiomegaly: 'cardiac',
  Nodule: 'breathing',
  Mass: 'breathing',
  Hernia: 'diaphragm',
  'Lung Lesion': 'breathing',
  Fracture: 'everything-else',
  'Lung Opacity': 'breathing',
  'Enlarged Cardiomediastinum': 'cardiac',
  'Support Devices': 'everything-else',
}

/** The part of the report in which a finding is told. */
export function reportSectionOf(label: FindingLabel): Section {
  return sections[label]
}

/** Above it a heart counts as enlarged on a PA view. */
const largestRatio = 0.5

/** General sentences first, then the sections in order. */
export function reportSentences(input: ReportInput): Sentence[] {
  const { findings, minProbability, warnings } = input
  const general = [...new Set([warnings.findings, warnings.anatomy])]
    .filter(warning => warning !== undefined)
    .map(text => sentence(text, { isConfident: false }))
  const nothing = findings.length > 0 && findings.every(({ probability }) => probability < minProbability)
  if (nothing && warnings.findings === undefined)
    general.push(
      sentence('The patient has no confident disease detected.', {
        labels: findings.map(({ label }) => label),
      }),
    )
  return [...general, ...reportSections.flatMap(section => sectionSentences(section, input))]
}

function sectionSentences(section: Section, input: ReportInput): Sentence[] {
  const { locations, minProbability, measurements, warnings } = input
  const findings = input.findings
    .filter(({ label }) => sections[label] === section)
    .sort((a, b) => b.probability - a.probability)
  const isConfident = warnings.findings === undefined
  const present = findings
    .filter(({ probability }) => probability >= minProbability)
    .map(finding => {
      const where =
        warnings.anatomy === undefined ? locations.find(({ label }) => label === finding.label) : undefined
      const text = isConfident ? hasFinding(finding, where) : saidOnly(finding)
      return sentence(text, { section, labels: [finding.label], isConfident })
    })
  const absent = findings.filter(({ probability }) => probability < minProbability)
  const measured = measurements.filter(({ measures }) => measuredSection(measures) === section)
  return [
    ...present,
    ...(absent.length > 0 ? [notFound(section, absent, isConfident)] : []),
    ...measured.map(one =>
      sentence(measuredText(one), {
        section,
        measures: [one.measures],
        isConfident: warnings.anatomy === undefined,
      }),
    ),
  ]
}

/** In the published grammar. */
function hasFinding(
  { label, probability }: ReportInput['findings'][number],
  where: Where | undefined,
): string {
  const place = where === undefined ? '' : ` ${placeWords(where)}`
  return `The patient has ${label} (probability ${probability.toFixed(2)})${place}.`
}

/** Such as `mainly located in Left Lung area`; the side is added where the name does not hold it. */
export function placeWords({ location, side }: Where): string {
  const isNamed = side === undefined || side === 'midline' || location.toLowerCase().startsWith(side)
  const added = isNamed ? '' : ` (${side === 'both' ? 'both sides' : `${side} side`})`
  return `mainly located in ${location} area${added}`
}

function saidOnly({ label, probability }: ReportInput['findings'][number]): string {
  return `Not confident: the model gave ${label} a probability of ${probability.toFixed(2)}.`
}

function notFound(section: Section, absent: ReportInput['findings'], isConfident: boolean): Sentence {
  const listed = absent.map(({ label, probability }) => `${label} (probability ${probability.toFixed(2)})`)
  const text = `${isConfident ? 'No' : 'Not confident: no'} finding of ${listed.join(', ')}.`
  return sentence(text, { section, labels: absent.map(({ label }) => label), isConfident })
}

function measuredSection(measures: string): Section {
  if (measures === trachealOffset) return 'airway'
  return measures === cardiothoracicRatio ? 'cardiac' : 'breathing'
}

function measuredText({ measures, value, unit }: Measurement): string {
  const amount = `${value.toFixed(2)}${unit === '1' ? '' : ` ${unit}`}`
  const compared = value > largestRatio ? 'above' : 'not above'
  const limit = measures === cardiothoracicRatio ? `, ${compared} ${largestRatio.toFixed(2)}` : ''
  return `Measured on the masks: ${measures} ${amount}${limit}.`
}

function sentence(text: string, rest: Partial<Sentence>): Sentence {
  return { text, labels: [], measures: [], isConfident: true, ...rest }
}

const titles: Record<Section, string> = {
  airway: 'Airway',
  breathing: 'Breathing',
  cardiac: 'Cardiac',
  diaphragm: 'Diaphragm',
  'everything-else': 'Everything else',
}

/** The report as text, one line for each section. */
export function reportText(sentences: readonly Sentence[]): string {
  const textOf = (section: Section | undefined) =>
    sentences
      .filter(one => one.section === section)
      .map(({ text }) => text)
      .join(' ')
  const parts = reportSections.map(section => `${titles[section]}: ${textOf(section) || 'Not assessed.'}`)
  const general = textOf(undefined)
  return [...(general === '' ? [] : [general]), ...parts].join('\n')
}
