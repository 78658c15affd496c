/**
 * The same chain in other words, by rules that keep its meaning: clinical synonyms, contractions, and another
 * order of steps that do not refer to each other. An answer that turns on such a change rested on the wording.
 * Lanham et al. (arXiv 2307.13702) let a model write the paraphrase; rules change less, but nothing is added.
 */
import type { Random } from '../../cases/index.ts'

export type Paraphrase = { steps: string[]; words: number; moved: number }

/** Symptoms and turns of phrase. No names of diseases or signs: those may be the answer. */
const synonyms: readonly [RegExp, string][] = [
  [/\bshortness of breath\b/gi, 'breathlessness'],
  [/\bbreathlessness\b/gi, 'shortness of breath'],
  [/\bdyspn(?:o?ea)\b/gi, 'shortness of breath'],
  [/\bfever\b/gi, 'raised temperature'],
  [/\btachycardia\b/gi, 'fast heart rate'],
  [/\bbradycardia\b/gi, 'slow heart rate'],
  [/\bfatigue\b/gi, 'tiredness'],
  [/\bvomit(?:ed|ing)\b/gi, 'throwing up'],
  [/\brunny nose\b/gi, 'nasal discharge'],
  [/\bchest x-ray\b/gi, 'chest radiograph'],
  [/\bradiograph\b/gi, 'X-ray image'],
  [/\bshows\b/gi, 'demonstrates'],
  [/\bdemonstrates\b/gi, 'shows'],
  [/\bsuggests\b/gi, 'points to'],
  [/\bindicates\b/gi, 'points to'],
  [/\bis consistent with\b/gi, 'fits'],
  [/\btherefore\b/gi, 'hence'],
  [/\bthus\b/gi, 'hence'],
  [/\brecently\b/gi, 'of late'],
  [/\bmost likely\b/gi, 'most probable'],
  [/\b(is|are|was|were|do|does|did|has|have|had) not\b/gi, "$1n't"],
  [/\b(is|are|was|were|do|does|did|has|have|had)n['’]t\b/gi, '$1 not'],
]

/** A step that leans on another one keeps its place. */
const leaning =
  /\b(?:therefore|thus|hence|so|then|because|since|this|these|those|that|it|its|both|also|however|but|although|given|overall|together|above|previous|earlier|next|first|finally|step \d+|former|latter|such)\b/i

/** Undefined where neither a word nor an order could be changed. */
export function paraphrase(steps: readonly string[], random: Random): Paraphrase | undefined {
  let words = 0
  const reworded = steps.map(step => {
    const done = new Set<string>()
    return synonyms.reduce((text, [pattern, other]) => {
      // A word that another rule has just written is not turned back.
      if (done.has(pattern.source)) return text
      return text.replace(pattern, (found, ...groups) => {
        words++
        const put = other.replace('$1', typeof groups[0] === 'string' ? groups[0] : '')
        for (const [back] of synonyms) if (new RegExp(back.source, 'i').test(put)) done.add(back.source)
        return found[0] === found[0]?.toUpperCase() ? `${put[0]?.toUpperCase()}${put.slice(1)}` : put
      })
    }, step)
  })
  const ordered = reorder(reworded, random)
  const moved = ordered.filter((step, i) => step !== reworded[i]).length
  return words + moved === 0 ? undefined : { steps: ordered, words, moved }
}

/** Shuffles each run of steps that stand alone. */
function reorder(steps: readonly string[], random: Random): string[] {
  const result: string[] = []
  let run: string[] = []
  const flush = (): void => {
    result.push(...random.shuffle(run))
    run = []
  }
  for (const step of steps) {
    if (!leaning.test(step)) {
      run.push(step)
      continue
    }
    flush()
    result.push(step)
  }
  flush()
  return result
}
