/** How sure each decision was: the probability of what was told, present or absent. */
import { isScored } from '../accuracy.ts'
import type { Benchmark, Score } from '../benchmark.ts'
import { decisionsOf } from './decisions.ts'

export const forecastsOf: NonNullable<Benchmark['forecasts']> = (scores: Score[]) =>
  scores.filter(isScored).flatMap(score =>
    decisionsOf(score).map(({ said, probability, right }) => ({
      cluster: score.cluster,
      confidence:
        said === undefined || probability === undefined ? null : said ? probability : 1 - probability,
      score: said === undefined ? null : Number(right),
    })),
  )
