/** A run's confidence against what it earned: as stated, and as the share of the vote over repeats. */
import { isScored, type Score } from '../benchmarks/index.ts'
import { type HeardScore, voteForecasts } from './stability.ts'
import { type Calibration, calibrationOf, type Forecast } from './statistics/calibration.ts'

/** Null for a source that a run does not have; both may be there. */
export type CalibrationSummary = { stated: Calibration | null; votes: Calibration | null }

/** Fewer confidences say nothing worth a drawing. */
const leastRated = 10

/** Null where there is no confidence to tell of. `forecasts` stand in for the confidence of whole answers. */
export function calibrationSummary(
  scores: HeardScore[],
  forecasts: Forecast[] = statedForecasts(scores),
): CalibrationSummary | null {
  const stated = worthTelling(forecasts)
  const votes = worthTelling(voteForecasts(scores))
  return stated === null && votes === null ? null : { stated, votes }
}

/** Cases that were answered and judged, or declined; an unreadable answer counts as none. */
function statedForecasts(scores: Score[]): Forecast[] {
  return scores.filter(isScored).map(({ cluster, outcome, value, terms }) => ({
    cluster,
    confidence: terms.confidence ?? null,
    score: outcome === 'correct' || outcome === 'incorrect' || outcome === 'partial' ? value : null,
  }))
}

/** A model that names a number now and then was not asked for it, so half of its answers must have one. */
function worthTelling(forecasts: Forecast[]): Calibration | null {
  const answered = forecasts.filter(({ score }) => score !== null)
  const rated = answered.filter(({ confidence }) => confidence !== null).length
  return rated < leastRated || rated < answered.length / 2 ? null : calibrationOf(forecasts)
}
