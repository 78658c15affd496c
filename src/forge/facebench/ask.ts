/** Short ways to write questions down. */
import type { FaceQuestion } from './question.ts'
import type { Face, Trait } from './traits.ts'
import { look, type Part } from './visible.ts'

type Rest = Pick<FaceQuestion, 'part' | 'mayHide' | 'after' | 'applies'>

/** Yes or no. */
export function yesNo(
  id: string,
  attribute: string,
  text: string,
  uses: readonly Trait[],
  isTrue: (face: Face) => boolean,
  size: FaceQuestion['size'],
  rest: Rest = {},
): FaceQuestion {
  const truth = (face: Face) => (isTrue(face) ? 'Yes' : 'No')
  return { id, attribute, type: 'TFQ', text, options: ['Yes', 'No'], uses, size, truth, ...rest }
}

/** Whether a part can be seen; not asked where that is unclear. */
export function seen(
  id: string,
  attribute: string,
  text: string,
  part: Part,
  uses: readonly Trait[],
  after?: string,
): FaceQuestion {
  const applies = (face: Face) => look(face, part) !== 'unclear'
  const isTrue = (face: Face) => look(face, part) === 'visible'
  return yesNo(
    id,
    attribute,
    text,
    uses,
    isTrue,
    'medium',
    after === undefined ? { applies } : { applies, after },
  )
}

/** One of some options. */
export function one(
  id: string,
  attribute: string,
  text: string,
  options: readonly string[],
  uses: readonly Trait[],
  truth: (face: Face) => string,
  size: FaceQuestion['size'],
  rest: Rest = {},
): FaceQuestion {
  return { id, attribute, type: 'SCQ', text, options, uses, size, truth, ...rest }
}

/** Every option that is true; at least one is. */
export function many(
  id: string,
  attribute: string,
  text: string,
  options: readonly string[],
  uses: readonly Trait[],
  truth: (face: Face) => string[],
  size: FaceQuestion['size'],
  rest: Rest = {},
): FaceQuestion {
  return { id, attribute, type: 'MCQ', text, options, uses, size, truth, ...rest }
}

/** The colour of something, in a word. */
export function colour(
  id: string,
  attribute: string,
  text: string,
  trait: Trait,
  size: FaceQuestion['size'],
  rest: Rest = {},
): FaceQuestion {
  return open(id, attribute, text, [trait], face => colourNames(face[trait]), size, rest)
}

/** A word or two. */
export function open(
  id: string,
  attribute: string,
  text: string,
  uses: readonly Trait[],
  truth: (face: Face) => string[],
  size: FaceQuestion['size'],
  rest: Rest = {},
): FaceQuestion {
  return { id, attribute, type: 'OEQ', text, options: [], uses, size, truth, ...rest }
}

const synonyms: Record<string, string[]> = {
  Gray: ['Grey', 'Silver'],
  Silver: ['Gray', 'Grey'],
  Blond: ['Blonde', 'Golden', 'Yellow'],
  Gold: ['Golden', 'Yellow'],
  Purple: ['Violet'],
  Blue: ['Light blue'],
  Green: ['Light green'],
  Pink: ['Light pink', 'Rose'],
  Brown: ['Dark brown'],
}

/** What a colour may be called. */
function colourNames(name: string): string[] {
  return [name, ...(synonyms[name] ?? [])]
}
