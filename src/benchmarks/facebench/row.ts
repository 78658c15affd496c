/**
 * One row of an official FaceBench file (test.jsonl, train.jsonl): a question about a face, its options
 * without letters, and which questions its answer opens. Keys: question_id, question_type, image_id, text,
 * instruction, options, conditions, gt_answer, metadata {image_source, view, attribute_level}. Unknown keys
 * are ignored; `metadata.attribute` may hold the id of an attribute of the hierarchy.
 */
import * as z from 'zod'
import {
  type ErrorCode,
  findFacePart,
  type Option,
  PraxisError,
  type Question,
  type Reference,
} from '../../cases/index.ts'

export const questionTypes = ['TFQ', 'SCQ', 'MCQ', 'OEQ'] as const
export type QuestionType = (typeof questionTypes)[number]

const ids = z.array(z.string()).default([])

const rowSchema = z.object({
  question_id: z.string().trim().min(1),
  question_type: z.string().trim().toUpperCase().pipe(z.enum(questionTypes)),
  image_id: z.string().trim().min(1),
  text: z.string().trim().min(1),
  instruction: z.string().default(''),
  options: z.array(z.string().trim().min(1)).nullish(),
  conditions: z.object({ 'option Y': ids, 'option N': ids }).nullish(),
  gt_answer: z.union([z.string(), z.array(z.string())]),
  metadata: z.object({
    view: z.string().trim().min(1),
    attribute_level: z.string().optional(),
    image_source: z.string().optional(),
    attribute: z.string().optional(),
  }),
})

export type Place = { file: string; row: number; caseId: string }

/** A row that can be asked, its image not yet looked for. */
export type FaceRow = {
  id: string
  image: string
  questionId: string
  place: Place
  question: Question
  reference: Reference
  tags: Record<string, string>
  /** Question ids of the same image that the answer yes, or no, opens. */
  opens: { yes: string[]; no: string[] }
}

/** The row, or what is wrong with it. */
export function readFaceRow(fields: unknown, file: string, row: number): FaceRow | PraxisError {
  const parsed = rowSchema.safeParse(fields)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = issue?.path.join('.') ?? ''
    const what = issue?.message.replace('Invalid input: ', '') ?? 'not a FaceBench row'
    return new PraxisError('data-malformed', what, 'correct or remove the row', {
      file,
      row,
      ...(field !== '' && { field }),
    })
  }
  const { question_id, image_id, question_type, text, conditions } = parsed.data
  const id = `${image_id}/${question_id}`
  const place = { file, row, caseId: id }
  const asked = askedIn(question_type, text, parsed.data.options ?? [], parsed.data.gt_answer)
  if ('field' in asked)
    return new PraxisError(asked.code, asked.what, asked.next, { ...place, field: asked.field })
  return {
    ...asked,
    id,
    image: image_id,
    questionId: question_id,
    place,
    tags: tagsOf(parsed.data),
    opens: { yes: conditions?.['option Y'] ?? [], no: conditions?.['option N'] ?? [] },
  }
}

type Fault = { code: ErrorCode; field: string; what: string; next: string }

type Asked = { question: Question; reference: Reference }

function askedIn(type: QuestionType, text: string, texts: string[], truth: string | string[]): Asked | Fault {
  const answers = [truth]
    .flat()
    .map(answer => answer.trim())
    .filter(answer => answer !== '')
  if (answers.length === 0)
    return fault('data-malformed', 'gt_answer', 'there is no answer', 'fill it in or drop the row')
  if (type === 'OEQ') return { question: { text, format: 'open' }, reference: { format: 'open', answers } }
  if (texts.length < 2)
    return fault('data-malformed', 'options', `a ${type} with ${texts.length} options`, 'list two or more')
  if (new Set(texts.map(plain)).size < texts.length)
    return fault('data-malformed', 'options', 'two options are the same', 'list each option once')
  return chosen(type, text, texts, answers)
}

function chosen(type: QuestionType, text: string, texts: string[], answers: string[]): Asked | Fault {
  const options = texts.map((option, i) => ({ key: keyOf(i), text: option }))
  const unknown = answers.find(answer => optionFor(answer, options) === undefined)
  if (unknown !== undefined)
    return fault(
      'option-unknown',
      'gt_answer',
      `the answer ${JSON.stringify(unknown)} is none of the options ${texts.join(', ')}`,
      'write the text of an option',
    )
  const keys = options
    .filter(option => answers.some(answer => optionFor(answer, options) === option))
    .map(({ key }) => key)
  if (type === 'MCQ')
    return { question: { text, format: 'choices', options }, reference: { format: 'choices', keys } }
  const [key = '', second] = keys
  if (second !== undefined)
    return fault('data-malformed', 'gt_answer', `${keys.length} answers to a ${type}`, 'give one answer')
  return { question: { text, format: 'choice', options }, reference: { format: 'choice', key } }
}

function fault(code: ErrorCode, field: string, what: string, next: string): Fault {
  return { code, field, what, next }
}

/** The option whose text this is: to the letter, else without regard to case and blanks. */
export function optionFor(text: string, options: readonly Option[]): Option | undefined {
  return (
    options.find(option => option.text === text) ?? options.find(option => plain(option.text) === plain(text))
  )
}

function plain(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, ' ')
}

/** A … Z, AA, AB, …: options are kept by letter, though they are shown without. */
function keyOf(place: number): string {
  const letter = String.fromCharCode(65 + (place % 26))
  return place < 26 ? letter : `${keyOf(Math.floor(place / 26) - 1)}${letter}`
}

/**
 * What tables are grouped by. `attribute` is the level-1 attribute that the question id begins with;
 * `hierarchy` tells whether the hierarchy knows it. `cell` is how the official code groups.
 */
function tagsOf({
  question_id,
  question_type,
  instruction,
  metadata,
}: z.output<typeof rowSchema>): Record<string, string> {
  const stem = question_id.replace(/_q\d+$/i, '')
  const part = findFacePart(metadata.attribute?.split('/')[0] ?? stem)
  return {
    view: metadata.view,
    type: question_type,
    attribute: part?.name ?? stem,
    hierarchy: part === undefined ? 'outside' : 'inside',
    ...(metadata.attribute_level && { level: metadata.attribute_level }),
    ...(metadata.image_source && { source: metadata.image_source }),
    cell: `${metadata.view.toLowerCase()} ${question_type}`,
    question: question_id,
    instruction,
  }
}
