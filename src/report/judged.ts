/** Paired differences with their verdicts: tested one by one, corrected by Holm within their family. */
import type { Metric, Unit } from '../benchmarks/index.ts'
import { holm } from './statistics/holm.ts'
import { pairedStatistic } from './statistics/influence.ts'
import { type PairedDifference, pairedDifference } from './statistics/paired.ts'
import { type Decision, decide } from './verdict-sentence.ts'

export type Judged = PairedDifference & {
  /** Holm-corrected within its family. */
  pAdjusted: number | null
  decision: Decision
}

/** B − A in the metric’s own quantity. */
export function differenceIn({ statistic }: Metric, unitsA: Unit[], unitsB: Unit[]): PairedDifference {
  return statistic ? pairedStatistic(unitsA, unitsB, statistic) : pairedDifference(unitsA, unitsB)
}

export function judgeFamily(
  family: { better: 'higher' | 'lower'; difference: PairedDifference }[],
): Judged[] {
  const adjusted = holm(family.map(({ difference }) => difference.p))
  const tested = adjusted.filter(p => p !== null).length
  return family.map(({ better, difference }, i) => {
    const pAdjusted = adjusted[i] ?? null
    return { ...difference, pAdjusted, decision: decide(difference, pAdjusted, better, tested) }
  })
}
