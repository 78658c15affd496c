/** The words of the question: as the set has them, the options by letter, and how the answer must end. */
import type { Task } from '../../agents/index.ts'
import type { Case, Format } from '../../cases/index.ts'

const ending: Record<Format, string> = {
  choice: '"Answer: X", where X is the letter of the one best option',
  choices: '"Answer: X, Y", where X, Y are the letters of all correct options',
  'yes-no': '"Answer: yes" or "Answer: no"',
  number: '"Answer: N", where N is a number in digits',
  open: '"Answer: …", with the answer in a few words',
  diagnosis: '"Answer: …", with the name of the one most likely diagnosis',
  labels: '"Answer: …, …", with the labels that apply, or "Answer: No Finding"',
  mask: '"Answer: …", with where the target is; a mask is drawn with the tools of benchmark segment',
}

export function poseQuestion({ id, question, media }: Case): Task {
  const options = (question.options ?? []).map(({ key, text }) => `${key}. ${text}`)
  const user = [
    question.text,
    ...(options.length > 0 ? [`Options:\n${options.join('\n')}`] : []),
    `End your reply with a line of the form ${ending[question.format]}.`,
  ].join('\n\n')
  return { caseId: id, question, media, prompt: { user } }
}
