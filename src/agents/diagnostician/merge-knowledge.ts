/**
 * Knowledge from several sources about one finding becomes one node, so that no finding is counted twice. A case of
 * a disease that showed a finding outweighs a list that says the disease does not. A pivot that the memory learned
 * stays a node of its own where the knowledge says that both diseases show the finding: it is a lesson about their
 * weight, and merging would lose it.
 */
import type { KnowledgeNode } from './nodes.ts'

export function mergeKnowledge(nodes: readonly KnowledgeNode[]): KnowledgeNode[] {
  const merged: KnowledgeNode[] = []
  for (const node of nodes) {
    const at = merged.findIndex(known => isOne(known, node))
    const known = merged[at]
    if (known === undefined) merged.push(node)
    else merged[at] = joined(known, node)
  }
  return merged
}

function isOne(known: KnowledgeNode, node: KnowledgeNode): boolean {
  if (node.rulesOut.some(disease => known.supports.includes(disease))) return false
  if (known.code !== undefined && node.code !== undefined) return known.code === node.code
  return node.about.length > 0 && node.about.every(id => known.about.includes(id))
}

function joined(known: KnowledgeNode, node: KnowledgeNode): KnowledgeNode {
  const both = (of: (one: KnowledgeNode) => readonly string[]) => [...new Set([...of(known), ...of(node)])]
  const supports = both(one => one.supports)
  return {
    ...known,
    supports,
    rulesOut: both(one => one.rulesOut).filter(disease => !supports.includes(disease)),
    expectedOf: both(one => one.expectedOf),
    essentialTo: both(one => one.essentialTo),
    about: both(one => one.about),
  }
}
