/**
 * Which column means what, by the names that medical question sets use: VLMEvalKit tables, VQA-RAD, SLAKE,
 * PathVQA, PMC-VQA, OmniMedVQA, MedQA, MedXpertQA. Names are compared without case; the first name of a
 * list that is there wins.
 */
import { presentColumns } from '../refuse-unreadable.ts'

export type Columns = {
  id?: string
  question: string
  answer: string
  hint?: string
  /** One column that holds all options. */
  options?: string
  /** One column an option. */
  letters: { key: string; column: string }[]
  /** Columns that may hold images, the ones to try first in front. */
  images: string[]
  /** One column an image (`image_1`, `image_2`), used together. */
  imageParts: string[]
  /** The patient or study. */
  cluster?: string
  answerType?: string
  /** Reference reasoning, as one text or a list of steps. */
  rationale?: string
  tags: string[]
}

const ids = ['index', 'id', 'qid', 'question_id', 'case_id', 'uid']
const questions = ['question', 'query', 'prompt']
const answers = [
  'answer_idx',
  'answer_label',
  'answer',
  'gt_answer',
  'correct_answer',
  'correct_option',
  'ground_truth',
  'target',
  'label',
]
const optionLists = ['options', 'choices']
const imageColumns = [
  'image',
  'images',
  'image_path',
  'image_name',
  'img_name',
  'figure_path',
  'file_name',
  'img_path',
  'img',
]
const rationales = ['rationale', 'reasoning_steps', 'reasoning', 'explanation', 'steps']
const clusters = [
  'patient_id',
  'subject_id',
  'patient',
  'study_id',
  'study',
  'case_number',
  'video_id',
  'video',
  'cluster',
]
const tagColumns = [
  'category',
  'l2-category',
  'l2_category',
  'split',
  'task',
  'subtask',
  'scene',
  'dataset',
  'answer_type',
  'question_type',
  'phrase_type',
  'content_type',
  'semantic_type',
  'image_organ',
  'organ',
  'location',
  'modality',
  'modality_type',
  'medical_task',
  'body_system',
  'department',
  'subject',
  'topic',
  'difficulty',
  'q_lang',
  'meta_info',
  'images_withheld',
]

/** The meaning of the columns, or the sentence that says which are missing. */
export function recogniseColumns(names: string[]): Columns | string {
  const byName = new Map(names.map(name => [name.trim().toLowerCase(), name]))
  const first = (wanted: string[]): string | undefined => all(wanted)[0]
  const all = (wanted: string[]): string[] =>
    wanted.map(name => byName.get(name)).filter(name => name !== undefined)
  const question = first(questions)
  const answer = first(answers)
  if (question === undefined || answer === undefined) {
    const missing = [
      ...(question === undefined ? [`a question column (${questions.join(', ')})`] : []),
      ...(answer === undefined ? [`an answer column (${answers.join(', ')})`] : []),
    ]
    return `the table lacks ${missing.join(' and ')}; ${presentColumns(names)}`
  }
  return {
    ...given('id', first(ids)),
    question,
    answer,
    ...given('hint', first(['hint'])),
    ...given('options', first(optionLists)),
    letters: letterColumns(names),
    images: all(imageColumns),
    imageParts: names.filter(name => /^(image|img)[ _]?\d+$/i.test(name.trim())),
    ...given('cluster', first(clusters)),
    ...given('answerType', first(['answer_type'])),
    ...given('rationale', first(rationales)),
    tags: all(tagColumns),
  }
}

/** Columns `A`, `option_B`, `Choice C` and so on, as far as the letters run on from A: a lone `N` is no option. */
function letterColumns(names: string[]): Columns['letters'] {
  const byKey = new Map(
    names.flatMap(column => {
      const match = /^(?:[Oo]ption|OPTION|[Cc]hoice|CHOICE)[ _]?([A-Za-z])$|^([A-Z])$/.exec(column.trim())
      const key = match?.[1] ?? match?.[2]
      return key === undefined ? [] : [[key.toUpperCase(), column] as const]
    }),
  )
  const letters: Columns['letters'] = []
  for (let code = 65; code < 91; code++) {
    const key = String.fromCharCode(code)
    const column = byKey.get(key)
    if (column === undefined) break
    letters.push({ key, column })
  }
  return letters
}

function given<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  const entry: { [K in Key]?: string } = {}
  if (value !== undefined) entry[key] = value
  return entry
}

/** A cell as trimmed text; nothing where it is empty, missing, not a scalar, or pandas' `nan` for nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  const text = String(value).trim()
  return text === '' || /^nan$/i.test(text) ? undefined : text
}
