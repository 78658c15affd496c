/**
 * The words of the question as the released inference code joins them: text, options a line each and
 * without letters, then the row's instruction. An open question keeps its empty line. The closing request
 * for a bare answer is in our words.
 */
import type { Task } from '../../agents/index.ts'
import type { Case } from '../../cases/index.ts'

const bareAnswer = 'Reply with the answer alone and explain nothing.'

export function poseFace({ id, question, media, tags }: Case): Task {
  const options = (question.options ?? []).map(({ text }) => text).join('\n')
  const user = `${question.text}\n${options}\n${`${tags.instruction ?? ''} ${bareAnswer}`.trim()}`
  return { caseId: id, question, media, prompt: { user } }
}
