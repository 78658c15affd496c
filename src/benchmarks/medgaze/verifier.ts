/** Judging an item: the strict choice verdict, and for a trap whether it was accepted. */

import type { Judge } from '../../verify/index.ts'
import { answerVerifier, type Verifier } from '../../verify/index.ts'

/** The term `lured` is there for every trap, also where the item names no single lure. */
export function medgazeVerifier(judge?: Judge): Verifier {
  const base = answerVerifier({ id: 'medgaze', ...(judge && { judge }) })
  return {
    id: base.id,
    verify: async (case_, trace) => {
      const verdict = await base.verify(case_, trace)
      const everyWrongOption = case_.tags.trap !== 'none' && case_.reference?.lure === undefined
      if (!everyWrongOption) return verdict
      return { ...verdict, terms: { ...verdict.terms, lured: Number(verdict.outcome === 'incorrect') } }
    },
  }
}
