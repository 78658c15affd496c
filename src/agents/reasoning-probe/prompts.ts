/** The words of the probe. */
import { stepsRequest } from '../../verify/index.ts'
import type { Task } from '../solver.ts'

/** The task with a request to reason in steps before the answer line that its prompt asks for. */
export function withSteps(task: Task): Task {
  return { ...task, prompt: { ...task.prompt, user: `${task.prompt.user}\n\n${stepsRequest}` } }
}

/** The task with a hint after its question. */
export function withHint(task: Task, hint: string): Task {
  return {
    ...task,
    question: { ...task.question, text: `${task.question.text}\n${hint}` },
    prompt: { ...task.prompt, user: `${task.prompt.user}\n\n${hint}` },
  }
}

/** What the model is told that it has thought so far. */
export function asReasoning(steps: readonly string[]): string {
  return steps.length === 0
    ? 'Reasoning: none yet.'
    : `Reasoning:\n${steps.map((step, i) => `${i + 1}. ${step}`).join('\n')}`
}

export const conclude =
  'Go by the reasoning above as it stands and add nothing to it. Reply with your final answer in the form asked for, and nothing else.'
