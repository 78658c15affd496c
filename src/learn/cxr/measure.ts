/** The figures of the card: how each network and all together do on phantoms that nothing was fitted to. */
import { areaUnderRoc, type FabricWeights, fuse, measurementsAgent } from '../../agents/index.ts'
import { type FindingLabel, findingLabels, structures } from '../../cases/index.ts'
import { wilson } from '../../report/index.ts'
import type { Asked } from './ask-networks.ts'

/** Shares with their 95 % intervals after Wilson; null where there is nothing to take a share of. */
type Share = { value: number; low: number; high: number } | null

export type LabelFigures = { auc: number | null; sensitivity: Share; specificity: Share }

export type Measured = {
  phantoms: number
  /** Of all decisions, one for each phantom and label, the share that is right, by agent. */
  accuracy: Record<string, number>
  /** Mean distance of stated probabilities from observed frequencies, over ten bins of all labels. */
  calibrationError: Record<string, number>
  labels: Record<string, { present: number; agents: Record<string, LabelFigures> }>
  /** Median Dice. */
  structures: Record<string, number | null>
}

const together = 'together'

/** A label is told present from a probability of one half on. */
export function measure(asked: readonly Asked[], weights: FabricWeights): Measured {
  const agents = [...new Set(asked.flatMap(one => [...one.agents.keys()]))].filter(
    one => one !== measurementsAgent,
  )
  const told = asked.map(one => toldOf(one, agents, weights))
  const names = [...agents, together]
  const all = (name: string) => told.flatMap(of => [...(of.get(name)?.values() ?? [])])
  return {
    phantoms: asked.length,
    accuracy: Object.fromEntries(names.map(name => [name, rounded(shareOf(all(name), isRight))])),
    calibrationError: Object.fromEntries(names.map(name => [name, rounded(calibrationError(all(name)))])),
    labels: Object.fromEntries(
      findingLabels.map(label => {
        const of = (name: string) => told.flatMap(one => one.get(name)?.get(label) ?? [])
        const present = of(together).filter(({ truth }) => truth).length
        return [
          label,
          { present, agents: Object.fromEntries(names.map(name => [name, figuresOf(of(name))])) },
        ]
      }),
    ),
    structures: Object.fromEntries(
      structures.map(structure => [
        structure,
        median(asked.flatMap(({ dice }) => dice.get(structure) ?? [])),
      ]),
    ),
  }
}

type Decision = { truth: boolean; score: number; said: boolean }

function toldOf(
  { truth, agents }: Asked,
  names: readonly string[],
  weights: FabricWeights,
): Map<string, Map<FindingLabel, Decision>> {
  const decided = (scoreOf: (label: FindingLabel) => number | undefined) =>
    new Map(
      findingLabels.flatMap(label => {
        const score = scoreOf(label)
        if (score === undefined) return []
        return [[label, { truth: truth.get(label) ?? false, score, said: score >= 0.5 }] as const]
      }),
    )
  const fused = fuse(agents, weights)
  return new Map([
    ...names.map(name => [name, decided(label => agents.get(name)?.get(label))] as const),
    [together, decided(label => fused.get(label)?.probability)] as const,
  ])
}

function figuresOf(decisions: readonly Decision[]): LabelFigures {
  const present = decisions.filter(({ truth }) => truth)
  const absent = decisions.filter(({ truth }) => !truth)
  const auc = present.length > 0 && absent.length > 0 ? rounded(areaUnderRoc(decisions)) : null
  return { auc, sensitivity: wilsonShare(present), specificity: wilsonShare(absent) }
}

function wilsonShare(decisions: readonly Decision[]): Share {
  if (decisions.length === 0) return null
  const right = decisions.filter(isRight).length
  const { low, high } = wilson(right, decisions.length)
  return { value: rounded(right / decisions.length), low: rounded(low), high: rounded(high) }
}

function isRight({ truth, said }: Decision): boolean {
  return truth === said
}

function shareOf<T>(all: readonly T[], counts: (one: T) => boolean): number {
  return all.filter(counts).length / Math.max(1, all.length)
}

function calibrationError(decisions: readonly Decision[]): number {
  const bins = Map.groupBy(decisions, ({ score }) => Math.min(9, Math.floor(10 * score)))
  let error = 0
  for (const bin of bins.values()) {
    const stated = bin.reduce((sum, { score }) => sum + score, 0) / bin.length
    error += Math.abs(stated - shareOf(bin, ({ truth }) => truth)) * bin.length
  }
  return error / Math.max(1, decisions.length)
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  return middle === undefined ? null : rounded(middle)
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
