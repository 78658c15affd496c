/**
 * What the memory brings to a case: exemplars, the remembered cases whose present findings are most alike (Jaccard),
 * and knowledge from the candidates' illness graphs.
 *
 * Association (Eq. 2) merges a scripted finding with an observed one where they mean the same and prunes it where
 * none does. The embedding is not published; here two findings are the same by their DDXPlus code, or where the
 * cosine of their word counts is above 0.9. Details, such as the place of a pain, come with the finding that they
 * detail and do not count. A remembered pivot counts where both of its diseases are candidates.
 */
import { normaliseAnswer } from '../../../verify/index.ts'
import type { KnowledgeNode, PatientNode } from '../nodes.ts'
import { illnessGraphs, keyOf, type Memory } from './memory.ts'

export type Exemplar = { caseId: string; disease: string; similarity: number }

/** Exemplars that are recalled, and above what cosine two findings are the same. */
const [mostExemplars, sameCosine] = [3, 0.9]

export function recallExemplars({ cases }: Memory, patient: readonly PatientNode[]): Exemplar[] {
  const seen = new Set(present(patient).map(keyOf))
  return cases
    .map(({ caseId, disease, findings }) => {
      const known = new Set(findings.map(({ key }) => key))
      const union = seen.union(known).size
      return { caseId, disease, similarity: union === 0 ? 0 : seen.intersection(known).size / union }
    })
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || (a.caseId < b.caseId ? -1 : 1))
    .slice(0, mostExemplars)
}

/** How near the exemplars of each disease are: the largest similarity. */
export function nearnessOf(exemplars: readonly Exemplar[]): Map<string, number> {
  const nearness = new Map<string, number>()
  for (const { disease, similarity } of exemplars)
    nearness.set(disease, Math.max(nearness.get(disease) ?? 0, similarity))
  return nearness
}

const known = new WeakMap<Memory, ReturnType<typeof illnessGraphs>>()

/** The graphs of a memory, made once. */
function graphsOf(memory: Memory): ReturnType<typeof illnessGraphs> {
  const graphs = known.get(memory) ?? illnessGraphs(memory)
  known.set(memory, graphs)
  return graphs
}

export function associate(
  memory: Memory,
  patient: readonly PatientNode[],
  candidates: readonly string[],
): KnowledgeNode[] {
  const graphs = graphsOf(memory)
  const observed = present(patient)
  const nodes = new Map<string, KnowledgeNode>()
  const meet = (
    id: string,
    finding: { content: string; code?: string | undefined },
  ): KnowledgeNode | undefined => {
    const about = observed.filter(node => isSame(node, finding)).map(node => node.id)
    if (about.length === 0) return undefined
    const known = nodes.get(id)
    if (known !== undefined) return known
    const { content, code } = finding
    const made: KnowledgeNode = {
      id,
      content,
      ...(code && { code }),
      supports: [],
      rulesOut: [],
      expectedOf: [],
      essentialTo: [],
      about,
      source: 'memory',
    }
    nodes.set(id, made)
    return made
  }
  for (const disease of candidates) {
    const graph = graphs.get(disease)
    for (const finding of graph?.findings ?? [])
      meet(`script-${finding.key}`, finding)?.supports.push(disease)
    for (const pivot of graph?.pivots ?? []) {
      if (!candidates.includes(pivot.over)) continue
      const node = meet(`pivot-${pivot.key}-${disease}-${pivot.over}`, pivot)
      node?.supports.push(disease)
      node?.rulesOut.push(pivot.over)
    }
  }
  return [...nodes.values()]
}

/** Whether two findings mean the same. */
export function isSame(
  a: { content: string; code?: string | undefined },
  b: { content: string; code?: string | undefined },
): boolean {
  if (a.code !== undefined && b.code !== undefined) return a.code === b.code
  return cosine(a.content, b.content) > sameCosine
}

/** Of word counts, 0..1. */
export function cosine(a: string, b: string): number {
  const [one, two] = [counts(a), counts(b)]
  let dot = 0
  for (const [word, count] of one) dot += count * (two.get(word) ?? 0)
  const norm = (words: ReadonlyMap<string, number>) =>
    Math.sqrt([...words.values()].reduce((sum, count) => sum + count * count, 0))
  return dot === 0 ? 0 : dot / (norm(one) * norm(two))
}

function counts(text: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const word of normaliseAnswer(text).split(' ').filter(Boolean))
    found.set(word, (found.get(word) ?? 0) + 1)
  return found
}

function present(patient: readonly PatientNode[]): PatientNode[] {
  return patient.filter(({ status, detail }) => status === 'Present' && !detail)
}
