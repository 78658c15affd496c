/** The findings of a reading: what was judged, where it lies, what each agent said, and what tools hold against it. */
import { type FindingLabel, impliedLabels, type ReadingFinding, xrvLabels } from '../../cases/index.ts'
import { cardiothoracicRatio } from '../../tools/index.ts'
import { heatId, maskId, measurementId, probabilityId } from './artifacts.ts'
import { measurementsAgent } from './fabric-weights.ts'
import type { Evidence, Judgement } from './reasoner.ts'

/** What is told of one label; `against` is what contradicts it. */
export type Told = ReadingFinding & { against?: string }

/** `has`: whether an artifact of this id exists. Out of depth nothing is present and nothing absent. */
export function findingsOf(
  { findings }: Judgement,
  evidence: Evidence,
  has: (id: string) => boolean,
  isOutOfDepth: boolean,
): Told[] {
  return [...findings].map(([label, { probability, state, against }]) => {
    const place = evidence.located.find(one => one.label === label)
    const votes = evidence.fused.get(label)?.votes ?? new Map()
    const cited = [
      ...[...votes.keys()].map(agent => probabilityId(agent, label)),
      heatId(label),
      ...(place?.location && place.location !== 'Other' ? [maskId(place.location)] : []),
      ...(ratioLabels.includes(label) ? [measurementId(cardiothoracicRatio)] : []),
    ].filter(has)
    const why = against ?? implication(label, state, findings) ?? contradiction(label, state, evidence)
    return {
      label,
      probability,
      state: isOutOfDepth ? 'uncertain' : state,
      ...(place?.location && { location: place.location }),
      ...(place?.side && { side: place.side }),
      agents: saidBy(label, evidence),
      artifacts: cited,
      ...(why !== undefined && { against: why }),
    }
  })
}

/** As each agent gave it; a measured value by its calibration. */
function saidBy(label: FindingLabel, { answers, fused }: Evidence): Record<string, number> {
  return Object.fromEntries(
    [...(fused.get(label)?.votes ?? [])].map(([agent, { probability }]) => [
      agent,
      agent === measurementsAgent ? probability : (answers.get(agent)?.get(label) ?? probability),
    ]),
  )
}

const ratioLabels: readonly FindingLabel[] = ['Cardiomegaly', 'Enlarged Cardiomediastinum']
/** From here on a ratio speaks clearly for a large heart, and up to here clearly against one. */
const [clearlyLarge, clearlyNormal] = [0.55, 0.45]
/** Agents at least this sure of the opposite contradict each other, if each counts for at least this much. */
const [sure, heard] = [0.8, 0.15]

/** A denied label that a present one implies, as a consolidation implies a lung opacity. */
function implication(
  label: FindingLabel,
  state: ReadingFinding['state'],
  findings: Judgement['findings'],
): string | undefined {
  if (state !== 'absent') return undefined
  const implying = xrvLabels.find(
    one => findings.get(one)?.state === 'present' && impliedLabels(one).some(implied => implied === label),
  )
  return implying === undefined ? undefined : `${implying.replaceAll('_', ' ')}, which implies it, is present`
}

function contradiction(
  label: FindingLabel,
  state: ReadingFinding['state'],
  { fused, measurements }: Evidence,
): string | undefined {
  const measured = state === 'uncertain' ? undefined : ratioAgainst(label, state, measurements)
  if (measured !== undefined) return measured
  if (state !== 'present') return undefined
  const votes = [...(fused.get(label)?.votes ?? [])]
    .filter(([, { weight }]) => weight >= heard)
    .sort(([, a], [, b]) => b.probability - a.probability)
  const [most, least] = [votes[0], votes.at(-1)]
  if (most === undefined || least === undefined) return undefined
  if (most[1].probability < sure || least[1].probability > 1 - sure) return undefined
  return `${most[0]} gives ${most[1].probability.toFixed(2)}, ${least[0]} ${least[1].probability.toFixed(2)}`
}

/** That the cardiothoracic ratio clearly speaks against a heart that is said to be, or not to be, enlarged. */
export function ratioAgainst(
  label: FindingLabel,
  says: 'present' | 'absent',
  measurements: ReadonlyMap<string, number>,
): string | undefined {
  const ratio = measurements.get(cardiothoracicRatio)
  if (label !== 'Cardiomegaly' || ratio === undefined) return undefined
  const isAgainst = says === 'present' ? ratio <= clearlyNormal : ratio >= clearlyLarge
  return isAgainst ? `the cardiothoracic ratio is ${ratio.toFixed(2)}` : undefined
}

/** The agent `measurements`: what the ratio says of the labels that it bears on. */
export function measuredLabels(measurements: ReadonlyMap<string, number>): Map<FindingLabel, number> {
  const ratio = measurements.get(cardiothoracicRatio)
  return new Map(ratio === undefined ? [] : ratioLabels.map(label => [label, ratio]))
}
