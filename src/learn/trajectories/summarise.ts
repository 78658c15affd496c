/** What forging came to: how much was accepted and why the rest was not, and what each action was worth. */
import type { ActionKind } from './annotate.ts'
import type { Attempt, Attempts } from './attempts.ts'
import type { Family } from './recipe.ts'

export type FamilySummary = {
  tried: number
  accepted: number
  /** Of the rest, by reason. */
  rejected: Record<string, number>
  /** Of the accepted, how they ended. */
  endings: Record<string, number>
  /** Of the accepted: boxes and points, and IoU of the last mask; null where none was. */
  meanActions: number | null
  meanIou: number | null
  /** Mean IoU of the accepted after k actions, from 0 on; one that stopped earlier keeps its last. */
  curve: number[]
  /** Over all that were tried: how often an action gained enough, and the mean gain in IoU where it did. */
  gains: Record<ActionKind, { tried: number; kept: number; meanGain: number | null }>
}

export type TrajectorySummary = {
  cases: number
  /** Seconds of one thread for each case, and for each trajectory that was accepted; null where none was. */
  secondsPerCase: number | null
  secondsPerTrajectory: number | null
  families: Record<Family, FamilySummary>
}

/** The order of lines does not matter. */
export function summarise(lines: readonly Attempts[]): TrajectorySummary {
  const sorted = lines.toSorted((a, b) => (a.case < b.case ? -1 : 1))
  const attempts = sorted.flatMap(line => line.attempts)
  const seconds = sorted.reduce((sum, { ms }) => sum + ms / 1000, 0)
  const accepted = attempts.filter(isAccepted).length
  const of = (family: Family) => summariseFamily(attempts.filter(one => one.family === family))
  return {
    cases: lines.length,
    secondsPerCase: lines.length === 0 ? null : seconds / lines.length,
    secondsPerTrajectory: accepted === 0 ? null : seconds / accepted,
    families: { 'box-then-points': of('box-then-points'), points: of('points') },
  }
}

function summariseFamily(attempts: readonly Attempt[]): FamilySummary {
  const accepted = attempts.filter(isAccepted)
  const ways = accepted.map(wayOf)
  const tries = attempts.flatMap(attempt => attempt.tries)
  return {
    tried: attempts.length,
    accepted: accepted.length,
    rejected: countBy(attempts.filter(one => !isAccepted(one)).map(one => one.outcome)),
    endings: countBy(accepted.map(one => one.end)),
    meanActions: mean(ways.map(way => way.length - 1)),
    meanIou: mean(accepted.map(one => one.iou)),
    curve: curveOf(ways),
    gains: {
      box: gainsOf(tries, 'box'),
      positive: gainsOf(tries, 'positive'),
      negative: gainsOf(tries, 'negative'),
    },
  }
}

function isAccepted({ outcome }: Attempt): boolean {
  return outcome === 'accepted'
}

/** The IoU before any action and after each that was kept. */
function wayOf({ tries }: Attempt): number[] {
  const way = [0]
  for (const { gain, kept } of tries) if (kept) way.push((way.at(-1) ?? 0) + gain)
  return way
}

function curveOf(ways: readonly number[][]): number[] {
  const longest = Math.max(0, ...ways.map(way => way.length))
  return Array.from(
    { length: longest },
    (_, k) => mean(ways.map(way => way.at(Math.min(k, way.length - 1)) ?? 0)) ?? 0,
  )
}

function gainsOf(tries: Attempt['tries'], kind: ActionKind): FamilySummary['gains'][ActionKind] {
  const own = tries.filter(one => one.kind === kind)
  const kept = own.filter(one => one.kept)
  return { tried: own.length, kept: kept.length, meanGain: mean(kept.map(({ gain }) => gain)) }
}

function countBy(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(names, name => name)].map(([name, all]) => [name, all.length]).sort(),
  )
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
