/** Content words, shared by the measures that compare texts by their words. */
import { tokenise } from '../normalise.ts'

const empty = new Set(
  'a i an the of in on at or and to my me we you your he she his her they their it its this that these those there here have has had having am is are was were be been being do does did with from for by as any some than more very may might can could would should will also so thus therefore hence because since which who what when where while if then step first second next finally patient'.split(
    ' ',
  ),
)

/** Distinct words of a text that carry meaning, normalised; negations and numbers are among them. */
export function contentWords(text: string): Set<string> {
  return new Set(
    tokenise(text)
      .map(({ word }) => word)
      .filter(word => !empty.has(word)),
  )
}

/** Whether the shared part is at least this share of the whole; false for two empty sets. */
export function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>, least: number): boolean {
  // Sets of unlike sizes cannot, and most pairs of a long chain are spared the rest.
  if (Math.min(a.size, b.size) < least * Math.max(a.size, b.size)) return false
  const shared = a.intersection(b).size
  const whole = a.size + b.size - shared
  return whole > 0 && shared / whole >= least
}
