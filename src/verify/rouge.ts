/**
 * ROUGE between a reply and one reference (Lin, 2004): overlap of n-grams, longest common subsequence, and
 * its summary form, in which lines are sentences. Numbers agree with the `rouge_score` package without its
 * stemmer: words are runs of ASCII letters and digits in lower case.
 */
import { ngrams, sharedCount } from './bleu.ts'

/** Each 0..1. Precision is over the reply's words, recall over the reference's. */
export type Overlap = { precision: number; recall: number; f1: number }

/** Words as ROUGE counts them. */
export function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? []
}

/** Overlap of n-grams of one order. */
export function rougeN(reply: string, reference: string, order: number): Overlap {
  const said = ngrams(rougeWords(reply), order)
  const wanted = ngrams(rougeWords(reference), order)
  return overlap(sharedCount(said, wanted), said.length, wanted.length)
}

/** ROUGE-L: the longest common subsequence of the words. */
export function rougeL(reply: string, reference: string): Overlap {
  const said = rougeWords(reply)
  const wanted = rougeWords(reference)
  return overlap(commonPlaces(wanted, said).length, said.length, wanted.length)
}

/**
 * ROUGE-Lsum: for each line of the reference the union of its common subsequences with each line of the
 * reply. A word counts no more often than either text has it.
 */
export function rougeLsum(reply: string, reference: string): Overlap {
  const said = linesOf(reply)
  const wanted = linesOf(reference)
  const hits = wanted.flatMap(line => {
    const places = new Set(said.flatMap(other => commonPlaces(line, other)))
    return line.filter((_, i) => places.has(i))
  })
  const words = said.flat()
  return overlap(sharedCount(hits, words), words.length, wanted.flat().length)
}

function linesOf(text: string): string[][] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(rougeWords)
}

function overlap(hits: number, said: number, wanted: number): Overlap {
  if (hits === 0) return { precision: 0, recall: 0, f1: 0 }
  const precision = hits / said
  const recall = hits / wanted
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}

/** The places in `a` of a longest common subsequence; among several the one that the package finds. */
function commonPlaces(a: readonly string[], b: readonly string[]): number[] {
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => table[i * width + j] ?? 0
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++)
      table[i * width + j] =
        a[i - 1] === b[j - 1] ? at(i - 1, j - 1) + 1 : Math.max(at(i - 1, j), at(i, j - 1))
  const places: number[] = []
  for (let i = a.length, j = b.length; i > 0 && j > 0; ) {
    if (a[i - 1] === b[j - 1]) {
      places.unshift(i - 1)
      i--
      j--
    } else if (at(i, j - 1) > at(i - 1, j)) j--
    else i--
  }
  return places
}
