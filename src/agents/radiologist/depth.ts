/**
 * Whether the tools are out of their depth on a picture: where the picture or its header speaks against a frontal chest
 * radiograph, or where at least half of the findings agents that measure it find it unlike what they were trained on. A
 * single one of several that finds so is set aside, since each of them is wrong on a few pictures in a hundred. The
 * anatomy agent decides only where no findings agent measures: what outlines a picture well may still know nothing of
 * its findings.
 */
import type { ChestReading } from '../../cases/index.ts'
import type { OutOfDistribution } from '../../models/index.ts'
import type { Perceived } from './gather.ts'
import { type Answered, type Failure, isBeyond } from './settle.ts'

export type Depth = {
  outOfDepth: ChestReading['outOfDepth']
  /** Agents that alone find themselves out of their depth. */
  setAside: Failure[]
  /** What counts of what the agents said. */
  believed: Perceived
}

type Measured = { agent: string; ood: OutOfDistribution }

export function depthOf(perceived: Perceived, doubts: readonly string[]): Depth {
  const { findings, anatomy } = perceived
  const finders = findings.flatMap(measuredOf)
  const outliner = anatomy ? measuredOf(anatomy) : []
  const measured = [...finders, ...outliner]
  const beyond = measured.filter(({ ood }) => isBeyond(ood))
  const deciding = finders.length > 0 ? finders : outliner
  const lost = deciding.filter(({ ood }) => isBeyond(ood))
  const areMost = lost.length > 0 && 2 * lost.length >= deciding.length
  const heard = areMost ? measured : measured.filter(({ ood }) => !isBeyond(ood))
  const farthest = heard.sort((a, b) => excess(b) - excess(a))[0]?.ood
  const reasons = [
    ...doubts,
    ...(areMost ? [`it is unlike the training data of ${beyond.map(({ agent }) => agent).join(', ')}`] : []),
  ]
  const is = reasons.length > 0
  // Where only a rule speaks against the picture, the score counts the rules.
  const { score, threshold } =
    areMost || (!is && farthest !== undefined)
      ? (farthest ?? { score: 0, threshold: 0 })
      : { score: doubts.length, threshold: 0 }
  const setAside = is ? [] : beyond.map(({ agent, ood }) => ({ agent, reason: leftOut(ood) }))
  return {
    outOfDepth: { score, threshold, is, ...(is && { why: reasons.join('; ') }) },
    setAside,
    believed: believedOf(perceived, new Set(setAside.map(({ agent }) => agent)), is),
  }
}

/** An agent set aside keeps its score alone, and so does anatomy beyond its depth; out of depth nothing is measured. */
function believedOf(
  { anatomy, ...rest }: Perceived,
  setAside: ReadonlySet<string>,
  isLost: boolean,
): Perceived {
  const findings = rest.findings.map(one =>
    setAside.has(one.agent) ? { ...one, answer: { ...one.answer, findings: [] } } : one,
  )
  if (anatomy === undefined) return { ...rest, findings }
  const isOutlined = !isBeyond(anatomy.answer.outOfDistribution)
  const { masks, measurements } = anatomy.answer
  const answer = {
    ...anatomy.answer,
    masks: isOutlined ? masks : [],
    measurements: isOutlined && !isLost ? measurements : [],
  }
  return { ...rest, findings, anatomy: { ...anatomy, answer, masks: isOutlined ? anatomy.masks : new Map() } }
}

function leftOut({ score, threshold }: OutOfDistribution): string {
  return `it finds the picture unlike its training data (score ${score.toFixed(2)} over ${threshold.toFixed(2)}), so it is left out`
}

function measuredOf({
  agent,
  answer,
}: Answered<{ outOfDistribution?: OutOfDistribution | undefined }>): Measured[] {
  return answer.outOfDistribution === undefined ? [] : [{ agent, ood: answer.outOfDistribution }]
}

function excess({ ood }: Measured): number {
  return ood.score - ood.threshold
}
