/**
 * What a scan path over named areas amounts to. A visit is a stretch of fixations in one area, ended by a
 * fixation elsewhere; dwell is the time from the beginning of its first to the end of its last fixation,
 * the saccades between them included. Fixations in no area end a visit and belong to none.
 *
 * Entropies in bits (Krejtz et al., "Gaze transition entropy", ACM TAP 13, 2015): of the visits' shares
 * (stationary) and of where the gaze goes next, weighted by where it is (transition).
 */
import type { Fixation } from './gaze.ts'

/** A fixation and the name of the area it lies in, if in any. */
export type NamedFixation = Fixation & { aoi?: string }

export type Visit = { aoi: string; startMs: number; endMs: number; fixations: number }

/** Visits in time order. */
export function visitsOf(path: readonly NamedFixation[]): Visit[] {
  const visits: Visit[] = []
  let open: Visit | undefined
  for (const { aoi, startMs, endMs } of path) {
    if (open !== undefined && open.aoi === aoi) {
      open.endMs = endMs
      open.fixations++
      continue
    }
    open = aoi === undefined ? undefined : { aoi, startMs, endMs, fixations: 1 }
    if (open !== undefined) visits.push(open)
  }
  return visits
}

export type AoiMeasures = {
  visits: number
  fixations: number
  dwellMs: number
  /** From the beginning of the first fixation of the path to the first in this area. */
  firstFixationMs: number
}

/** By area, in the order of the first visit. */
export function aoiMeasures(path: readonly NamedFixation[]): Map<string, AoiMeasures> {
  const origin = path[0]?.startMs ?? 0
  const measures = new Map<string, AoiMeasures>()
  for (const { aoi, startMs, endMs, fixations } of visitsOf(path)) {
    const held = measures.get(aoi)
    if (held === undefined)
      measures.set(aoi, {
        visits: 1,
        fixations,
        dwellMs: endMs - startMs,
        firstFixationMs: startMs - origin,
      })
    else {
      held.visits++
      held.fixations += fixations
      held.dwellMs += endMs - startMs
    }
  }
  return measures
}

export type Transitions = {
  aois: string[]
  /** `counts[i][j]`: visits to area j that came next after one to area i. */
  counts: number[][]
}

/** From visit to visit, whatever lay between; an area never follows itself unless the gaze left all areas. */
export function transitionsOf(visits: readonly Visit[]): Transitions {
  const aois = [...new Set(visits.map(({ aoi }) => aoi))]
  const counts = aois.map(() => aois.map(() => 0))
  for (const [i, { aoi }] of visits.entries()) {
    const next = visits[i + 1]
    const row = counts[aois.indexOf(aoi)]
    if (next === undefined || row === undefined) continue
    const column = aois.indexOf(next.aoi)
    row[column] = (row[column] ?? 0) + 1
  }
  return { aois, counts }
}

export type GazeEntropy = {
  /** −Σ pᵢ log₂ pᵢ over the shares of visits, bits; 0 where there is one area or none. */
  stationary: number
  /** −Σ pᵢ Σ pᵢⱼ log₂ pᵢⱼ over the transitions, bits; pᵢ is the share of transitions out of i. */
  transition: number
}

export function gazeEntropy(visits: readonly Visit[]): GazeEntropy {
  const { aois, counts } = transitionsOf(visits)
  const out = counts.map(row => row.reduce((sum, count) => sum + count, 0))
  const all = out.reduce((sum, count) => sum + count, 0)
  return {
    stationary: entropy(aois.map(aoi => visits.filter(visit => visit.aoi === aoi).length)),
    transition: all === 0 ? 0 : counts.reduce((sum, row, i) => sum + ((out[i] ?? 0) / all) * entropy(row), 0),
  }
}

function entropy(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.reduce((sum, count) => {
    const p = count / total
    return count === 0 ? sum : sum - p * Math.log2(p)
  }, 0)
}
