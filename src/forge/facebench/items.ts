/**
 * The questions of each face as rows of the FaceBench format, with answers in balance: within a split and a
 * question no answer is kept more often than the median answer (of yes and no: than the rarer one). What
 * is dropped is dropped by lot, and children go with their root.
 */
import { faceAttributes, hashBytes, notVisible, PraxisError, random } from '../../cases/index.ts'
import type { FaceQuestion } from './question.ts'
import { questions } from './questions.ts'
import type { DrawnFace } from './sample-faces.ts'
import type { Face } from './traits.ts'
import { isSharpEnough, look } from './visible.ts'

/** A row of the official schema; `metadata.attribute` and `how` are ours. */
export type FaceItem = {
  question_id: string
  question_type: FaceQuestion['type']
  image_id: string
  text: string
  instruction: string
  options: string[]
  conditions: { 'option Y': string[]; 'option N': string[] }
  gt_answer: string | string[]
  metadata: { image_source: string; view: string; attribute_level: string; attribute: string }
  /** The traits that the answer was read from. */
  how: Record<string, string>
}

export type Picture = DrawnFace & { imageId: string }

const instructions: Record<FaceQuestion['type'], string> = {
  TFQ: 'Choose the option that is true of the picture.',
  SCQ: 'Choose the one option that fits the picture best.',
  MCQ: 'Choose every option that is true of the picture.',
  OEQ: 'Reply with one word or a short phrase.',
}

/** The answer of this question on this face; undefined where it is not asked. */
export function answerOf(question: FaceQuestion, face: Face): string | string[] | undefined {
  if (!isSharpEnough(face, question.size)) return undefined
  const sight = question.part === undefined ? 'visible' : look(face, question.part)
  if (sight === 'unclear') return undefined
  if (sight === 'hidden') return question.mayHide ? notVisible : undefined
  if (question.applies?.(face) === false) return undefined
  const root = questions.find(({ id }) => id === question.after)
  if (root !== undefined && answerOf(root, face) !== 'Yes') return undefined
  return question.truth(face)
}

/** Every item of these pictures of one split, in the order of pictures and questions. */
export function itemsOf(pictures: readonly Picture[], seed: number): FaceItem[] {
  const kept = new Map<string, Map<string, string | string[]>>()
  for (const question of questions) {
    const asked = pictures.flatMap(picture => {
      const open = question.after === undefined || kept.get(question.after)?.get(picture.imageId) === 'Yes'
      const answer = open ? answerOf(question, picture.face) : undefined
      return answer === undefined ? [] : [{ imageId: picture.imageId, answer }]
    })
    const stream = random(`facebench ${seed} balance ${question.id}`)
    kept.set(question.id, new Map(balanced(stream.shuffle(asked), question).map(a => [a.imageId, a.answer])))
  }
  return pictures.flatMap(picture =>
    questions.flatMap(question => {
      const answer = kept.get(question.id)?.get(picture.imageId)
      return answer === undefined ? [] : [rowOf(question, picture, answer, kept, seed)]
    }),
  )
}

type Answered = { imageId: string; answer: string | string[] }

function balanced(asked: readonly Answered[], { type }: FaceQuestion): Answered[] {
  const groups = [...Map.groupBy(asked, ({ answer }) => JSON.stringify(answer)).values()]
  // A question that only ever has one answer measures nothing.
  if (groups.filter(([first]) => first?.answer !== notVisible).length < 2) return []
  const evenly = type === 'TFQ' ? groups.filter(([first]) => first?.answer !== notVisible) : groups
  const sizes = evenly.map(group => group.length).sort((a, b) => a - b)
  const most = type === 'TFQ' ? sizes[0] : sizes[Math.floor((sizes.length - 1) / 2)]
  return groups.flatMap(group => group.slice(0, most))
}

function rowOf(
  question: FaceQuestion,
  { imageId, face }: Picture,
  answer: string | string[],
  kept: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  seed: number,
): FaceItem {
  const { view, level } = placeOf(question)
  const offered = question.mayHide ? [...question.options, notVisible] : [...question.options]
  const stream = random(`facebench ${seed} options ${imageId} ${question.id}`)
  const opened = questions.filter(({ id, after }) => after === question.id && kept.get(id)?.has(imageId))
  return {
    question_id: question.id,
    question_type: question.type,
    image_id: imageId,
    text: question.text,
    instruction: instructions[question.type],
    options: question.type === 'TFQ' ? offered : stream.shuffle(offered),
    conditions: { 'option Y': opened.map(({ id }) => id), 'option N': [] },
    gt_answer: answer,
    metadata: {
      image_source: 'praxis',
      view,
      attribute_level: `level ${level}`,
      attribute: question.attribute,
    },
    how: Object.fromEntries(question.uses.map(trait => [trait, face[trait]])),
  }
}

function placeOf({ id, attribute }: FaceQuestion): { view: string; level: number } {
  const found = faceAttributes().find(known => known.id === attribute)
  if (found !== undefined) return found
  throw new PraxisError('data-malformed', `${attribute} is no attribute of the hierarchy`, 'correct the id', {
    field: id,
  })
}

/** Name of a picture; the hash keeps names of different seeds apart. */
export function imageIdOf(split: string, place: number, seed: number): string {
  return `${split}-praxis-${hashBytes(`facebench ${seed}`).slice(0, 6)}-${String(place + 1).padStart(4, '0')}.png`
}
