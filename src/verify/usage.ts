/** Sums of what was used. */
import type { Usage } from './trace.ts'

export const noUsage: Usage = { requests: 0 }

const counts = [
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'reasoningTokens',
  'usd',
] as const satisfies (keyof Usage)[]

/** Adds two usages. A count is unknown only where both are. */
export function addUsage(a: Usage, b: Usage): Usage {
  const total: Usage = { requests: a.requests + b.requests }
  for (const count of counts)
    if (a[count] !== undefined || b[count] !== undefined) total[count] = (a[count] ?? 0) + (b[count] ?? 0)
  return total
}
