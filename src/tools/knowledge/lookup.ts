/**
 * Questions to the DDXPlus knowledge base, as pure functions: agents and the MCP server ask the same ones.
 * The base lists evidences for a condition and no values, so two conditions that hurt in different places look
 * alike here. It is a closed world: what it does not list for a condition never occurs with it in the data, which
 * says nothing of real patients.
 */
import type { Condition, Evidence, Knowledge } from '../../cases/index.ts'
import { normaliseAnswer } from '../../verify/index.ts'

const namesOf = new WeakMap<Knowledge, ReadonlyMap<string, Condition>>()

/** The condition of an English or French name or a synonym; case, accents and punctuation do not matter. */
export function findCondition(name: string, knowledge: Knowledge): Condition | undefined {
  const names = namesOf.get(knowledge) ?? conditionsByName(knowledge)
  namesOf.set(knowledge, names)
  return names.get(normaliseAnswer(name))
}

/** Every name of a condition but its first: French, then synonyms. */
export function otherNames({ name, nameFr }: Condition, { synonyms }: Knowledge): string[] {
  return [...new Set([nameFr, ...(synonyms[name] ?? [])])].filter(other => other !== name)
}

/** The conditions that list an evidence, in file order. */
export function conditionsWith(code: string, { conditions }: Knowledge): Condition[] {
  return [...conditions.values()].filter(({ evidences }) => evidences.has(code))
}

export type Separation = {
  /** Listed for some of the conditions and not for all; those that the fewest conditions of the base list first. */
  separating: { evidence: Evidence; listedFor: Condition[]; notListedFor: Condition[]; listedByAll: number }[]
  /** Listed for each of them, in file order. */
  shared: Evidence[]
}

/** Which evidences distinguish conditions. `listedByAll` counts the conditions of the whole base. */
export function findingsThatSeparate(conditions: readonly Condition[], knowledge: Knowledge): Separation {
  const separation: Separation = { separating: [], shared: [] }
  for (const evidence of knowledge.evidences.values()) {
    const { code } = evidence
    const listedFor = conditions.filter(({ evidences }) => evidences.has(code))
    if (listedFor.length === 0) continue
    if (listedFor.length === conditions.length) separation.shared.push(evidence)
    else
      separation.separating.push({
        evidence,
        listedFor,
        notListedFor: conditions.filter(({ evidences }) => !evidences.has(code)),
        listedByAll: conditionsWith(code, knowledge).length,
      })
  }
  separation.separating.sort((a, b) => a.listedByAll - b.listedByAll)
  return separation
}

/** First names win over synonyms, should one be both. */
function conditionsByName(knowledge: Knowledge): Map<string, Condition> {
  const all = [...knowledge.conditions.values()]
  const later = all.flatMap(one =>
    otherNames(one, knowledge).map(name => [normaliseAnswer(name), one] as const),
  )
  return new Map([...later, ...all.map(one => [normaliseAnswer(one.name), one] as const)])
}
