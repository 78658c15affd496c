/**
 * The mean score over cases. An answer that was given but could not be read earns nothing; a case that
 * was never answered or never judged is left out. `report` prints the bounds with both counted each way.
 */
import type { Metric, Score } from './benchmark.ts'

/** True where a case was asked and has a score, if only the zero of an unreadable answer. */
export function isScored({ outcome }: Score): boolean {
  return outcome !== 'provider-error' && outcome !== 'judge-failed' && outcome !== 'not-asked'
}

export const accuracyMetric: Metric = {
  id: 'accuracy',
  name: 'Accuracy',
  definition:
    'sum of case scores (1 correct, 0 incorrect, between where partial credit is defined) over the cases that were answered and judged; unextracted, abstained and refused earn 0',
  better: 'higher',
  units: scores =>
    scores.filter(isScored).map(score => ({
      id: score.caseId,
      cluster: score.cluster,
      numerator: score.value ?? 0,
      denominator: 1,
      tags: score.tags,
    })),
}
