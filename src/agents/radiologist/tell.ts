/**
 * The report: each sentence with the artifacts it rests on. The impression is told in the grammar of RadFabric ("The
 * patient has … mainly located in … area, has …"; arXiv 2506.14142), the five sections say what is present, uncertain
 * and absent. What tools contradict is told apart and marked.
 */
import type { ChestReading, FindingLabel, ReadingSentence, Structure } from '../../cases/index.ts'
import { cardiothoracicRatio, reportSectionOf, trachealOffset } from '../../tools/index.ts'
import { depthId, maskId, measurementId } from './artifacts.ts'
import type { Told } from './findings.ts'
import type { Claim } from './reasoner.ts'

export type ToTell = {
  findings: readonly Told[]
  claims: readonly Claim[]
  outOfDepth: ChestReading['outOfDepth']
  measurements: ReadonlyMap<string, number>
  /** Ids of the artifacts that exist. */
  ids: ReadonlySet<string>
}

const sections = ['airway', 'breathing', 'cardiac', 'diaphragm', 'everything-else'] as const
type Section = (typeof sections)[number]

/** The impression first. Out of depth nothing follows it. */
export function sentencesOf(told: ToTell): ReadingSentence[] {
  if (told.outOfDepth.is) return [outOfDepthSentence(told)]
  return [...impression(told), ...sections.flatMap(section => sectionSentences(section, told))]
}

function outOfDepthSentence({ outOfDepth, ids }: ToTell): ReadingSentence {
  const artifacts = [...ids].filter(id => id.startsWith(depthId('')))
  const text = `No confident finding: ${outOfDepth.why ?? 'the picture is unlike what the tools know'}.`
  return said('impression', text, artifacts)
}

function impression({ findings, claims }: ToTell): ReadingSentence[] {
  const present = findings.filter(({ state }) => state === 'present')
  const agreed = present.filter(({ against }) => against === undefined)
  const contested = present.filter(({ against }) => against !== undefined)
  const artifactsOf = (some: readonly Told[]) => [...new Set(some.flatMap(({ artifacts }) => artifacts))]
  const patient = (some: readonly Told[]) => `The patient ${some.map(hasFinding).join(', ')}.`
  return [
    ...(agreed.length > 0 ? [said('impression', patient(agreed), artifactsOf(agreed))] : []),
    ...contested.map(one => said('impression', patient([one]), one.artifacts, one.against)),
    ...(present.length === 0 ? [nothingFound(findings)] : []),
    ...claims.map(({ text, label, support, why }): ReadingSentence => {
      const held = findings.find(one => one.label === label)
      return { section: 'impression', text, artifacts: held?.artifacts ?? [], support, why }
    }),
  ]
}

function nothingFound(findings: readonly Told[]): ReadingSentence {
  if (findings.length === 0)
    return {
      ...said('impression', 'Nothing can be said of this picture.', []),
      support: 'unsupported',
      why: 'no agent that gives findings answered',
    }
  const artifacts = [...new Set(findings.flatMap(one => one.artifacts))]
  return said('impression', 'The patient has no confident disease detected.', artifacts)
}

/** Such as `has Effusion mainly located in Left Lung area`. */
function hasFinding({ label, location }: Told): string {
  return `has ${nameOf(label)}${location === undefined ? '' : ` mainly located in ${location} area`}`
}

function sectionSentences(section: Section, { findings, measurements, ids }: ToTell): ReadingSentence[] {
  const own = findings.filter(({ label }) => reportSectionOf(label) === section)
  const of = (state: Told['state']) => own.filter(one => one.state === state)
  const outlined = outlines[section].filter(structure => ids.has(maskId(structure)))
  return [
    ...of('present').map(one => said(section, presentText(one), one.artifacts, one.against)),
    ...together(of('uncertain'), section, some => `Uncertain: ${some.map(withProbability).join(', ')}.`),
    ...together(of('absent'), section, some => `No ${listed(some.map(({ label }) => nameOf(label)))}.`),
    ...measurementSentence(section, measurements),
    ...(outlined.length > 0
      ? [said(section, `Outlined: ${outlined.join(', ')}.`, outlined.map(maskId))]
      : []),
  ]
}

/** One sentence for all that nothing contradicts, and one for each of the others. */
function together(
  findings: readonly Told[],
  section: Section,
  text: (some: readonly Told[]) => string,
): ReadingSentence[] {
  const agreed = findings.filter(({ against }) => against === undefined)
  const contested = findings.filter(({ against }) => against !== undefined)
  const artifacts = [...new Set(agreed.flatMap(one => one.artifacts))]
  return [
    ...(agreed.length > 0 ? [said(section, text(agreed), artifacts)] : []),
    ...contested.map(one => said(section, text([one]), one.artifacts, one.against)),
  ]
}

const outlines: Record<Section, readonly Structure[]> = {
  airway: ['Weasand'],
  breathing: ['Left Lung', 'Right Lung'],
  cardiac: ['Heart', 'Mediastinum', 'Aorta'],
  diaphragm: ['Facies Diaphragmatica'],
  'everything-else': ['Left Clavicle', 'Right Clavicle', 'Left Scapula', 'Right Scapula', 'Spine'],
}

/** What was measured, in words. */
const measured: Partial<Record<Section, { measures: string; text: (value: number) => string }>> = {
  airway: {
    measures: trachealOffset,
    text: value =>
      `The trachea lies ${Math.abs(value).toFixed(2)} of the width of the chest to the ${value < 0 ? 'right' : 'left'} of the spine.`,
  },
  cardiac: {
    measures: cardiothoracicRatio,
    text: value =>
      `The cardiothoracic ratio is ${value.toFixed(2)}, ${value > 0.5 ? 'above' : 'not above'} 0.50.`,
  },
}

function measurementSentence(section: Section, measurements: ToTell['measurements']): ReadingSentence[] {
  const { measures = '', text } = measured[section] ?? {}
  const value = measurements.get(measures)
  if (value === undefined || text === undefined) return []
  return [said(section, text(value), [measurementId(measures)])]
}

function presentText(finding: Told): string {
  const { location, side } = finding
  const isNamed = side === undefined || location?.toLowerCase().startsWith(side) || side === 'midline'
  const sided = isNamed ? '' : side === 'both' ? ' (both sides)' : ` (${side} side)`
  return `${withProbability(finding)}${location === undefined ? '' : `, mainly located in ${location} area`}${sided}.`
}

function withProbability({ label, probability }: Told): string {
  return `${nameOf(label)} (probability ${probability.toFixed(2)})`
}

function said(
  section: ReadingSentence['section'],
  text: string,
  artifacts: string[],
  against?: string,
): ReadingSentence {
  if (against !== undefined) return { section, text, artifacts, support: 'contradicted', why: against }
  return { section, text, artifacts, support: 'supported' }
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

export function nameOf(label: FindingLabel): string {
  return label.replaceAll('_', ' ')
}
