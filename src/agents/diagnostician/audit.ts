/**
 * The evidence audit (section 4.2.3). Edges are counted,
 *
 *     S(d) = w_m · N_match − w_c · N_conf − w_s · N_shadow
 *
 * and strict tiers decide: (1) a candidate whose essential finding the text denies is out, (2) one with a matched
 * pivot goes before one with general support only, (3) then the higher score, and where scores are equal fewer
 * conflicts, then the pivots that the memory learned, then the nearer exemplars, then the first guess. The paper names
 * the tiers and leaves the weights and the order within the third open.
 *
 * A learned pivot told two diseases apart that can both show it. It is no conflict, so it only breaks ties: counted as
 * one, it cost more than it gained on pairs of training patients.
 *
 * The weights were chosen on training patients alone (`scripts/choose-weights.ts`).
 */
import { type CausalGraph, diseaseId, isPivot } from './causal-graph.ts'
import type { Audit, Candidate, KnowledgeNode, Weights } from './nodes.ts'

export const defaultWeights: Weights = { match: 1, conflict: 1, shadow: 0.25 }

export function auditGraph(
  graph: CausalGraph,
  knowledge: readonly KnowledgeNode[],
  weights: Weights = defaultWeights,
): Audit {
  const disease = graph.getNodeAttribute(diseaseId, 'content')
  const essential = new Set(
    knowledge.filter(({ essentialTo }) => essentialTo.includes(disease)).map(({ id }) => id),
  )
  const audit: Audit = {
    disease,
    matches: 0,
    conflicts: 0,
    shadows: 0,
    score: 0,
    lessons: 0,
    disqualifiedBy: [],
    pivots: [],
    unexplained: [],
    missing: [],
  }
  const learned = new Set(
    knowledge.filter(node => node.source === 'memory' && isPivot(node)).map(({ id }) => id),
  )
  graph.forEachEdge((_, { kind }, from, to, patient, known) => {
    if (learned.has(to)) {
      if (kind === 'matching') audit.lessons++
      if (kind === 'conflict') audit.lessons--
    } else if (kind === 'matching') {
      audit.matches++
      if (known.kind === 'pivot') audit.pivots.push(known.content)
    } else if (kind === 'conflict') {
      audit.conflicts++
      audit.unexplained.push(patient.status === 'Absent' ? `no ${known.content}` : known.content)
      if (patient.status === 'Absent' && essential.has(to)) audit.disqualifiedBy.push(known.content)
    } else if (kind === 'penalty') {
      audit.shadows++
      audit.missing.push(graph.getNodeAttribute(from, 'content'))
    }
  })
  return { ...audit, score: scoreOf(audit, weights) }
}

/** S(d) from the counts of edges. */
export function scoreOf(
  { matches, conflicts, shadows }: Pick<Audit, 'matches' | 'conflicts' | 'shadows'>,
  { match, conflict, shadow }: Weights,
): number {
  return match * matches - conflict * conflicts - shadow * shadows
}

type Ranking = {
  candidates: readonly Candidate[]
  /** How near the memory's closest cases of each disease are, 0..1. */
  nearness?: ReadonlyMap<string, number>
}

/** The audits, best first, and in words what puts the first before the second. */
export function rankAudits(
  audits: readonly Audit[],
  { candidates, nearness }: Ranking,
): { ranked: Audit[]; why: string } {
  const place = (disease: string) => candidates.findIndex(candidate => candidate.disease === disease)
  const near = (disease: string) => nearness?.get(disease) ?? 0
  const rules: { of: (audit: Audit) => number; why: (a: Audit, b: Audit) => string }[] = [
    {
      of: ({ disqualifiedBy }) => (disqualifiedBy.length === 0 ? 1 : 0),
      why: (_, b) => `${b.disease} is out: the text denies ${b.disqualifiedBy.join(', ')}`,
    },
    {
      of: ({ pivots }) => (pivots.length > 0 ? 1 : 0),
      why: (a, b) => `${a.disease} has a matched pivot (${a.pivots.join(', ')}), ${b.disease} has none`,
    },
    { of: ({ score }) => score, why: (a, b) => `its score is higher, ${a.score} to ${b.score}` },
    {
      of: ({ conflicts }) => -conflicts,
      why: (a, b) => `it leaves fewer conflicts, ${a.conflicts} to ${b.conflicts}`,
    },
    {
      of: ({ lessons }) => lessons,
      why: (_, b) => `scores are equal, and a remembered pivot speaks for it over ${b.disease}`,
    },
    {
      of: ({ disease }) => near(disease),
      why: () => 'scores are equal, and the nearest remembered cases had it',
    },
    { of: ({ disease }) => -place(disease), why: () => 'all else is equal, and it was the first guess' },
  ]
  const ranked = [...audits].sort((a, b) => {
    for (const { of } of rules) if (of(a) !== of(b)) return of(b) - of(a)
    return 0
  })
  const [first, second] = ranked
  if (first === undefined || second === undefined) return { ranked, why: 'it is the only candidate' }
  const rule = rules.find(({ of }) => of(first) !== of(second))
  return { ranked, why: rule?.why(first, second) ?? 'nothing tells them apart' }
}
