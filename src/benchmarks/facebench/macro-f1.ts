/**
 * Macro-F1 over the questions with one right option (TFQ and SCQ). With the classes c of a question q those
 * options that a reference or a reply names, and their F1_c = 2 TP / (2 TP + FP + FN):
 *
 *     macro-F1 = mean over questions of the mean over classes of F1_c
 *
 * A reply that cannot be read misses the class of the reference and claims none.
 *
 * In units: a case adds (2 TP) and (2 TP + FP + FN) of each class that it touches, divided by the number of
 * questions, the classes of its question and the class total, so that Σ numerator / Σ denominator is the
 * figure above, also within any group of whole questions. The interval takes these weights as fixed, which
 * makes it a little wide where classes differ much. Units depend on all cases, hence `pooled`.
 */
import { isScored } from '../accuracy.ts'
import type { Metric, Score, Unit } from '../benchmark.ts'

type Answer = { score: Score; truth: number; said: number | undefined }

function units(scores: Score[]): Unit[] {
  const answers = scores.filter(isScored).flatMap((score): Answer[] => {
    const { truthClass: truth, saidClass } = score.terms
    if (truth === undefined) return []
    const said = saidClass ?? (score.outcome === 'correct' ? truth : undefined)
    return [{ score, truth, said }]
  })
  const questions = Map.groupBy(answers, ({ score }) => score.tags.question ?? '')
  return [...questions.values()].flatMap(group => unitsOf(group, questions.size))
}

function unitsOf(group: readonly Answer[], questions: number): Unit[] {
  const totals = new Map<number, number>()
  for (const { truth, said } of group)
    for (const touched of [truth, said])
      if (touched !== undefined) totals.set(touched, (totals.get(touched) ?? 0) + 1)
  const weight = (touched: number | undefined) =>
    touched === undefined ? 0 : 1 / (questions * totals.size * (totals.get(touched) ?? 1))
  return group.map(({ score: { caseId: id, cluster, tags }, truth, said }) => ({
    id,
    cluster,
    numerator: said === truth ? 2 * weight(truth) : 0,
    denominator: weight(truth) + weight(said),
    tags,
  }))
}

export const macroF1: Metric = {
  id: 'macro-f1',
  name: 'Macro-F1',
  definition:
    'TFQ and SCQ: F1 of each option that a reference or reply names, averaged over the options of a question, then over questions; unread replies miss',
  better: 'higher',
  units,
  by: ['view', 'type', 'level', 'attribute'],
  pooled: true,
}
