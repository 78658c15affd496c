/**
 * What a wrong answer costs the questions that hang on it. A question has an opener (tag `opener`) and is
 * opened by some of its answers (`opens`); `opened` tells what the reference does. Whether the model opens
 * it follows from its own answers, up to the root, so that runs with chains enforced and runs that ask
 * everything are judged alike. A question whose opener was never answered or judged counts nowhere.
 */
import { isScored } from '../accuracy.ts'
import type { Metric, Score, Unit } from '../benchmark.ts'
import { firstId } from '../repeats.ts'

/** True, false, or undefined where an opener is missing or was lost. */
export function isOpenedByModel(score: Score, byId: ReadonlyMap<string, Score>): boolean | undefined {
  const { opener, opens = '' } = score.tags
  if (opener === undefined) return true
  const above = byId.get(opener)
  if (above === undefined) return undefined
  const aboveOpen = isOpenedByModel(above, byId)
  if (aboveOpen !== true) return aboveOpen
  if (!isScored(above)) return undefined
  const said = above.terms.saidYes === 1 ? 'yes' : above.terms.saidNo === 1 ? 'no' : undefined
  return said !== undefined && opens.split('\n').includes(said)
}

type ChainMetric = Pick<Metric, 'id' | 'name' | 'definition' | 'better' | 'descriptive'> & {
  /** Of children that the reference opens, or of those that it closes. */
  among: 'opened' | 'closed'
  share: (score: Score, open: boolean) => number
}

function overChildren({ among, share, ...metric }: ChainMetric): Metric {
  const wanted = among === 'opened' ? 'yes' : 'no'
  const units = (scores: Score[]): Unit[] => {
    const byId = new Map(scores.map(score => [firstId(score), score]))
    return scores.flatMap(score => {
      if (score.tags.opened !== wanted) return []
      const open = isOpenedByModel(score, byId)
      if (open === undefined || (open && !isScored(score))) return []
      const { caseId: id, cluster, tags } = score
      return [{ id, cluster, numerator: share(score, open), denominator: 1, tags }]
    })
  }
  return { ...metric, units, by: ['view', 'attribute'] }
}

export const chainMetrics: Metric[] = [
  overChildren({
    id: 'chain-accuracy',
    name: 'Chain accuracy',
    definition:
      'score of the follow-up questions that the reference opens, 0 where the model’s own answers close them, over all of these; our definition, the released code scores every question alone',
    better: 'higher',
    among: 'opened',
    share: ({ value }, open) => (open ? (value ?? 0) : 0),
  }),
  overChildren({
    id: 'wrongly-closed',
    name: 'Wrongly closed',
    definition: 'follow-up questions that the model’s own answers close, over those that the reference opens',
    better: 'lower',
    descriptive: true,
    among: 'opened',
    share: (_, open) => Number(!open),
  }),
  overChildren({
    id: 'wrongly-opened',
    name: 'Wrongly opened',
    definition: 'follow-up questions that the model’s own answers open, over those that the reference closes',
    better: 'lower',
    descriptive: true,
    among: 'closed',
    share: (_, open) => Number(open),
  }),
]
