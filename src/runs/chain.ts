/**
 * Questions that depend on an answer (`after`). A dependent case waits until the case that opens it is
 * recorded, and is asked only where the answer read from it is one of those named. Dependents come later
 * in the stream than what opens them, so whoever waits, waits for a case already in the works.
 */
import type { Case } from '../cases/index.ts'
import { answerText, type Verdict } from '../verify/index.ts'

/**
 * `lost`: the model server failed on the case that would open this one. `unknown`: that case was never
 * recorded, or is not in the data.
 */
export type Opening = 'open' | 'closed' | 'lost' | 'unknown'

export type Chain = {
  /** Announces a case that others may depend on. */
  expect: (caseId: string) => void
  /** The case is recorded with this verdict; undefined where it never will be. */
  settle: (case_: Pick<Case, 'id' | 'question'>, verdict: Verdict | undefined) => void
  /** Resolves once it is known whether the case is to be asked. */
  opening: (case_: Case) => Promise<Opening>
}

type Settled = { question: Case['question']; verdict: Verdict } | undefined

export function openChain(): Chain {
  const settled = new Map<string, PromiseWithResolvers<Settled>>()
  const entry = (id: string): PromiseWithResolvers<Settled> => {
    const held = settled.get(id) ?? Promise.withResolvers<Settled>()
    settled.set(id, held)
    return held
  }
  return {
    expect: id => void entry(id),
    settle: ({ id, question }, verdict) => entry(id).resolve(verdict && { question, verdict }),
    opening: async ({ after }) => {
      if (after === undefined) return 'open'
      const parent = await settled.get(after.case)?.promise
      if (parent === undefined) return 'unknown'
      if (parent.verdict.outcome === 'provider-error') return 'lost'
      const answer = answerText(parent.question, parent.verdict)?.toLowerCase()
      return after.answers.some(wanted => wanted.toLowerCase() === answer) ? 'open' : 'closed'
    },
  }
}
