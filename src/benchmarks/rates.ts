/**
 * Statistics of present and absent units that are no ratio of sums, each with what every unit adds to its error. The
 * squares of these influences, summed within clusters first, are the variance of the value.
 *
 * - Area under the ROC curve: the chance that a present unit has the larger score than an absent one, ties counted
 *   half. Its influences are the placements of E. R. DeLong et al. (Biometrics 44, 1988), so that with one unit a
 *   cluster the variance is theirs; with several it is, up to small-sample factors, that of N. A. Obuchowski
 *   (Biometrics 53, 1997).
 * - Balanced accuracy: the mean of sensitivity and specificity.
 *
 * A unit is present or absent by its tag `truth`; its numerator is the score, or 1 where it was told rightly.
 */
import type { Influenced, Statistic, Unit } from './benchmark.ts'

/** Fewer clusters of a kind than this tell nothing of their spread. */
const fewest = 2

/** Undefined where present or absent units lie in fewer than two clusters. */
export const areaUnderCurve: Statistic = units => {
  const kinds = kindsOf(units)
  if (kinds === undefined) return undefined
  const { present, absent } = kinds
  const placements = placementsOf(units, present.size, absent.size)
  const value = sumOver(present.at, i => placements[i] ?? 0) / present.size
  const influence = units.map((unit, i) => {
    const kind = isPresent(unit) ? present : absent
    return (((placements[i] ?? 0) - value) * kind.factor) / kind.size
  })
  return { value, influence, least: Math.min(present.clusters, absent.clusters) }
}

/** Undefined where present or absent units lie in fewer than two clusters. */
export const balancedAccuracy: Statistic = units => {
  const kinds = kindsOf(units)
  if (kinds === undefined) return undefined
  const { present, absent } = kinds
  const right = (i: number) => units[i]?.numerator ?? 0
  const [sensitivity, specificity] = [present, absent].map(({ at, size }) => sumOver(at, right) / size)
  const influence = units.map((unit, i) => {
    const kind = isPresent(unit) ? present : absent
    const rate = (isPresent(unit) ? sensitivity : specificity) ?? 0
    return ((right(i) - rate) * kind.factor) / (2 * kind.size)
  })
  return {
    value: ((sensitivity ?? 0) + (specificity ?? 0)) / 2,
    influence,
    least: Math.min(present.clusters, absent.clusters),
  }
}

/** The unweighted mean over the values of a tag, of those for which there is a statistic. */
export function meanOver(tag: string, statistic: Statistic): Statistic {
  return units => {
    const groups = [...Map.groupBy(units.keys(), i => units[i]?.tags[tag]).values()]
    const found = groups.flatMap(at => {
      const own = statistic(at.flatMap(i => units[i] ?? []))
      return own === undefined ? [] : [{ at, own }]
    })
    if (found.length === 0) return undefined
    const influence = new Float64Array(units.length)
    for (const { at, own } of found)
      for (const [k, i] of at.entries()) influence[i] = (own.influence[k] ?? 0) / found.length
    const sum = (of: (own: Influenced) => number) => found.reduce((total, { own }) => total + of(own), 0)
    return { value: sum(({ value }) => value) / found.length, influence, least: sum(({ least }) => least) }
  }
}

type Kind = { at: number[]; size: number; clusters: number; factor: number }

function kindsOf(units: readonly Unit[]): { present: Kind; absent: Kind } | undefined {
  const kind = (wanted: boolean): Kind => {
    const at = [...units.keys()].filter(i => units[i] !== undefined && isPresent(units[i]) === wanted)
    const clusters = new Set(at.map(i => units[i]?.cluster)).size
    return { at, size: at.length, clusters, factor: Math.sqrt(clusters / (clusters - 1)) }
  }
  const [present, absent] = [kind(true), kind(false)]
  return Math.min(present.clusters, absent.clusters) < fewest ? undefined : { present, absent }
}

function isPresent({ tags }: Unit): boolean {
  return tags.truth === 'present'
}

/** For a present unit the share of absent ones with a lower score, for an absent one that of present ones with a higher. */
function placementsOf(units: readonly Unit[], presents: number, absents: number): Float64Array {
  const order = [...units.keys()].sort((a, b) => (units[a]?.numerator ?? 0) - (units[b]?.numerator ?? 0))
  const placements = new Float64Array(units.length)
  let [absentBelow, presentBelow] = [0, 0]
  for (let from = 0; from < order.length; ) {
    const score = units[order[from] ?? 0]?.numerator
    let to = from
    while (to < order.length && units[order[to] ?? 0]?.numerator === score) to++
    const tie = order.slice(from, to)
    const presentTied = tie.filter(i => units[i] !== undefined && isPresent(units[i])).length
    const absentTied = tie.length - presentTied
    for (const i of tie)
      placements[i] =
        units[i] !== undefined && isPresent(units[i])
          ? (absentBelow + absentTied / 2) / absents
          : (presents - presentBelow - presentTied / 2) / presents
    absentBelow += absentTied
    presentBelow += presentTied
    from = to
  }
  return placements
}

function sumOver(at: readonly number[], value: (i: number) => number): number {
  return at.reduce((sum, i) => sum + value(i), 0)
}
