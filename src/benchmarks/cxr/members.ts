/**
 * The agents that a reading was made from, each as if it had read alone: a label is told present from a probability of
 * one half, the gate of RadFabric's TorchXRayVision agents, and one that it does not answer is told absent. Only
 * radiographs of which both the agent and the whole told something count, so neither a failure nor an abstention decides.
 */
import type { Member, Score } from '../benchmark.ts'
import { decisionsOf, isAnswered } from './decisions.ts'

const gate = 0.5
const prefix = 'agent.'

/** In alphabetical order. */
export function membersOf(scores: Score[]): Member[] {
  const names = new Set(
    scores.flatMap(({ terms }) =>
      Object.keys(terms).flatMap(key =>
        key.startsWith(prefix) ? [key.slice(prefix.length, key.lastIndexOf('.'))] : [],
      ),
    ),
  )
  const told = scores.filter(isAnswered)
  return [...names].sort().map(name => ({ name, scores: told.flatMap(score => alone(score, name) ?? []) }))
}

/** Undefined where the agent gave no probability. */
function alone({ caseId, cluster, tags, terms }: Score, name: string): Score | undefined {
  const own: Record<string, number> = {}
  let answered = false
  const known = decisionsOf({ outcome: 'partial', terms })
  for (const { label, present } of known) {
    const probability = terms[`${prefix}${name}.${label}`]
    own[`truth.${label}`] = Number(present)
    own[`said.${label}`] = Number((probability ?? 0) >= gate)
    if (probability === undefined) continue
    own[`p.${label}`] = probability
    answered = true
  }
  if (!answered) return undefined
  const right = known.filter(({ label, present }) => own[`said.${label}`] === Number(present)).length
  const outcome = right === known.length ? 'correct' : 'partial'
  return { caseId, cluster, tags, outcome, value: right / known.length, terms: own }
}
