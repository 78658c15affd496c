/**
 * The assistant turns of an earlier run, case by case: what `replay:RUN` answers with. The main line is given
 * turn by turn; a fork of it answers only to the conversation that it had.
 */
import type { ReplayFork } from '../models/index.ts'
import { type Trace, withoutForks } from '../verify/index.ts'
import { readRecords } from './run-folder.ts'

export async function* recordedReplies(
  dir: string,
): AsyncGenerator<{ caseId: string; replies: string[]; forks: ReplayFork[] }> {
  for await (const { trace } of readRecords(dir)) {
    const main = withoutForks(trace)
    const replies = main.steps.flatMap(step =>
      step.type === 'message' && step.role === 'assistant' ? [step.text] : [],
    )
    yield { caseId: trace.caseId, replies, forks: forksIn(trace, main) }
  }
}

/** The conversation of a fork is its line of parents: messages, and what was put into the model's mouth. */
function forksIn({ steps }: Trace, main: Trace): ReplayFork[] {
  const byId = new Map(steps.map(step => [step.id, step]))
  const mainIds = new Set(main.steps.map(({ id }) => id))
  const saidBefore = (parent: string | undefined): string[] => {
    const step = parent === undefined ? undefined : byId.get(parent)
    if (step === undefined) return []
    const own = step.type === 'message' || step.type === 'revision' ? [step.text] : []
    return [...saidBefore(step.parent), ...own]
  }
  return steps.flatMap(step =>
    step.type === 'message' && step.role === 'assistant' && !mainIds.has(step.id)
      ? [{ said: saidBefore(step.parent), reply: step.text }]
      : [],
  )
}
