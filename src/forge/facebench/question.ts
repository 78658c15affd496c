/** What a question about a drawn face is. */
import type { Face, Trait } from './traits.ts'
import type { Part, Size } from './visible.ts'

export type FaceQuestion = {
  /** `<level 1>_q<k>`; `_q0` is the root of those with the same part. */
  id: string
  /** Its place in the hierarchy. */
  attribute: string
  type: 'TFQ' | 'SCQ' | 'MCQ' | 'OEQ'
  text: string
  /** What may be answered, without "Information not visible"; for OEQ none. */
  options: readonly string[]
  /** The traits that the answer is read from. */
  uses: readonly Trait[]
  /** Where to look; the whole picture if absent. */
  part?: Part
  /** Whether "Information not visible" is an answer where the part is hidden; otherwise it is not asked there. */
  mayHide?: true
  size: Size
  /** The root that must be answered Yes. */
  after?: string
  /** Whether the question makes sense; yes if absent. */
  applies?: (face: Face) => boolean
  /** The right option, the right options, or every accepted wording, the usual one first. */
  truth: (face: Face) => string | string[]
}
