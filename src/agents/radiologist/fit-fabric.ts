/** Measures how far each agent can be believed, on cases whose truth is known and that no agent was trained on. */
import { type FindingLabel, findingLabels } from '../../cases/index.ts'
import type { FabricWeights } from './fabric-weights.ts'
import { type AgentAnswers, evidence, meanLogit, votesOf } from './fuse.ts'
import { areaUnderRoc, fitPlatt, hasBoth, type Scored } from './logistic.ts'

export type FabricCase = {
  /** Labels whose truth is not known are absent. */
  truth: ReadonlyMap<FindingLabel, boolean>
  /** Of agents that failed on the case there is nothing; labels that an agent does not know are absent. */
  agents: AgentAnswers
}

/**
 * A label of which an agent's cases do not hold both outcomes is left out of its weights, so that `fuse` takes it as
 * unmeasured. `about` says what the cases are.
 */
export function fitFabric(
  cases: readonly FabricCase[],
  about: { data: string; seed?: string },
): FabricWeights {
  const names = [...new Set(cases.flatMap(({ agents }) => [...agents.keys()]))].sort()
  const agents: FabricWeights['agents'] = {}
  for (const name of names) agents[name] = fitAgent(cases, name)
  const labels: FabricWeights['labels'] = {}
  for (const label of findingLabels) {
    const fused = scoredBy(cases, label, ({ agents: answers }) =>
      meanLogit(votesOf(answers, label, { agents })),
    )
    if (hasBoth(fused)) labels[label] = fitPlatt(fused)
  }
  return { agents, labels, fitted: { cases: cases.length, ...about } }
}

function fitAgent(cases: readonly FabricCase[], name: string): NonNullable<FabricWeights['agents'][string]> {
  const fitted: FabricWeights['agents'][string] = {}
  for (const label of findingLabels) {
    const own = scoredBy(cases, label, ({ agents }) => {
      const value = agents.get(name)?.get(label)
      return value === undefined ? undefined : evidence(name, value)
    })
    if (hasBoth(own)) fitted[label] = { auc: areaUnderRoc(own), ...fitPlatt(own) }
  }
  return fitted
}

/** The cases of known truth with a finite score. */
function scoredBy(
  cases: readonly FabricCase[],
  label: FindingLabel,
  scoreOf: (case_: FabricCase) => number | undefined,
): Scored[] {
  return cases.flatMap(case_ => {
    const truth = case_.truth.get(label)
    const score = scoreOf(case_)
    return truth === undefined || score === undefined || !Number.isFinite(score) ? [] : [{ score, truth }]
  })
}
