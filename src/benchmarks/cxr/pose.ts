/** The words for a model that is shown the radiograph: which labels are meant, and how the answer must end. */
import type { Task } from '../../agents/index.ts'
import type { Case } from '../../cases/index.ts'
import { noFinding } from '../../verify/index.ts'

export function poseLabels({ id, question, media }: Case): Task {
  const labels = (question.options ?? []).map(({ text }) => text).join('; ')
  const user = [
    question.text,
    `Labels: ${labels}.`,
    'Name every label that holds, also a wider one that follows from a narrower one. Labels that you do not name count as absent.',
    `End your reply with a line of the form \\boxed{label, label}, or \\boxed{${noFinding}} where none holds.`,
  ].join('\n\n')
  return { caseId: id, question, media, prompt: { user } }
}
