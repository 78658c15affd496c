/** The published prompt, byte for byte under either scoring: "\n" and the blank at the end are part of it. */
import type { Task } from '../../agents/index.ts'
import type { Case } from '../../cases/index.ts'

export function posePublished({ id, question, media }: Case): Task {
  const options = (question.options ?? []).map(({ key, text }) => `${key}. ${text}\n`).join('')
  const user = `Question: ${question.text}\nOptions:\n${options}Please select the correct answer from the options above. \n`
  return { caseId: id, question, media, prompt: { user } }
}
