/** What a case or a run may cost. A budget is checked before a call; the call that overruns it is kept. */
import type { Usage } from '../verify/index.ts'

/** Limits in tokens (input + output), US dollars and milliseconds; an absent one does not bind. */
export type Budget = { tokens?: number; usd?: number; ms?: number }

/** Which limit is spent, in words; undefined while all hold. */
export function spent(budget: Budget, usage: Usage, elapsedMs: number): string | undefined {
  const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
  if (budget.tokens !== undefined && tokens >= budget.tokens) return `${tokens} of ${budget.tokens} tokens`
  if (budget.usd !== undefined && (usage.usd ?? 0) >= budget.usd) return `$${usage.usd} of $${budget.usd}`
  if (budget.ms !== undefined && elapsedMs >= budget.ms)
    return `${Math.round(elapsedMs / 1000)} s of ${budget.ms / 1000} s`
  return undefined
}
