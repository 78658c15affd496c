/**
 * How far a run is from a published row, such as the physician's, overall and within each group that the row
 * tells. The distance has no interval of its own: how sure the published figure is was not published.
 */
import type { Published } from '../benchmarks/index.ts'
import type { Estimate } from './statistics/estimate.ts'
import type { Summary } from './summary.ts'

export type Distance = {
  /** The tag's value, or undefined for all cases. */
  value?: string
  /** The run's. */
  estimate: Estimate
  /** The published share. */
  yardstick: number
  /** Run less yardstick, a difference of shares; null where the run measured nothing. */
  distance: number | null
}

export type Yardstick = {
  model: string
  /** By tag, in the published order; the overall row under ''. Only groups that the run has too. */
  by: Map<string, Distance[]>
}

/** Of the headline metric. Undefined where no yardstick was published. */
export function distancesTo(published: Published | undefined, { metrics }: Summary): Yardstick | undefined {
  const row = published?.rows.find(({ model }) => model === published.yardstick)
  const [headline] = metrics
  if (row === undefined || headline === undefined) return undefined
  const by = new Map<string, Distance[]>()
  const overall = row.values[headline.id]
  if (overall !== undefined) by.set('', [distanceOf(headline, overall)])
  for (const [tag, values] of Object.entries(row.by ?? {})) {
    const distances = Object.entries(values).flatMap(([value, share]) => {
      const estimate = headline.by[tag]?.[value]
      return estimate === undefined ? [] : [{ value, ...distanceOf(estimate, share) }]
    })
    if (distances.length > 0) by.set(tag, distances)
  }
  return by.size === 0 ? undefined : { model: row.model, by }
}

function distanceOf(estimate: Estimate, yardstick: number): Distance {
  return { estimate, yardstick, distance: estimate.value === null ? null : estimate.value - yardstick }
}
