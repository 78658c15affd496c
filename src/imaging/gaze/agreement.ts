/**
 * How far two fixation lists of one recording agree: per sample, whether it is in a fixation (share of
 * agreement and Cohen's κ), and per event, by the overlap in time of each pair (matched where the
 * intersection over the union is at least a half, so every event has at most one partner).
 */
import type { Fixation } from './gaze.ts'

export type FixationAgreement = {
  /** Samples that both lists call alike, 0..1. */
  samples: number
  /** The same beyond chance, −1..1; null where a list calls every sample alike. */
  kappa: number | null
  matched: number
  /** 2 · matched / (|a| + |b|), 0..1; null where both are empty. */
  eventF1: number | null
  /** Mean distance of matched positions, pixels; null where none match. */
  offsetPx: number | null
}

export function fixationAgreement(
  timesMs: readonly number[],
  a: readonly Fixation[],
  b: readonly Fixation[],
): FixationAgreement {
  const within = (list: readonly Fixation[], t: number) =>
    list.some(({ startMs, endMs }) => t >= startMs && t <= endMs)
  const counts = { both: 0, onlyA: 0, onlyB: 0, neither: 0 }
  for (const t of timesMs) {
    const [inA, inB] = [within(a, t), within(b, t)]
    counts[inA ? (inB ? 'both' : 'onlyA') : inB ? 'onlyB' : 'neither']++
  }
  const n = timesMs.length
  const observed = n === 0 ? 0 : (counts.both + counts.neither) / n
  const shareA = (counts.both + counts.onlyA) / n
  const shareB = (counts.both + counts.onlyB) / n
  const expected = shareA * shareB + (1 - shareA) * (1 - shareB)
  const distances = a.flatMap(one => {
    const partner = b.find(other => overlap(one, other) >= 0.5)
    return partner === undefined ? [] : [Math.hypot(one.at.x - partner.at.x, one.at.y - partner.at.y)]
  })
  const matched = distances.length
  return {
    samples: observed,
    kappa: n === 0 || expected === 1 ? null : (observed - expected) / (1 - expected),
    matched,
    eventF1: a.length + b.length === 0 ? null : (2 * matched) / (a.length + b.length),
    offsetPx: matched === 0 ? null : distances.reduce((sum, d) => sum + d, 0) / matched,
  }
}

function overlap(a: Fixation, b: Fixation): number {
  const shared = Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs)
  const union = Math.max(a.endMs, b.endMs) - Math.min(a.startMs, b.startMs)
  return union === 0 ? 1 : Math.max(0, shared) / union
}
