/**
 * The critic without a model: it knows the label, and names the present finding that speaks most for the label over
 * what was answered, by the log ratio of the two shares of training patients (each with one added). A finding that
 * speaks for the answer, or was named before, is no lesson; where none is left the case is given up.
 */
import type { Critic } from '../memory/grow.ts'
import type { Profile } from './profiles.ts'

export function symbolicCritic(profiles: ReadonlyMap<string, Profile>): Critic {
  const log = (disease: string, code: string): number => {
    const profile = profiles.get(disease)
    return Math.log(((profile?.shown.get(code) ?? 0) + 1) / ((profile?.patients ?? 0) + 2))
  }
  return async (label, { decision, patient, knowledge }) => {
    const answered = decision.disease
    if (answered === null)
      return { ok: false, reason: 'nothing was answered, so there is nothing to criticise' }
    const named = new Set(
      knowledge
        .filter(({ supports, rulesOut }) => supports.includes(label) && rulesOut.includes(answered))
        .map(({ code }) => code),
    )
    const [best] = patient
      .flatMap(({ status, code, content }) => {
        if (status !== 'Present' || code === undefined || named.has(code)) return []
        const weight = log(label, code) - log(answered, code)
        return weight > 0 ? [{ code, content, weight }] : []
      })
      .sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1))
    if (best === undefined) return { ok: false, reason: `no finding speaks for ${label} over ${answered}` }
    const { code, content } = best
    return { ok: true, value: [{ code, content, supports: label, rulesOut: answered }] }
  }
}
