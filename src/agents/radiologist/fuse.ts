/** The built-in reasoner: the answers of several agents as one probability for each label, by `FabricWeights`. */
import { type FindingLabel, findingLabels } from '../../cases/index.ts'
import { type FabricWeights, measurementsAgent, mostAuc, unmeasuredAuc } from './fabric-weights.ts'
import { logit, sigmoid } from './logistic.ts'

/** By agent and label: probabilities, or values of the agent `measurements`. */
export type AgentAnswers = ReadonlyMap<string, ReadonlyMap<FindingLabel, number>>

export type Fused = {
  probability: number
  /** The calibrated probability of each agent that answered, and how much it counts; weights add up to 1. */
  votes: Map<string, { probability: number; weight: number }>
}

const uncalibrated = { slope: 1, intercept: 0 }

/** Labels that an agent answered, in the order of `findingLabels`. Answers that are no finite number are left out. */
export function fuse(answers: AgentAnswers, weights: FabricWeights): Map<FindingLabel, Fused> {
  return new Map(
    findingLabels.flatMap(label => {
      const votes = votesOf(answers, label, weights)
      const mean = meanLogit(votes)
      if (mean === undefined) return []
      const { slope, intercept } = weights.labels[label] ?? uncalibrated
      const total = totalWeight(votes)
      const told = votes.map(
        ({ agent, logit, weight }) =>
          [agent, { probability: sigmoid(logit), weight: weight / total }] as const,
      )
      return [[label, { probability: sigmoid(slope * mean + intercept), votes: new Map(told) }]]
    }),
  )
}

export type Vote = { agent: string; logit: number; weight: number }

/** The calibrated logit of each agent on one label. */
export function votesOf(
  answers: AgentAnswers,
  label: FindingLabel,
  { agents }: Pick<FabricWeights, 'agents'>,
): Vote[] {
  const votes = [...answers].flatMap(([agent, values]): Vote[] => {
    const value = values.get(label)
    if (value === undefined || !Number.isFinite(value)) return []
    const known = agents[agent]?.[label]
    if (known !== undefined) {
      const { auc, slope, intercept } = known
      return [{ agent, logit: slope * evidence(agent, value) + intercept, weight: weightOf(auc) }]
    }
    // A measured value that nobody calibrated says nothing of a probability.
    return agent === measurementsAgent
      ? []
      : [{ agent, logit: logit(value), weight: weightOf(unmeasuredAuc) }]
  })
  // Where nobody is better than chance, all count alike.
  return totalWeight(votes) > 0 ? votes : votes.map(vote => ({ ...vote, weight: 1 }))
}

export function meanLogit(votes: readonly Vote[]): number | undefined {
  if (votes.length === 0) return undefined
  return votes.reduce((sum, { logit, weight }) => sum + weight * logit, 0) / totalWeight(votes)
}

/** What is calibrated: the logit of a probability, a measured value as it is. */
export function evidence(agent: string, value: number): number {
  return agent === measurementsAgent ? value : logit(value)
}

/** Nothing at chance, and finite for an agent that never erred. */
function weightOf(auc: number): number {
  const odds = Math.min(auc, mostAuc) / (1 - Math.min(auc, mostAuc))
  return Math.max(0, odds ** 2 - 1)
}

function totalWeight(votes: readonly Vote[]): number {
  return votes.reduce((sum, { weight }) => sum + weight, 0)
}
