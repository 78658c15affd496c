/**
 * The agents that a reading was made from, each as if it had read alone: a label is told present from a probability of
 * one half, the gate of RadFabric's TorchXRayVision agents, and one that it does not answer is told absent. An agent that
 * failed on a radiograph told nothing of it.
 */
import { isScored } from '../accuracy.ts'
import type { Member, Score } from '../benchmark.ts'
import { decisionsOf } from './decisions.ts'

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
  const scored = scores.filter(isScored)
  return [...names].sort().map(name => ({ name, scores: scored.map(score => alone(score, name)) }))
}

function alone({ caseId, cluster, tags, terms }: Score, name: string): Score {
  const own: Record<string, number> = {}
  let told = 0
  const known = decisionsOf({ outcome: 'partial', terms })
  for (const { label, present } of known) {
    const probability = terms[`${prefix}${name}.${label}`]
    own[`truth.${label}`] = Number(present)
    own[`said.${label}`] = Number((probability ?? 0) >= gate)
    if (probability === undefined) continue
    own[`p.${label}`] = probability
    told++
  }
  const right = known.filter(({ label, present }) => own[`said.${label}`] === Number(present)).length
  const outcome = told === 0 ? 'abstained' : right === known.length ? 'correct' : 'partial'
  const value = told === 0 || known.length === 0 ? 0 : right / known.length
  return { caseId, cluster, tags, outcome, value, terms: own }
}
