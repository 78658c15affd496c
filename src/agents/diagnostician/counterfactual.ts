/**
 * The counterfactual stage (section 4.2.2, backward): if the candidate were the disease, what else should be
 * there? Each expected finding that no patient node tells of is looked for in the narrative again. Found, it
 * becomes a present node; not found, a shadow of every candidate that expects it.
 */
import type { KnowledgeNode, PatientNode } from './nodes.ts'
import type { Outcome, Reasoner, Story } from './reasoner.ts'

export type Counterfactual = {
  /** Findings that the second reading brought up. */
  found: PatientNode[]
  /** The knowledge, linked to what was found. */
  knowledge: KnowledgeNode[]
  /** Knowledge ids that stay unobserved. */
  unobserved: ReadonlySet<string>
}

/** Where the second reading fails nothing counts as unobserved: no penalty rests on a stage that did not run. */
export async function lookAgain(
  story: Story,
  knowledge: readonly KnowledgeNode[],
  reread: Reasoner['reread'],
): Promise<Outcome<Counterfactual>> {
  const expected = knowledge.filter(({ expectedOf, about }) => expectedOf.length > 0 && about.length === 0)
  if (expected.length === 0)
    return { ok: true, value: { found: [], knowledge: [...knowledge], unobserved: new Set() } }
  const answer = await reread(story, expected)
  if (!answer.ok) return answer
  const found: PatientNode[] = []
  const linked = knowledge.map(node => {
    const words = answer.value.get(node.id)
    if (words === undefined || !expected.includes(node)) return node
    const { content, code } = node
    const again: PatientNode = {
      id: `again-${node.id}`,
      content,
      originalText: words,
      status: 'Present',
      ...(code && { code }),
    }
    found.push(again)
    return { ...node, about: [again.id] }
  })
  const unobserved = new Set(expected.map(({ id }) => id).filter(id => !answer.value.has(id)))
  return {
    ok: true,
    value: { found, knowledge: linked, unobserved },
    ...(answer.notes && { notes: answer.notes }),
  }
}
