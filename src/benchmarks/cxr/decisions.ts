/**
 * What was decided of each label whose truth is known. The terms of a verdict hold it: `truth.LABEL`, `said.LABEL`, and
 * of a reading `p.LABEL`, `place.LABEL`, `uncertain.LABEL` and `agent.NAME.LABEL`, the probability that an agent gave.
 */
import { type FindingLabel, findingLabels } from '../../cases/index.ts'
import type { Outcome } from '../../verify/index.ts'
import type { Score } from '../benchmark.ts'

export type Decision = {
  label: FindingLabel
  /** Whether it holds. */
  present: boolean
  /** Whether it was told rightly; a reading that tells nothing tells nothing rightly. */
  right: boolean
  /** Absent where nothing was told of the whole radiograph. */
  said?: boolean
  probability?: number
  uncertain: boolean
}

const terms = findingLabels.map(label => ({
  label,
  truth: `truth.${label}`,
  said: `said.${label}`,
  probability: `p.${label}`,
  uncertain: `uncertain.${label}`,
}))

const answers = new Set<Outcome>(['correct', 'partial', 'incorrect'])

/** Whether something was told: no abstention, no refusal, nothing unreadable. */
export function isAnswered({ outcome }: Pick<Score, 'outcome'>): boolean {
  return answers.has(outcome)
}

/** In the order of `findingLabels`. */
export function decisionsOf(score: Pick<Score, 'outcome' | 'terms'>): Decision[] {
  const answered = isAnswered(score)
  return terms.flatMap(({ label, ...keys }) => {
    const truth = score.terms[keys.truth]
    if (truth === undefined) return []
    const present = truth === 1
    const told = answered ? score.terms[keys.said] : undefined
    const probability = answered ? score.terms[keys.probability] : undefined
    return {
      label,
      present,
      right: score.outcome === 'correct' || (told !== undefined && (told === 1) === present),
      ...(told !== undefined && { said: told === 1 }),
      ...(probability !== undefined && { probability }),
      uncertain: score.terms[keys.uncertain] === 1,
    }
  })
}
