/**
 * Dynamic causal inference (Alg. 2, lines 17-50): perceive twice, build a graph for each candidate through
 * association, intervention and counterfactual, audit the evidence, decide.
 *
 * A stage that fails is named and the rest goes on with what there is; without findings or candidates the answer is
 * an abstention. A judge may only name a candidate that the first two tiers leave.
 */
import { auditGraph, defaultWeights, rankAudits } from './audit.ts'
import { addKnowledge, addPatient, addShadow, listGraph, startGraph } from './causal-graph.ts'
import { lookAgain } from './counterfactual.ts'
import { citationOf, cited, factsIn, type LookUp, questionsOf } from './look-up.ts'
import { type Memory, memoryHash } from './memory/memory.ts'
import { associate, isSame, nearnessOf, recallExemplars } from './memory/recall.ts'
import { mergeKnowledge } from './merge-knowledge.ts'
import {
  type Ablation,
  type Audit,
  type Candidate,
  type Diagnosis,
  type Doubt,
  diagnosisVersion,
  type KnowledgeNode,
  type Weights,
} from './nodes.ts'
import {
  mostCandidates,
  nothingRead,
  type Outcome,
  type Pivot,
  type Reasoner,
  type Story,
} from './reasoner.ts'

export type NamedMemory = { name: string; memory: Memory }

export type InferOptions = {
  reasoner: Reasoner
  ablation?: Ablation
  memory?: NamedMemory
  weights?: Weights
  /** Asks a knowledge tool about the candidates. */
  lookUp?: LookUp
  /** What the critic said in earlier rounds: a disease to consider, and what decides for it. */
  feedback?: { consider: string; pivots: readonly Pivot[] }
}

export async function infer(story: Story, options: InferOptions): Promise<Diagnosis> {
  const { reasoner, ablation = 'full', weights = defaultWeights } = options
  const memory = ablation === 'full' ? options.memory : undefined
  const failures: Diagnosis['failures'] = []
  const taken = <T>(stage: string, outcome: Outcome<T>): T | undefined => {
    if (outcome.ok) {
      failures.push(...(outcome.notes ?? []).map(reason => ({ stage, reason })))
      return outcome.value
    }
    failures.push({ stage, reason: outcome.reason })
    return undefined
  }

  const [guessed, represented] = await Promise.all([
    reasoner.intuit(story, mostCandidates),
    reasoner.represent(story),
  ])
  const guess = taken('intuition', guessed) ?? []
  const representation = taken('representation', represented) ?? { summary: '', nodes: [] }
  const candidates = considered(guess, options.feedback)
  const diagnosis: Diagnosis = {
    version: diagnosisVersion,
    kind: 'praxis-diagnosis',
    reasoner: reasoner.id,
    ablation,
    ...(memory && { memory: tellMemory(memory) }),
    summary: representation.summary,
    patient: representation.nodes,
    candidates,
    knowledge: [],
    graphs: [],
    weights,
    audits: [],
    exemplars: [],
    decision: { disease: null, why: 'nothing could be concluded' },
    failures,
  }
  const decided = (disease: string | null, why: string): Diagnosis => ({
    ...diagnosis,
    decision: { disease, why },
  })
  const doubted = (doubt: Doubt): Diagnosis => ({ ...decided(null, doubt.why), doubt })
  if (!diagnosis.patient.some(({ status }) => status === 'Present')) {
    const doubt = reasoner.doubt?.(story, diagnosis.patient)
    return doubt ? doubted(doubt) : decided(null, nothingRead)
  }
  const [first] = candidates
  if (first === undefined) return decided(null, 'there is no candidate')
  if (ablation === 'intuition') return decided(first.disease, 'the first guess, without an audit')

  const names = candidates.map(({ disease }) => disease)
  const told = pivotsOf(options.feedback, diagnosis, names)
  const lookup = await options.lookUp?.(names, diagnosis.patient)
  if (lookup !== undefined) {
    diagnosis.lookups = [lookup]
    const faults = [...(lookup.failed === undefined ? [] : [lookup.failed]), ...(lookup.leftOut ?? [])]
    failures.push(...faults.map(fault => ({ stage: 'knowledge', reason: `${citationOf(lookup)}: ${fault}` })))
  }
  const facts = [
    ...told.map(({ content, supports, rulesOut }) => `${content} decides for ${supports} over ${rulesOut}`),
    ...(lookup ? factsIn(lookup) : []),
  ]
  const intervened = taken('intervention', await reasoner.intervene(story, representation, candidates, facts))
  if (intervened === undefined) return decided(first.disease, 'the first guess: no audit could be made')
  const remembered = memory === undefined ? [] : associate(memory.memory, diagnosis.patient, names)
  let knowledge = mergeKnowledge([...intervened, ...remembered, ...told])

  const again = taken('counterfactual', await lookAgain(story, knowledge, reasoner.reread))
  knowledge = again?.knowledge ?? knowledge
  const patient = [...diagnosis.patient, ...(again?.found ?? [])]
  const byId = new Map(patient.map(node => [node.id, node]))
  const graphs = names.map(disease => {
    const graph = startGraph(disease, diagnosis.patient)
    for (const node of again?.found ?? []) addPatient(graph, node)
    addKnowledge(graph, knowledge, byId)
    for (const node of knowledge)
      if (node.expectedOf.includes(disease) && again?.unobserved.has(node.id)) addShadow(graph, node)
    return graph
  })
  const exemplars = memory === undefined ? [] : recallExemplars(memory.memory, patient)
  const { ranked: order, why } = rankAudits(
    graphs.map(graph => auditGraph(graph, knowledge, weights)),
    { candidates, nearness: nearnessOf(exemplars) },
  )
  const ranked = lookup ? order.map(audit => cited(audit, lookup, patient)) : order
  Object.assign(diagnosis, { patient, knowledge, graphs: graphs.map(listGraph), audits: ranked, exemplars })

  const left = ranked.filter(({ disqualifiedBy }) => disqualifiedBy.length === 0)
  if (lookup && left.length > 1) diagnosis.questions = questionsOf(left, lookup, patient)
  if (left.length === 0) return decided(null, 'the text denies an essential finding of every candidate')
  if (reasoner.judge !== undefined && left.length > 1) {
    const evidence = {
      story,
      representation: { ...representation, nodes: patient },
      candidates,
      audits: ranked,
      exemplars,
      facts,
    }
    const judged = taken('judge', await reasoner.judge(evidence))
    const fault = judged && againstTiers(judged.disease, left)
    if (judged !== undefined && fault === undefined) return decided(judged.disease, judged.why)
    if (fault !== undefined) failures.push({ stage: 'judge', reason: fault })
  }
  const named = ranked[0]?.disease
  const doubt = named === undefined ? undefined : reasoner.doubt?.(story, patient, named)
  return doubt === undefined ? decided(named ?? null, why) : doubted(doubt)
}

/** What the first two tiers have against a judge's choice among the audits that are left. */
function againstTiers(disease: string, left: readonly Audit[]): string | undefined {
  const chosen = left.find(one => one.disease === disease)
  if (chosen === undefined) return `named ${disease}, which is out or no candidate`
  const pivotal = left.filter(({ pivots }) => pivots.length > 0).map(one => one.disease)
  if (pivotal.length === 0 || pivotal.includes(disease)) return undefined
  return `named ${disease}, which has no matched pivot as ${pivotal.join(' and ')} has`
}

function considered(guess: readonly Candidate[], feedback: InferOptions['feedback']): Candidate[] {
  const extra =
    feedback === undefined || guess.some(({ disease }) => disease === feedback.consider)
      ? []
      : [{ disease: feedback.consider, why: 'the critic asked to consider it' }]
  return [...guess, ...extra]
}

function pivotsOf(
  feedback: InferOptions['feedback'],
  { patient }: Diagnosis,
  names: readonly string[],
): KnowledgeNode[] {
  const pivots = (feedback?.pivots ?? []).filter(
    ({ supports, rulesOut }) => names.includes(supports) && names.includes(rulesOut),
  )
  return pivots.map(({ content, code, supports, rulesOut }, i) => ({
    id: `critic-${i + 1}`,
    content,
    ...(code && { code }),
    supports: [supports],
    rulesOut: [rulesOut],
    expectedOf: [],
    essentialTo: [],
    about: patient
      .filter(node => node.status === 'Present' && isSame(node, { content, code }))
      .map(({ id }) => id),
    source: 'memory' as const,
  }))
}

function tellMemory({ name, memory }: NamedMemory): NonNullable<Diagnosis['memory']> {
  return { name, revision: memory.revision, sha256: memoryHash(memory) }
}
