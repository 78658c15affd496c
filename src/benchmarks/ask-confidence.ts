/** Asks how sure the model is, after everything that the benchmark asks. The question itself stays as it is. */
import type { Task } from '../agents/index.ts'
import { confidenceRequest } from '../verify/index.ts'

export function askConfidence(task: Task): Task {
  const { system, user } = task.prompt
  return {
    ...task,
    prompt: { ...(system !== undefined && { system }), user: `${user}\n\n${confidenceRequest}` },
  }
}
