/**
 * Critic-guided growth of the memory (CGME; Alg. 2, lines 1-16). Each training case is diagnosed; right, it is
 * remembered with what decided it; wrong, the critic, who knows the label, says which disease to consider and which
 * finding decides for it, and the case is diagnosed again, three rounds at most; never right, it is left out.
 */
import { infer, type NamedMemory } from '../infer.ts'
import type { Diagnosis } from '../nodes.ts'
import type { Outcome, Pivot, Reasoner, Story } from '../reasoner.ts'
import { addCases, keyOf, type Memory, type Remembered } from './memory.ts'

export type Critic = (label: string, diagnosis: Diagnosis, story: Story) => Promise<Outcome<Pivot[]>>

export type LabelledStory = Story & { label: string }

/** Rounds in which a case may be diagnosed. */
export const mostRounds = 3

export type Growth = {
  memory: Memory
  cases: number
  /** Cases remembered, by the round in which they were right. */
  byRound: number[]
  discarded: { caseId: string; why: string }[]
  /** How often the critic was asked, and how often it had nothing that could be used. */
  critic: { asked: number; failed: number }
}

export type GrowOptions = {
  memory: Memory
  cases: Iterable<LabelledStory> | AsyncIterable<LabelledStory>
  /** Who diagnoses a case. It may depend on the case, so that what it learned need not hold the case itself. */
  reasonerFor: (story: LabelledStory) => Reasoner
  critic: Critic
  /** Who diagnoses and who corrects, for the provenance of each case; absent where both are `symbolic`. */
  by?: { reasoner: string; critic: string }
  /** Told of the memory after each case that was remembered, so that a long growth loses none. */
  keep?: (memory: Memory) => Promise<void>
  signal?: AbortSignal
}

export async function growMemory({
  memory,
  cases,
  reasonerFor,
  critic,
  by,
  keep,
  signal,
}: GrowOptions): Promise<Growth> {
  const known = new Set(memory.cases.map(({ caseId }) => caseId))
  const growth: Growth = {
    memory,
    cases: 0,
    byRound: Array.from({ length: mostRounds }, () => 0),
    discarded: [],
    critic: { asked: 0, failed: 0 },
  }
  const counted: Critic = async (label, diagnosis, story) => {
    const said = await critic(label, diagnosis, story)
    growth.critic.asked++
    if (!said.ok) growth.critic.failed++
    return said
  }
  const learned: Remembered[] = []
  for await (const { label, ...story } of cases) {
    signal?.throwIfAborted()
    if (known.has(story.caseId)) continue
    growth.cases++
    const named = { name: 'growing', memory }
    const one = await study({ ...story, label }, reasonerFor({ ...story, label }), counted, named)
    if (one.ok) {
      learned.push(by === undefined ? one.value : { ...one.value, by: whoDid(by, one.value) })
      await keep?.(addCases(memory, learned, 'grow'))
      growth.byRound[one.value.round - 1] = (growth.byRound[one.value.round - 1] ?? 0) + 1
    } else growth.discarded.push({ caseId: story.caseId, why: one.reason })
  }
  return { ...growth, memory: addCases(memory, learned, 'grow') }
}

/** The critic had a part only in what was not right at once. */
function whoDid({ reasoner, critic }: { reasoner: string; critic: string }, { round }: Remembered) {
  return { reasoner, ...(round > 1 && { critic }) }
}

/** One case through its rounds. */
async function study(
  { label, ...story }: LabelledStory,
  reasoner: Reasoner,
  critic: Critic,
  memory: NamedMemory,
): Promise<Outcome<Remembered>> {
  const pivots: Pivot[] = []
  let reason = ''
  // The label is known here, so a guess misleads nobody, and a right one teaches.
  const { doubt: _, ...bold } = reasoner
  for (let round = 1; round <= mostRounds; round++) {
    const feedback = round === 1 ? {} : { feedback: { consider: label, pivots } }
    const diagnosis = await infer(story, { reasoner: bold, memory, ...feedback })
    if (diagnosis.decision.disease === label)
      return { ok: true, value: remember(story.caseId, label, round, diagnosis, pivots) }
    reason = `answered ${diagnosis.decision.disease ?? 'nothing'} after ${mostRounds} rounds`
    if (round === mostRounds) break
    const said = await critic(label, diagnosis, story)
    if (!said.ok) return said
    pivots.push(...said.value)
  }
  return { ok: false, reason }
}

function remember(
  caseId: string,
  disease: string,
  round: number,
  { patient }: Diagnosis,
  pivots: readonly Pivot[],
): Remembered {
  const finding = ({ content, code }: { content: string; code?: string | undefined }) => ({
    key: keyOf({ content, code }),
    content,
    ...(code && { code }),
  })
  return {
    caseId,
    disease,
    round,
    findings: patient.filter(({ status, detail }) => status === 'Present' && !detail).map(finding),
    pivots: pivots.map(pivot => ({ ...finding(pivot), over: pivot.rulesOut })),
  }
}
