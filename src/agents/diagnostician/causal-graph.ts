/**
 * The causal graph of one candidate (section 4.2.2): disease → knowledge (`support`, `rule-out`), patient →
 * knowledge (`matching`, `conflict`), shadow → disease (`penalty`).
 *
 * How a patient's finding meets a piece of knowledge follows from its status, and is ours: a present finding
 * matches what supports the candidate and conflicts with what rules it out; an absent one conflicts with what the
 * candidate usually shows, and says nothing else; a missing one says nothing.
 */
import { DirectedGraph } from 'graphology'
import type { GraphEdge, GraphNode, KnowledgeNode, PatientNode } from './nodes.ts'

export type CausalGraph = DirectedGraph<Omit<GraphNode, 'id'>, Pick<GraphEdge, 'kind'>>

/** A pivot separates candidates: it supports some and rules out others. */
export function isPivot({ supports, rulesOut }: KnowledgeNode): boolean {
  return supports.length > 0 && rulesOut.length > 0
}

export function startGraph(disease: string, patient: readonly PatientNode[]): CausalGraph {
  const graph: CausalGraph = new DirectedGraph()
  graph.addNode(diseaseId, { kind: 'disease', content: disease })
  for (const node of patient) addPatient(graph, node)
  return graph
}

/** The node of the disease in its own graph. */
export const diseaseId = 'd'

export function addPatient(graph: CausalGraph, { id, content, status }: PatientNode): void {
  graph.mergeNode(id, { kind: 'patient', content, status })
}

/** Puts the knowledge that concerns this candidate into its graph, with its edges. */
export function addKnowledge(
  graph: CausalGraph,
  knowledge: readonly KnowledgeNode[],
  patient: ReadonlyMap<string, PatientNode>,
): void {
  const disease = graph.getNodeAttribute(diseaseId, 'content')
  for (const node of knowledge) {
    const supports = node.supports.includes(disease)
    if (!supports && !node.rulesOut.includes(disease)) continue
    graph.mergeNode(node.id, { kind: isPivot(node) ? 'pivot' : 'general', content: node.content })
    graph.mergeEdge(diseaseId, node.id, { kind: supports ? 'support' : 'rule-out' })
    for (const id of node.about) {
      const kind = meeting(patient.get(id)?.status, supports, node.expectedOf.includes(disease))
      if (kind !== undefined) graph.mergeEdge(id, node.id, { kind })
    }
  }
}

function meeting(
  status: PatientNode['status'] | undefined,
  supports: boolean,
  expected: boolean,
): 'matching' | 'conflict' | undefined {
  if (status === 'Present') return supports ? 'matching' : 'conflict'
  return status === 'Absent' && expected ? 'conflict' : undefined
}

/** What the candidate usually shows and the patient did not. */
export function addShadow(graph: CausalGraph, { id, content }: KnowledgeNode): void {
  graph.mergeNode(shadowId(id), { kind: 'shadow', content })
  graph.mergeEdge(shadowId(id), diseaseId, { kind: 'penalty' })
}

function shadowId(knowledge: string): string {
  return `shadow-${knowledge}`
}

/** Plain lists, without the patient's findings that nothing in this graph is about. */
export function listGraph(graph: CausalGraph): { disease: string; nodes: GraphNode[]; edges: GraphEdge[] } {
  return {
    disease: graph.getNodeAttribute(diseaseId, 'content'),
    nodes: graph
      .filterNodes((id, { kind }) => kind !== 'patient' || graph.degree(id) > 0)
      .map(id => ({ id, ...graph.getNodeAttributes(id) })),
    edges: graph.mapEdges((_, { kind }, from, to) => ({ from, to, kind })),
  }
}
