/**
 * Every number that the released evaluation code prints, told under `--scoring official` only. Each is a
 * mean over the replies of its question types that were neither missing nor an error; `by: cell` is the
 * original's grouping by view and type. `official-facebench.ts` names the defects.
 */
import type { Metric, Score } from '../benchmark.ts'

type Term = { term: string; name: string; about: string }

const closed: Term[] = [
  { term: 'accuracy', name: 'accuracy', about: 'the reply is the option' },
  { term: 'weightedF1', name: 'F1', about: 'weighted F1 over the option positions of one question' },
  {
    term: 'weightedPrecision',
    name: 'precision',
    about: 'weighted over the option positions of one question',
  },
  { term: 'weightedRecall', name: 'recall', about: 'weighted over the option positions of one question' },
]
const several: Term[] = [
  { term: 'macroF1', name: 'F1 macro', about: 'over chosen and not chosen option positions' },
  { term: 'microF1', name: 'F1 micro', about: 'equal to the accuracy over option positions' },
  { term: 'positions', name: 'accuracy', about: 'share of option positions that agree' },
]
const open: Term[] = [
  { term: 'bleu', name: 'BLEU', about: 'of the first characters only' },
  { term: 'bleu1', name: 'BLEU-1', about: 'of the first characters only' },
  { term: 'bleu2', name: 'BLEU-2', about: 'of the first characters only' },
  { term: 'bleu3', name: 'BLEU-3', about: 'of the first characters only' },
  { term: 'firstPrecision', name: 'precision', about: 'ROUGE-L of the first characters, sides swapped' },
  { term: 'firstRecall', name: 'recall', about: 'ROUGE-L of the first characters, sides swapped' },
  { term: 'firstF1', name: 'F', about: 'ROUGE-L of the first characters' },
  { term: 'rouge1', name: 'ROUGE-1', about: 'F over the whole strings' },
  { term: 'rouge2', name: 'ROUGE-2', about: 'F over the whole strings' },
  { term: 'rougeL', name: 'ROUGE-L', about: 'F over the whole strings' },
  { term: 'rougeLsum', name: 'ROUGE-Lsum', about: 'F over the whole strings, lines as sentences' },
]

function meanOf({ term, name, about }: Term, types: string): Metric {
  return official({
    id: `official-${types.toLowerCase().replace('/', '-')}-${name.toLowerCase().replace(/ /g, '-')}`,
    name: `Official ${types} ${name}`,
    definition: `${types}: ${about}; the mean over replies that are neither missing nor an error (released evaluation code)`,
    better: 'higher',
    shareOf: ({ terms }) => terms[term],
  })
}

function shareOf(term: 'miss' | 'error', about: string): Metric {
  return official({
    id: `official-${term}`,
    name: `Official ${term}`,
    definition: `replies that ${about}, over all that were asked; the original counts them and leaves them out of everything else`,
    better: 'lower',
    descriptive: true,
    shareOf: ({ outcome, terms }) =>
      outcome === 'not-asked' || outcome === 'provider-error' ? undefined : (terms[term] ?? 0),
  })
}

type OfficialMetric = Pick<Metric, 'id' | 'name' | 'definition' | 'better' | 'descriptive'> & {
  /** Undefined where the case does not count. */
  shareOf: (score: Score) => number | undefined
}

function official({ shareOf, ...metric }: OfficialMetric): Metric {
  return {
    ...metric,
    scoring: 'official',
    by: ['cell'],
    units: scores =>
      scores.flatMap(score => {
        const numerator = shareOf(score)
        if (numerator === undefined) return []
        const { caseId: id, cluster, tags } = score
        return [{ id, cluster, numerator, denominator: 1, tags }]
      }),
  }
}

export const officialMetrics: Metric[] = [
  ...closed.map(term => meanOf(term, 'TFQ/SCQ')),
  ...several.map(term => meanOf(term, 'MCQ')),
  ...open.map(term => meanOf(term, 'OEQ')),
  shareOf('miss', 'are empty'),
  shareOf('error', 'hold the word "error"'),
]
