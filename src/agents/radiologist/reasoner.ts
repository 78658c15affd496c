/**
 * What decides which findings are told. The built-in reasoner fuses the agents by their measured AUC; a chat model reads
 * what they said. Either judges only what some agent answered: a claim beyond that is kept apart and never a finding.
 */
import type { ChestReading, FindingLabel, ReadingFinding } from '../../cases/index.ts'
import type { FabricWeights } from './fabric-weights.ts'
import type { AgentAnswers, Fused } from './fuse.ts'
import type { Located } from './locate.ts'

/** What a reasoner is given. */
export type Evidence = {
  answers: AgentAnswers
  fused: ReadonlyMap<FindingLabel, Fused>
  located: readonly Located[]
  measurements: ReadonlyMap<string, number>
  /** In the words of agents that write reports. */
  reports: readonly { agent: string; text: string }[]
  weights: FabricWeights
}

export type Judgement = {
  findings: ReadonlyMap<FindingLabel, Judged>
  /** What was said of labels beyond what the tools support. */
  claims: Claim[]
  /** Why another reasoner had to judge. */
  failure?: string
}

export type Judged = Pick<ReadingFinding, 'probability' | 'state'> & {
  /** What speaks against the state. */
  against?: string
}

export type Claim = {
  text: string
  /** The finding whose artifacts it is held against; absent where there is none. */
  label?: FindingLabel
  support: Exclude<ChestReading['sentences'][number]['support'], 'supported'>
  why: string
}

export type Reasoner = {
  id: string
  judge: (evidence: Evidence, signal: AbortSignal) => Promise<Judgement>
}

export const builtinReasoner: Reasoner = {
  id: 'builtin',
  judge: async ({ fused }) => ({
    findings: new Map([...fused].map(([label, one]) => [label, judged(one)])),
    claims: [],
  }),
}

/** Probabilities from which on a label is present, and from which on it is not denied. */
export const presentFrom = 0.5
export const uncertainFrom = 0.25

function judged({ probability }: Fused): Judged {
  if (probability >= presentFrom) return { probability, state: 'present' }
  return { probability, state: probability >= uncertainFrom ? 'uncertain' : 'absent' }
}
