/**
 * Of which sex alone a finding can be asked, by the words of its question. The training patients are too few to tell:
 * among those that ship no man has high blood pressure and no woman a palsy of the face.
 */
import type { Sex } from '../../cases/index.ts'

const words: readonly [Sex, RegExp][] = [
  ['F', /\b(?:vagina|menstru|menarche|menopaus|pregnan|breast-?fe)/i],
  ['M', /\b(?:prostat|testic|scrot|penis|penile|erectile)/i],
]

/** Undefined where anybody can be asked. */
export function sexAsked({ content, question }: { content: string; question: string }): Sex | undefined {
  return words.find(([, word]) => word.test(`${content} ${question}`))?.[0]
}
