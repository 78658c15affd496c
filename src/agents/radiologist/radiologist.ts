/**
 * The radiologist: RadFabric's agents (arXiv 2506.14142) around one picture. Findings models and anatomy are asked in
 * parallel over MCP, their answers fused, the evidence of what was found is located, and a reasoner decides. The result
 * is one `ChestReading`, in which every sentence names the artifacts that it rests on.
 */
import {
  type ChestReading,
  chestReadingSchema,
  type FindingLabel,
  inTime,
  isPraxisError,
  limitTime,
  messageOf,
  PraxisError,
} from '../../cases/index.ts'
import type { Mask } from '../../imaging/index.ts'
import { type Calling, isVisible } from '../call-tool.ts'
import { type Artifacts, artifactsOf, heatArtifact } from './artifacts.ts'
import { depthOf } from './depth.ts'
import { type FabricWeights, measurementsAgent } from './fabric-weights.ts'
import { findingsOf, measuredLabels } from './findings.ts'
import { auditSentence } from './foreign/audit-report.ts'
import { type AgentAnswers, type Fused, fuse } from './fuse.ts'
import { type ChestAgents, type Perceived, perceive } from './gather.ts'
import { type Located, locate } from './locate.ts'
import type { Radiograph } from './open-radiograph.ts'
import { doubtsOfAnatomy } from './plausibility.ts'
import { builtinReasoner, type Evidence, type Judgement, type Reasoner, uncertainFrom } from './reasoner.ts'
import { type Failure, isBeyond } from './settle.ts'
import { sentencesOf } from './tell.ts'

export type RadiologistOptions = {
  agents: ChestAgents
  weights: FabricWeights
  /** The built-in one by default. */
  reasoner?: Reasoner
  /** Milliseconds for one call of a tool, and for the whole reading; 60 s and 180 s by default. */
  deadlineMs?: number
  budgetMs?: number
  signal?: AbortSignal
  software: { name: string; version: string }
  at: Date
}

export type Read = {
  reading: ChestReading
  /** Masks and heat maps by hash, as 8-bit grey PNG of the size of the picture. */
  media: Map<string, Uint8Array>
  /** Masks by the id of their artifact. */
  masks: Map<string, Mask>
}

export const notice = 'Research use, not a medical device. No person has verified this reading.'

/**
 * `given`: how the tools name the picture: a path below their roots, or a data: URL. Throws where `signal` aborts, and
 * `budget-exhausted` where that of a chat model is.
 */
export async function readRadiograph(
  { raster, image, doubts }: Radiograph,
  given: string,
  { agents, weights, reasoner = builtinReasoner, software, at, ...limits }: RadiologistOptions,
): Promise<Read> {
  const { deadlineMs = 60_000, budgetMs = 180_000, signal: outer = new AbortController().signal } = limits
  const late = () =>
    new PraxisError('provider-timeout', `the budget of ${budgetMs / 1000} s is spent`, 'allow it more time')
  const { signal, clear } = limitTime(outer, budgetMs, late)
  try {
    const calling = { deadlineMs, signal }
    const picture = { given, sha256: image.sha256, width: image.width, height: image.height }
    const perceived = await perceive(agents, picture, calling)
    outer.throwIfAborted()
    const { anatomy } = perceived
    const isOutlined = anatomy !== undefined && !isBeyond(anatomy.answer.outOfDistribution)
    const against = [...doubts, ...(isOutlined ? doubtsOfAnatomy(anatomy.masks, raster) : [])]
    const { outOfDepth, setAside, believed } = depthOf(perceived, against)
    const isLost = outOfDepth.is
    const evidence = evidenceOf(believed, weights)
    const { located, failures: unplaced } = isLost
      ? { located: [], failures: [] }
      : await locate(agents, toLocate(evidence.fused), picture, calling)
    const seen = { ...evidence, located }
    // Nobody is asked to reason about what the tools cannot see.
    const judgement = await judge(isLost ? builtinReasoner : reasoner, seen, calling)
    outer.throwIfAborted()
    const artifacts = await artifactsOf(believed, against, software)
    const undrawn = await addHeatMaps(artifacts, located, image)
    const failures = [...perceived.failures, ...setAside, ...unplaced, ...undrawn]
    if (judgement.failure !== undefined)
      failures.push({ agent: reasoner.id, reason: `${judgement.failure}; the built-in reasoner judged` })
    const reading = chestReadingSchema.parse({
      image,
      artifacts: artifacts.list,
      ...toldOf({ judgement, evidence: seen, outOfDepth, reports: perceived.reports, artifacts }),
      failures,
      outOfDepth,
      notice,
      software,
      at: at.toISOString(),
    })
    return { reading, media: artifacts.media, masks: artifacts.masks }
  } finally {
    clear()
  }
}

/** Adds an artifact for each; those that are no picture are failures. */
async function addHeatMaps(
  { list, media }: Artifacts,
  located: readonly Located[],
  size: { width: number; height: number },
): Promise<Failure[]> {
  const failures: Failure[] = []
  for (const one of located) {
    const heat = await heatArtifact(one, size)
    if (heat === undefined) {
      failures.push({ agent: one.agent, reason: `its heat map of ${one.label} is no picture` })
      continue
    }
    list.push(heat.artifact)
    media.set(heat.hash, heat.png)
  }
  return failures
}

type ToldFrom = {
  judgement: Judgement
  evidence: Evidence
  outOfDepth: ChestReading['outOfDepth']
  reports: Perceived['reports']
  artifacts: Artifacts
}

/** Findings and sentences; those of agents that write reports stand last, and not at all out of depth. */
function toldOf({
  judgement,
  evidence,
  outOfDepth,
  reports,
  artifacts,
}: ToldFrom): Pick<ChestReading, 'findings' | 'sentences'> {
  const ids = new Set(artifacts.list.map(({ id }) => id))
  const findings = findingsOf(judgement, evidence, id => ids.has(id), outOfDepth.is)
  const { measurements } = evidence
  const own = sentencesOf({ findings, claims: judgement.claims, outOfDepth, measurements, ids })
  const others = outOfDepth.is
    ? []
    : reports.flatMap(({ answer }) => answer.sentences.filter(({ text }) => isVisible(text)))
  return {
    findings: findings.map(({ against, ...finding }) => finding),
    sentences: [...own, ...others.map(one => auditSentence(one, { findings, measurements, ids }))],
  }
}

/** What the agents said, with what was measured as an agent of its own. */
function evidenceOf(
  { findings, anatomy, reports }: Perceived,
  weights: FabricWeights,
): Omit<Evidence, 'located'> {
  const measured = anatomy?.answer.measurements ?? []
  const measurements = new Map(measured.map(({ measures, value }) => [measures, value]))
  const answers: AgentAnswers = new Map([
    ...findings.map(
      ({ agent, answer }) =>
        [agent, new Map(answer.findings.map(one => [one.label, one.probability]))] as const,
    ),
    [measurementsAgent, measuredLabels(measurements)],
  ])
  const texts = reports.map(({ agent, answer }) => ({ agent, text: answer.text }))
  return { answers, fused: fuse(answers, weights), measurements, reports: texts, weights }
}

/** For each findings agent the labels that are not denied and rest most on it: a chat model may decide what is uncertain. */
function toLocate(fused: ReadonlyMap<FindingLabel, Fused>): Map<string, FindingLabel[]> {
  const wanted = new Map<string, FindingLabel[]>()
  for (const [label, { probability, votes }] of fused) {
    if (probability < uncertainFrom) continue
    const [strongest] = [...votes]
      .filter(([agent]) => agent !== measurementsAgent)
      .sort(([, a], [, b]) => b.weight * b.probability - a.weight * a.probability)
    if (strongest === undefined) continue
    wanted.set(strongest[0], [...(wanted.get(strongest[0]) ?? []), label])
  }
  return wanted
}

/** By the reasoner, or by the built-in one where that fails or is late. */
async function judge(reasoner: Reasoner, evidence: Evidence, calling: Calling): Promise<Judgement> {
  const { deadlineMs, signal } = calling
  const late = () =>
    new PraxisError('provider-timeout', `no answer within ${deadlineMs / 1000} s`, 'allow it more time')
  try {
    if (reasoner.id === builtinReasoner.id) return await builtinReasoner.judge(evidence, signal)
    return await inTime(inner => reasoner.judge(evidence, inner), deadlineMs, late, signal)
  } catch (error) {
    if (isPraxisError(error) && error.code === 'budget-exhausted') throw error
    const failure = messageOf(error)
    return { ...(await builtinReasoner.judge(evidence, signal)), failure }
  }
}
