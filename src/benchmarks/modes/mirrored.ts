/**
 * The picture is mirrored left to right, and so is the language of question, options and reference, so
 * the truth is kept: a solver that looks is stable, one that leans on where organs usually lie (the
 * heart on the left) is exposed. Tag `laterality` tells whether the words speak of a side.
 *
 * Limits: burned-in text and side markers are mirrored too, so a marker may give the mirroring away;
 * the anatomy becomes situs inversus, and structures named by form rather than place (left ventricle)
 * change their name with the side. A case whose words may name a side in another way (a lone R or L, a
 * clock position) is left as it is, as its truth could not be kept for sure.
 */
import { type Case, type Reference, readMedia } from '../../cases/index.ts'
import { gazeMedia, mirrorGaze, mirrorHorizontally, readGazeMedia } from '../../imaging/index.ts'
import { hasUnclearSide, mirrorWords } from './mirror-words.ts'
import { type Operator, replaceImages, withPixels } from './operator.ts'

export const mirrored: Operator = async case_ => {
  const texts = textsOf(case_)
  if (texts.some(hasUnclearSide)) return undefined
  const laterality = texts.some(text => mirrorWords(text) !== text) ? 'yes' : 'no'
  const media = await Promise.all(
    case_.media.map(async medium =>
      medium.kind === 'gaze' ? gazeMedia(mirrorGaze(await readGazeMedia(medium))) : medium,
    ),
  )
  return replaceImages(
    { ...mirrorCaseWords(case_), media, tags: { ...case_.tags, laterality } },
    async image => withPixels(image, await mirrorHorizontally(await readMedia(image))),
  )
}

function mirrorCaseWords({ question, reference, ...rest }: Case): Case {
  const options = question.options?.map(({ key, text }) => ({ key, text: mirrorWords(text) }))
  return {
    ...rest,
    question: { ...question, text: mirrorWords(question.text), ...(options && { options }) },
    ...(reference && { reference: mirrorReference(reference) }),
  }
}

/** Keys, numbers and yes or no are not language: the options they point to were mirrored in place. */
function mirrorReference(reference: Reference): Reference {
  switch (reference.format) {
    case 'open':
      return { ...reference, answers: reference.answers.map(mirrorWords), ...mirroredLure(reference) }
    case 'diagnosis': {
      const synonyms = reference.synonyms?.map(mirrorWords)
      return {
        ...reference,
        name: mirrorWords(reference.name),
        ...(synonyms && { synonyms }),
        ...mirroredLure(reference),
      }
    }
    case 'labels':
      return mirrorPlaces(reference)
    default:
      return reference
  }
}

/** Boxes are in pixels of the picture as it was, so they go. */
function mirrorPlaces({
  places = {},
  boxes: _,
  ...reference
}: Extract<Reference, { format: 'labels' }>): Reference {
  const mirrored = Object.entries(places).map(([label, right]) => [label, right.map(mirrorWords)])
  return { ...reference, places: Object.fromEntries(mirrored) }
}

function mirroredLure({ lure }: Reference): { lure?: string } {
  return lure === undefined ? {} : { lure: mirrorWords(lure) }
}

function textsOf({ question, reference }: Case): string[] {
  const texts = [question.text, ...(question.options ?? []).map(option => option.text)]
  if (reference?.format === 'open') texts.push(...reference.answers)
  if (reference?.format === 'diagnosis') texts.push(reference.name, ...(reference.synonyms ?? []))
  return texts
}
