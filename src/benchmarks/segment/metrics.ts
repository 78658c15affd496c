/**
 * Measures of segmentation episodes. Dice is the headline; the empty-mask policy is that of `imaging/measures`.
 * Units are cases, clustered by image or by what the data names as their cluster.
 */
import { curveTurns } from '../../verify/index.ts'
import { isScored } from '../accuracy.ts'
import type { Metric, Score } from '../benchmark.ts'

type Part = Omit<Metric, 'units'> & {
  term: (terms: Record<string, number>) => number | undefined
  /** What a unit weighs; 1 where absent. */
  weight?: (terms: Record<string, number>) => number
}

/** A mean over the cases that were answered and judged; a case without the term is left out. */
function mean({ term, weight = () => 1, ...metric }: Part): Metric {
  const units = (scores: Score[]) =>
    scores.filter(isScored).flatMap(({ caseId, cluster, tags, terms }) => {
      const numerator = term(terms)
      return numerator === undefined
        ? []
        : [{ id: caseId, cluster, numerator, denominator: weight(terms), tags }]
    })
  const by = metric.descriptive ? ['modality'] : ['modality', 'target']
  return { by, ...metric, units }
}

export const segmentMetrics: Metric[] = [
  mean({
    id: 'dice',
    name: 'Dice',
    definition: 'mean over cases of 2·|A ∩ B| / (|A| + |B|) of the last mask and the reference',
    better: 'higher',
    term: terms => terms.dice,
  }),
  mean({
    id: 'iou',
    name: 'IoU',
    definition: 'mean over cases of |A ∩ B| / |A ∪ B| of the last mask and the reference',
    better: 'higher',
    term: terms => terms.iou,
  }),
  mean({
    id: 'hd95',
    name: 'HD95 / diagonal',
    definition:
      '95th percentile of surface distances as a share of the image’s diagonal; an empty mask counts as a whole diagonal; in pixels or millimetres it is in the records',
    better: 'lower',
    term: terms => terms['hd95.share'],
  }),
  mean({
    id: 'gain',
    name: 'Gain over the first action',
    definition: 'mean over cases of Dice of the last mask less Dice after the first action, paired',
    better: 'higher',
    range: [-1, 1],
    term: ({ dice, 'first.dice': first }) =>
      dice === undefined || first === undefined ? undefined : dice - first,
  }),
  ...curveTurns.map(turn =>
    mean({
      id: `dice@${turn}`,
      name: `Dice after ${turn}`,
      definition: `mean Dice after ${turn} action${turn === 1 ? '' : 's'}, or the last mask of a shorter episode`,
      better: 'higher' as const,
      descriptive: true as const,
      term: terms => terms[`dice@${turn}`],
    }),
  ),
  ...([85, 90] as const).flatMap(target => [
    mean({
      id: `noc${target}`,
      name: `NoC@${target}`,
      definition: `mean number of actions until IoU reaches ${target} %, 20 where it never does; an empty target is left out`,
      better: 'lower',
      descriptive: true,
      unit: 'actions',
      range: [1, 20],
      term: terms => terms[`noc${target}`],
    }),
    mean({
      id: `reached${target}`,
      name: `Reached IoU ${target} %`,
      definition: `share of cases whose mask reached an IoU of ${target} % after any action; an empty target is left out`,
      better: 'higher',
      descriptive: true,
      term: terms => terms[`reached${target}`],
    }),
  ]),
  mean({
    id: 'turns',
    name: 'Turns',
    definition: 'mean number of boxes and points carried out',
    better: 'lower',
    descriptive: true,
    unit: 'actions',
    range: [0, 20],
    term: terms => terms.turns,
  }),
  mean({
    id: 'redundant',
    name: 'Redundant actions',
    definition: 'boxes and points that did not raise the IoU, over all that were carried out',
    better: 'lower',
    descriptive: true,
    term: terms => terms.redundant,
    weight: terms => terms.turns ?? 0,
  }),
  ...['medsam-agent', 'strict'].map(preset =>
    mean({
      id: `reward-${preset}`,
      name: `Reward ${preset}`,
      definition: `mean reward of the preset ${preset}`,
      better: 'higher' as const,
      descriptive: true as const,
      term: terms => terms[`${preset}.reward`],
    }),
  ),
]
