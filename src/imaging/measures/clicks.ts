/**
 * Number of clicks until a mask is good enough (NoC), as interactive segmentation reports it: the first
 * interaction whose score reaches the target, and the limit where none does (Sofiiuk et al., "Reviving
 * iterative training with mask guidance", ICIP 2022).
 */

export type ClicksToTarget = {
  /** Counted from 1; the limit where the target was not reached. */
  clicks: number
  reached: boolean
}

/** `scores[k]` is the score after interaction k + 1. Later ones than `limit` are not looked at. */
export function clicksTo(target: number, scores: readonly number[], limit = 20): ClicksToTarget {
  const first = scores.slice(0, limit).findIndex(score => score >= target)
  return first === -1 ? { clicks: limit, reached: false } : { clicks: first + 1, reached: true }
}
