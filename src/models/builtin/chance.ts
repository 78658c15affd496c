/**
 * `builtin:chance`: uniform over the answers that the question itself lists. One random stream per case,
 * so an answer does not depend on the order of cases. Open questions, numbers, sets of options and
 * diagnoses without options list no answers; there it abstains and invents nothing. Asked how sure it
 * is, it says one in as many answers as there are.
 */
import { type Question, random } from '../../cases/index.ts'
import type { ChatModel } from '../chat-model.ts'
import { builtinModel, nameOption } from './answer.ts'

export function chanceModel(seed: number): ChatModel {
  return builtinModel('builtin:chance', `seed ${seed}`, (question, caseId) => {
    const answers = listedAnswers(question)
    if (answers.length === 0) return undefined
    const answer = random(`chance ${seed} ${caseId}`).pick(answers)
    return { answer, probability: 1 / answers.length }
  })
}

function listedAnswers({ format, options = [] }: Question): string[] {
  if (format === 'yes-no') return ['yes', 'no']
  if (format === 'choice' || format === 'diagnosis') return options.map(option => nameOption(format, option))
  return []
}
