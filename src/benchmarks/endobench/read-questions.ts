/**
 * The official columns as a question: index, image, image_path, question, category, task, subtask, scene,
 * answer, dataset, gt, A to F. Nothing of its text is changed, as the prompt must come out byte for byte. The
 * answer is a letter; `gt` repeats its text and decides nothing.
 */
import { type Case, PraxisError } from '../../cases/index.ts'
import { type Columns, textOf } from '../vqa/columns.ts'
import type { Asked, Place } from '../vqa/question.ts'
import { categoryName, promptOf, sceneName, subtaskName, taskName } from './names.ts'

export const neededColumns = ['index', 'image', 'question', 'answer', 'task', 'A', 'B']

/** The question of a row; its options are the letters that have a text. */
export function endoscopyQuestion(
  fields: Record<string, unknown>,
  columns: Columns,
  place: Place,
): Asked | PraxisError {
  const text = fields[columns.question]
  if (typeof text !== 'string' || text.trim() === '')
    return new PraxisError('data-malformed', 'the question is empty', 'fill it in or drop the row', {
      ...place,
      field: columns.question,
    })
  const options = columns.letters.flatMap(({ key, column }) => {
    const option = fields[column]
    return textOf(option) === undefined ? [] : [{ key, text: String(option) }]
  })
  const key = textOf(fields[columns.answer]) ?? ''
  if (options.length < 2 || !options.some(option => option.key === key))
    return new PraxisError(
      'option-unknown',
      `the answer "${key.slice(0, 40)}" is none of the options ${options.map(o => o.key).join(', ') || '(there are none)'}`,
      'write the letter of an option',
      { ...place, field: columns.answer },
    )
  return { question: { text, format: 'choice', options }, reference: { format: 'choice', key } }
}

/** The case with the tags that the tables are made by, in one spelling. */
export function tagged(case_: Case): Case {
  const { category, task: given, subtask: part, scene, dataset } = case_.tags
  const task = given === undefined ? undefined : taskName(given)
  const subtask = task === undefined ? undefined : subtaskName(task, part)
  const prompt = task === undefined ? undefined : promptOf(task, subtask)
  const tags = {
    ...(category !== undefined && { category: categoryName(category) }),
    ...(task !== undefined && { task }),
    ...(subtask !== undefined && { subtask }),
    ...(scene !== undefined && { scene: sceneName(scene) }),
    ...(prompt !== undefined && { prompt }),
    ...(dataset !== undefined && { source: dataset }),
  }
  return { ...case_, tags }
}
