/**
 * A report in somebody's own words, held to what the tools found. A sentence is contradicted where a tool says the
 * opposite of a label, a side or a value in it; unsupported where anything in it was found by no tool; and supported
 * where all of it was.
 */
import type { ReadingSentence } from '../../../cases/index.ts'
import { cardiothoracicRatio, type ReportToolAnswer } from '../../../tools/index.ts'
import { measurementId } from '../artifacts.ts'
import { ratioAgainst, type Told } from '../findings.ts'
import { nameOf } from '../tell.ts'
import { type Claims, claimsOf, type Mention } from './read-claims.ts'
import type { MeasureClaim, Stated } from './read-measures.ts'

type Said = ReportToolAnswer['sentences'][number]

/** What a report is held to; `ids` are those of the artifacts that exist. */
export type Audited = {
  findings: readonly Told[]
  measurements: ReadonlyMap<string, number>
  ids: ReadonlySet<string>
}

/** What a sentence names as its support (`measures`) is not believed: only what it says is held to the tools. */
export function auditSentence(
  { section: named, text, isConfident }: Said,
  audited: Audited,
): ReadingSentence {
  const section = named ?? 'impression'
  const claims = nothingFound.test(text) ? nothingOf(audited) : claimsOf(text)
  const mentions = claims.mentions.map(one => (isConfident ? one : { ...one, says: 'open' as const }))
  const artifacts = artifactsOf({ ...claims, mentions }, audited)
  const judged = (support: ReadingSentence['support'], why: string): ReadingSentence => ({
    ...{ section, text, artifacts, support, why },
  })
  const against = first([
    ...mentions.map(one => contradictionOf(one, audited)),
    ...claims.measures.map(one => valueAgainst(one, audited)),
  ])
  if (against !== undefined) return judged('contradicted', against)
  const lack =
    mentions.length + claims.measures.length === 0
      ? 'it names nothing that a tool looked at'
      : first([
          ...mentions.map(one => lacking(one, audited)),
          ...claims.measures.map(({ measures }) =>
            audited.measurements.has(measures) ? undefined : `no tool measured the ${measures}`,
          ),
          ...claims.numbers.map(one => numberUnknown(one, mentions, audited)),
          claims.unread.length > 0 ? `no tool tells of “${claims.unread.join(' ')}”` : undefined,
          artifacts.length === 0 ? 'it names nothing that a tool looked at' : undefined,
        ])
  if (lack !== undefined) return judged('unsupported', lack)
  return { section, text, artifacts, support: 'supported' }
}

/** RadFabric's sentence for a picture without findings speaks of every label. */
const nothingFound = /^\s*the patient has no confident disease detected\.?\s*$/i

function nothingOf({ findings }: Audited): Claims {
  const mentions = findings
    .filter(({ state }) => state !== 'uncertain')
    .map(({ label }): Mention => ({ label, says: 'absent' }))
  return { mentions, measures: [], numbers: [], unread: [] }
}

function artifactsOf({ mentions, measures }: Claims, { findings, ids }: Audited): string[] {
  const held = findings.filter(({ label }) => mentions.some(mention => mention.label === label))
  const ofHeart = mentions.some(({ label }) => label === 'Cardiomegaly') ? [cardiothoracicRatio] : []
  const measured = [...measures.map(one => one.measures), ...ofHeart].map(measurementId)
  return [...new Set([...held.flatMap(one => one.artifacts), ...measured.filter(id => ids.has(id))])]
}

function first(reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.find(reason => reason !== undefined)
}

function contradictionOf(mention: Mention, { findings, measurements }: Audited): string | undefined {
  const { label, says } = mention
  if (says === 'open') return undefined
  const finding = findings.find(one => one.label === label)
  if (finding === undefined) return ratioAgainst(label, says, measurements)
  if (says === 'present' && finding.state === 'absent') return given(finding)
  if (says === 'absent' && finding.state === 'present')
    return deniesElsewhere(mention, finding) ? undefined : given(finding)
  if (says === 'present' && isOtherSide(mention, finding))
    return `the tools place ${nameOf(label)} ${placeWords[finding.side ?? 'midline']}`
  return finding.state === says ? finding.against : undefined
}

function given({ label, probability }: Told): string {
  return `the tools together give ${nameOf(label)} ${probability.toFixed(2)}`
}

const placeWords = {
  left: 'on the left',
  right: 'on the right',
  both: 'on both sides',
  midline: 'in the midline',
}

/** What is on both sides is on each. */
function isOtherSide({ side }: Mention, finding: Told): boolean {
  if (side === undefined || finding.side === undefined) return false
  return finding.side !== 'both' && finding.side !== side
}

/** No effusion on the left, or no mass in the mediastinum, where the one that was found is elsewhere. */
function deniesElsewhere({ side, structure }: Mention, finding: Told): boolean {
  if (structure !== undefined && finding.location !== undefined && structure !== finding.location) return true
  return (side === 'left' && finding.side === 'right') || (side === 'right' && finding.side === 'left')
}

function lacking({ label, says, side, structure }: Mention, { findings }: Audited): string | undefined {
  const finding = findings.find(one => one.label === label)
  if (finding === undefined) return `no tool looked for ${nameOf(label)}`
  if (says === 'open') return finding.state === 'absent' ? given(finding) : undefined
  if (finding.state === 'uncertain') return `the tools leave ${nameOf(label)} uncertain`
  // A tool names the one place that holds most, which does not clear the others.
  if (says === 'absent')
    return finding.state === 'present' && structure !== undefined
      ? `the tools tell of ${nameOf(label)} in ${finding.location}, and of no other place`
      : undefined
  if (structure !== undefined && finding.location !== structure)
    return finding.location === undefined || finding.location === 'Other'
      ? `no tool places ${nameOf(label)} in ${structure}`
      : `the tools place ${nameOf(label)} in ${finding.location}`
  if (side !== undefined && finding.side === undefined) return `no tool tells the side of ${nameOf(label)}`
  return undefined
}

/** A value or a limit that the measured value, rounded as the sentence does, does not keep. */
function valueAgainst(
  { measures, value, compared }: MeasureClaim,
  { measurements }: Audited,
): string | undefined {
  const measured = measurements.get(measures)
  if (measured === undefined) return undefined
  const isOther = value !== undefined && !isRounded(measured, value)
  const isBeyond = compared !== undefined && measured > compared.limit !== compared.isAbove
  return isOther || isBeyond ? `the ${measures} is ${measured.toFixed(2)}` : undefined
}

function numberUnknown(
  stated: Stated,
  mentions: readonly Mention[],
  { findings }: Audited,
): string | undefined {
  const known = findings
    .filter(({ label }) => mentions.some(mention => mention.label === label))
    .flatMap(({ probability, agents }) => [probability, ...Object.values(agents)])
  return known.some(one => isRounded(one, stated)) ? undefined : `no tool gave ${stated.text}`
}

function isRounded(exact: number, { value, unit }: Stated): boolean {
  return Math.abs(exact - value) <= unit / 2 + 1e-9
}
