/**
 * Asking every case several times. What a model answers once may be luck; stability over repeats and the
 * vote among them are told by `report`.
 *
 * Order: the whole set is asked once, then all of it again. So a run that ends early is a plain run with
 * some repeats, of all kinds of cases alike, and not a thorough one of the first few cases; and every
 * parent of a chain is long answered when its repeat is asked. Nothing is kept between passes but the ids
 * of one pass: the set is read anew for each. `limit` counts cases, not askings.
 *
 * The first asking keeps the id of the case, the k-th has `id#k`. All keep the cluster: repeats are as
 * dependent as answers can be.
 */
import type { Case } from '../cases/index.ts'
import type { CaseItem, Dataset, Metric, Score, Unit } from './benchmark.ts'

/** Each of the first `limit` cases `times` times. Goes after a mode, so that all repeats are changed alike. */
export function repeatCases(dataset: Dataset, times: number, limit = Number.POSITIVE_INFINITY): Dataset {
  if (times < 2) return dataset
  return {
    ...dataset,
    async *cases() {
      for (let k = 1; k <= times; k++) yield* onePass(dataset, k, limit)
    },
    ...(dataset.count !== undefined && { count: times * Math.min(dataset.count, limit) }),
  }
}

/** Rows that are no cases, and ids that occur twice, are passed on for the problem log the first time only. */
async function* onePass(dataset: Dataset, k: number, limit: number): AsyncGenerator<CaseItem> {
  const seen = new Set<string>()
  for await (const item of dataset.cases()) {
    const fresh = item.ok && !seen.has(item.case.id)
    if (fresh) seen.add(item.case.id)
    if (fresh) yield { ok: true, case: repeated(item.case, k) }
    else if (k === 1) yield item
    if (seen.size >= limit) return
  }
}

function repeated(case_: Case, k: number): Case {
  const tagged = { ...case_, tags: { ...case_.tags, repeat: String(k) } }
  if (k === 1) return tagged
  const { after } = case_
  return {
    ...tagged,
    id: `${case_.id}#${k}`,
    repeat: k,
    ...(after && { after: { ...after, case: `${after.case}#${k}` } }),
  }
}

/** The id of the case that a score is an asking of. */
export function firstId({ caseId, tags: { repeat = '1' } }: Pick<Score, 'caseId' | 'tags'>): string {
  return repeat !== '1' && caseId.endsWith(`#${repeat}`) ? caseId.slice(0, -repeat.length - 1) : caseId
}

/**
 * The metric counted within each repeat, so that pairs, chains and groups of cases are not mixed across
 * repeats. Units of different repeats share their clusters. Without repeats it is the metric itself.
 */
export function withinRepeats(metric: Metric): Metric {
  const units = (scores: Score[]): Unit[] => {
    const passes = Map.groupBy(scores, ({ tags }) => tags.repeat)
    if (passes.size < 2) return metric.units(scores)
    return [...passes].flatMap(([repeat = '1', pass]) =>
      metric.units(pass).map(unit => ({ ...unit, id: repeat === '1' ? unit.id : `${unit.id}#${repeat}` })),
    )
  }
  return { ...metric, units }
}
