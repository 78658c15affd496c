/**
 * The figures of a reader of chest radiographs. RadFabric (arXiv 2506.14142) reports an overall accuracy and does not
 * define it; ours is the share of decisions, one for each radiograph and label of known truth, that equal the truth. A
 * label that is not stated as present, an uncertain one too, counts as told absent. Whoever tells nothing of a
 * radiograph (an abstention, a refusal, an answer that cannot be read) has none of its labels right.
 */
import { isScored } from '../accuracy.ts'
import type { Metric, Score, Unit } from '../benchmark.ts'
import { areaUnderCurve, balancedAccuracy, meanOver } from '../rates.ts'
import { type Decision, decisionsOf, isAnswered } from './decisions.ts'

type OverDecisions = Omit<Metric, 'units'> & {
  /** Decisions that count; all where absent. */
  among?: (decision: Decision) => boolean
  /** What one adds; whether it is right where absent. */
  counts?: (decision: Decision) => number
  /** Radiographs that count beside those that were asked and judged. */
  of?: (score: Score) => boolean
}

function overDecisions({
  among = () => true,
  counts = ({ right }) => Number(right),
  of = () => true,
  ...metric
}: OverDecisions): Metric {
  const units = (scores: Score[]): Unit[] =>
    scores
      .filter(score => isScored(score) && of(score))
      .flatMap(score =>
        decisionsOf(score)
          .filter(among)
          .map(decision => ({
            id: `${score.caseId} ${decision.label}`,
            cluster: score.cluster,
            numerator: counts(decision),
            denominator: 1,
            tags: {
              label: decision.label,
              truth: decision.present ? 'present' : 'absent',
              ...(score.tags.view !== undefined && { view: score.tags.view }),
            },
          })),
      )
  return { by: ['label', 'view'], ...metric, units }
}

function overRadiographs({
  counts,
  ...metric
}: Omit<Metric, 'units'> & { counts: (score: Score) => boolean }): Metric {
  const units = (scores: Score[]): Unit[] =>
    scores.filter(isScored).map(score => ({
      id: score.caseId,
      cluster: score.cluster,
      numerator: Number(counts(score)),
      denominator: 1,
      tags: score.tags,
    }))
  return { by: ['view'], ...metric, units }
}

/** Over true positives whose place is known. */
const location: Metric = {
  id: 'location',
  name: 'Location accuracy',
  definition:
    'of the labels rightly told present whose place is known, those placed in a structure that holds at least a quarter of the finding (Other where none does)',
  better: 'higher',
  by: ['label', 'view'],
  units: scores =>
    scores.filter(isAnswered).flatMap(score =>
      decisionsOf(score).flatMap(({ label }) => {
        const placed = score.terms[`place.${label}`]
        if (placed === undefined) return []
        const { caseId, cluster, tags } = score
        const view = tags.view === undefined ? {} : { view: tags.view }
        return {
          ...{ id: `${caseId} ${label}`, cluster, numerator: placed, denominator: 1 },
          tags: { label, ...view },
        }
      }),
    ),
}

export const cxrMetrics: Metric[] = [
  overDecisions({
    id: 'accuracy',
    name: 'Overall accuracy',
    definition:
      'decisions that equal the truth, over all radiographs and labels of known truth; what is not stated as present counts as told absent, and whoever tells nothing of a radiograph has none right (our definition, RadFabric gives none)',
    better: 'higher',
  }),
  overDecisions({
    id: 'balanced-accuracy',
    name: 'Balanced accuracy',
    definition: 'mean over labels of the mean of sensitivity and specificity',
    better: 'higher',
    statistic: meanOver('label', balancedAccuracy),
  }),
  overDecisions({
    id: 'auc',
    name: 'AUC',
    definition:
      'mean over labels of the area under the ROC curve of the stated probabilities; a radiograph of which nothing was told is left out',
    better: 'higher',
    statistic: meanOver('label', areaUnderCurve),
    among: ({ probability }) => probability !== undefined,
    counts: ({ probability }) => probability ?? 0,
  }),
  overDecisions({
    id: 'sensitivity',
    name: 'Sensitivity',
    definition: 'labels told present, over those that are',
    better: 'higher',
    among: ({ present }) => present,
  }),
  overDecisions({
    id: 'specificity',
    name: 'Specificity',
    definition: 'labels not told present, over those that are absent',
    better: 'higher',
    among: ({ present }) => !present,
  }),
  overRadiographs({
    id: 'exact-match',
    name: 'Exact match',
    definition: 'radiographs of which every known label is told rightly',
    better: 'higher',
    counts: ({ outcome }) => outcome === 'correct',
  }),
  location,
  overDecisions({
    id: 'all-absent',
    name: 'If all were told absent',
    definition:
      'labels that are absent, over all of known truth: what telling nothing present would have right',
    better: 'higher',
    descriptive: true,
    counts: ({ present }) => Number(!present),
  }),
  overRadiographs({
    id: 'told-nothing',
    name: 'Told nothing',
    definition:
      'radiographs of which nothing was told, because the reader found itself out of its depth, abstained, refused or could not be read; they have no label right above',
    better: 'lower',
    descriptive: true,
    counts: score => !isAnswered(score),
  }),
  overDecisions({
    id: 'accuracy-told',
    name: 'Overall accuracy of those told',
    definition: 'the same as overall accuracy, over the radiographs of which something was told',
    better: 'higher',
    descriptive: true,
    of: isAnswered,
  }),
  overDecisions({
    id: 'uncertain',
    name: 'Left uncertain',
    definition: 'labels stated as uncertain, over those of radiographs of which something was told',
    better: 'lower',
    descriptive: true,
    of: isAnswered,
    counts: ({ uncertain }) => Number(uncertain),
  }),
  overRadiographs({
    id: 'degraded',
    name: 'Without all agents',
    definition: 'radiographs for which an agent gave no answer',
    better: 'lower',
    descriptive: true,
    counts: ({ terms }) => (terms.failures ?? 0) > 0,
  }),
]
