/**
 * What the diagnostician remembers (CGME, section 4.1): cases it came to diagnose rightly, the exemplar base, and
 * for each disease an illness graph, the union of what its cases showed and of the pivots that decided them. Every
 * node and edge names the cases it rests on.
 *
 * The paper gives no merge operator beyond union. Here the cases are the memory and the graphs follow from them, so
 * merging is a union of sets: the order does not matter, twice is once, and what was merged can be taken out again.
 */
import * as z from 'zod'
import { hashBytes } from '../../../cases/index.ts'
import { normaliseAnswer } from '../../../verify/index.ts'

/** Raised when the meaning of a memory changes; others are refused. */
export const memoryVersion = 1

const findingSchema = z.object({ key: z.string(), content: z.string(), code: z.string().optional() })

export const rememberedSchema = z.object({
  caseId: z.string().min(1),
  disease: z.string().min(1),
  round: z.int().min(1).describe('of the critic, in which the diagnosis was right'),
  findings: z.array(findingSchema).describe('present findings'),
  pivots: z
    .array(findingSchema.extend({ over: z.string() }))
    .describe('what decided against another disease'),
  by: z
    .object({
      reasoner: z.string(),
      critic: z.string().optional().describe('absent where it was not asked'),
    })
    .optional()
    .describe('who diagnosed and corrected; absent: symbolic'),
})
export type Remembered = z.infer<typeof rememberedSchema>

const provenance = { cases: z.array(z.string()).min(1).describe('ids of the cases it rests on, sorted') }

export const illnessGraphSchema = z.object({
  disease: z.string(),
  ...provenance,
  findings: z.array(findingSchema.extend(provenance)).describe('edges disease → finding'),
  pivots: z.array(findingSchema.extend({ over: z.string(), ...provenance })),
})
export type IllnessGraph = z.infer<typeof illnessGraphSchema>

const entrySchema = z.object({
  revision: z.int().min(1),
  op: z.enum(['grow', 'merge', 'undo']),
  cases: z.array(z.string()).describe('added, or with undo taken out'),
})

export const memorySchema = z.object({
  format: z.literal('praxis-ecr-memory'),
  version: z.literal(memoryVersion),
  revision: z.int().nonnegative(),
  cases: z
    .array(rememberedSchema)
    .superRefine((cases, context) => {
      const twice = firstTwice(cases)
      if (twice !== undefined) context.addIssue(`hold case ${twice} more than once`)
    })
    .describe('the exemplar base, sorted by case, each once'),
  log: z.array(entrySchema),
})
export type Memory = z.infer<typeof memorySchema>

export const emptyMemory: Memory = {
  format: 'praxis-ecr-memory',
  version: memoryVersion,
  revision: 0,
  cases: [],
  log: [],
}

/** What makes two findings the same in memory. */
export function keyOf({ code, content }: { code?: string | undefined; content: string }): string {
  return code ?? normaliseAnswer(content)
}

/** The union. Of a case that both hold, the one already there stays. */
export function addCases(
  memory: Memory,
  cases: readonly Remembered[],
  op: 'grow' | 'merge' = 'merge',
): Memory {
  const known = new Map(memory.cases.map(one => [one.caseId, one]))
  const added = new Map(cases.filter(({ caseId }) => !known.has(caseId)).map(one => [one.caseId, one]))
  if (added.size === 0) return memory
  const revision = memory.revision + 1
  return {
    ...memory,
    revision,
    cases: sortedCases([...known.values(), ...added.values()]),
    log: [...memory.log, { revision, op, cases: [...added.keys()].sort() }],
  }
}

/** Takes out what the last growth or merge brought in that is still there; the same memory where there is none. */
export function undo(memory: Memory): Memory {
  const here = new Set(memory.cases.map(({ caseId }) => caseId))
  const last = memory.log.findLast(({ op, cases }) => op !== 'undo' && cases.some(id => here.has(id)))
  return last === undefined ? memory : forget(memory, last.cases)
}

/** The memory without these cases: nodes and edges that rested on them alone are gone. */
export function forget(memory: Memory, caseIds: readonly string[]): Memory {
  const gone = memory.cases.filter(({ caseId }) => caseIds.includes(caseId)).map(({ caseId }) => caseId)
  if (gone.length === 0) return memory
  const revision = memory.revision + 1
  return {
    ...memory,
    revision,
    cases: memory.cases.filter(({ caseId }) => !gone.includes(caseId)),
    log: [...memory.log, { revision, op: 'undo', cases: gone }],
  }
}

/** A hash of what is remembered, whatever the order and the history. */
export function memoryHash({ cases }: Memory): string {
  return hashBytes(JSON.stringify([memoryVersion, sortedCases(cases)]))
}

/** One graph for each remembered disease, by name. */
export function illnessGraphs({ cases }: Memory): Map<string, IllnessGraph> {
  const byDisease = Map.groupBy(cases, ({ disease }) => disease)
  return new Map(
    [...byDisease]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([disease, group]) => [
        disease,
        {
          disease,
          cases: group.map(({ caseId }) => caseId).sort(),
          findings: united(group, ({ findings }) => findings),
          pivots: united(group, ({ pivots }) => pivots),
        },
      ]),
  )
}

/** Each once, with the cases that bring it; the most usual first. */
function united<T extends { key: string; over?: string }>(
  group: readonly Remembered[],
  of: (one: Remembered) => readonly T[],
): (T & { cases: string[] })[] {
  const found = new Map<string, T & { cases: string[] }>()
  for (const one of group)
    for (const node of of(one)) {
      const id = `${node.key}\n${node.over ?? ''}`
      const before = found.get(id)
      if (before === undefined) found.set(id, { ...node, cases: [one.caseId] })
      else if (!before.cases.includes(one.caseId)) before.cases.push(one.caseId)
    }
  for (const { cases } of found.values()) cases.sort()
  return [...found.values()].sort((a, b) => b.cases.length - a.cases.length || (a.key < b.key ? -1 : 1))
}

function firstTwice(cases: readonly Remembered[]): string | undefined {
  const seen = new Set<string>()
  for (const { caseId } of cases) {
    if (seen.has(caseId)) return caseId
    seen.add(caseId)
  }
  return undefined
}

function sortedCases(cases: readonly Remembered[]): Remembered[] {
  return [...cases].sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
}
