/**
 * The strict quantities of FaceBench. The authors' tables do not say which number they hold, so accuracy
 * over the questions that were asked is the headline.
 */
import { accuracyMetric, isScored } from '../accuracy.ts'
import type { Metric, Score } from '../benchmark.ts'
import { chainMetrics } from './chain-metrics.ts'
import { macroF1 } from './macro-f1.ts'
import { officialMetrics } from './official-metrics.ts'

const groups = ['view', 'type', 'level', 'attribute', 'source', 'hierarchy']

type ScoreMetric = Pick<Metric, 'id' | 'name' | 'definition'> & {
  among: (score: Score) => boolean
  share: (score: Score) => number
}

/** A mean over some of the cases that were asked and judged. */
function overCases({ among, share, ...metric }: ScoreMetric): Metric {
  return {
    ...metric,
    better: 'higher',
    units: scores =>
      scores
        .filter(score => isScored(score) && among(score))
        .map(score => ({
          id: score.caseId,
          cluster: score.cluster,
          numerator: share(score),
          denominator: 1,
          tags: score.tags,
        })),
    by: ['view', 'attribute'],
  }
}

const hasType = (type: string) => (score: Score) => score.tags.type === type
const bothHidden = ({ terms }: Score) => Number(terms.saidHidden === 1 && terms.isHidden === 1)

export const faceMetrics: Metric[] = [
  {
    ...accuracyMetric,
    definition: `${accuracyMetric.definition}; MCQ earns the Jaccard index of the two sets, a follow-up question that was not asked is left out`,
    by: groups,
  },
  macroF1,
  overCases({
    id: 'set-f1',
    name: 'Set F1 (MCQ)',
    definition: 'MCQ: 2 |said ∩ right| / (|said| + |right|), the mean over questions; unread replies earn 0',
    among: hasType('MCQ'),
    share: ({ terms, value }) => terms.setF1 ?? value ?? 0,
  }),
  overCases({
    id: 'exact-match',
    name: 'Exact match (OEQ)',
    definition:
      'OEQ: replies equal to an accepted answer after case, marks, articles, plurals and number words are set aside',
    among: hasType('OEQ'),
    share: ({ terms, value }) => terms.sameText ?? value ?? 0,
  }),
  overCases({
    id: 'rouge-l',
    name: 'ROUGE-L F (OEQ)',
    definition:
      'OEQ: F of the longest common subsequence of the words of reply and accepted answer, without stemming; unread replies earn 0',
    among: hasType('OEQ'),
    share: ({ terms, value }) => terms.lcsF1 ?? value ?? 0,
  }),
  overCases({
    id: 'not-visible-precision',
    name: '"Not visible" precision',
    definition: 'replies "Information not visible" that are right, over all such replies',
    among: ({ terms }) => terms.saidHidden === 1,
    share: bothHidden,
  }),
  overCases({
    id: 'not-visible-recall',
    name: '"Not visible" recall',
    definition:
      'replies "Information not visible" that are right, over the questions asked whose reference is that',
    among: ({ terms }) => terms.isHidden === 1,
    share: bothHidden,
  }),
  ...chainMetrics,
  ...officialMetrics,
]
