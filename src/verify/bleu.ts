/**
 * Sentence BLEU against one reference (Papineni et al., ACL 2002), as NLTK's `sentence_bleu` computes it
 * with smoothing method 1 (Chen and Cherry, WMT 2014): an n-gram order without a match counts as 0.1
 * matches of its n-grams, of which there is taken to be at least one.
 */
const epsilon = 0.1

/**
 * The weighted geometric mean of the n-gram precisions times the brevity penalty, 0..1; 0 without a shared
 * word. `weights` holds one number for each order from 1 up.
 */
export function sentenceBleu(
  said: readonly string[],
  wanted: readonly string[],
  weights: readonly number[],
): number {
  const precisions = weights.map((_, i) => modifiedPrecision(said, wanted, i + 1))
  if (precisions[0]?.matches === 0) return 0
  const logs = precisions.map(({ matches, total }) => Math.log((matches === 0 ? epsilon : matches) / total))
  const mean = weights.reduce((sum, weight, i) => sum + weight * (logs[i] ?? 0), 0)
  const brevity = said.length > wanted.length ? 1 : Math.exp(1 - wanted.length / said.length)
  return brevity * Math.exp(mean)
}

/** Matches are clipped: an n-gram counts no more often than the reference has it. */
function modifiedPrecision(
  said: readonly string[],
  wanted: readonly string[],
  order: number,
): { matches: number; total: number } {
  const given = ngrams(said, order)
  return { matches: sharedCount(given, ngrams(wanted, order)), total: Math.max(1, given.length) }
}

/** Runs of `order` neighbouring words, each joined by blanks. */
export function ngrams(words: readonly string[], order: number): string[] {
  const runs = Math.max(0, words.length - order + 1)
  return Array.from({ length: runs }, (_, i) => words.slice(i, i + order).join(' '))
}

/** How many items of one list can be paired with equal items of the other. */
export function sharedCount(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>()
  for (const item of b) left.set(item, (left.get(item) ?? 0) + 1)
  let shared = 0
  for (const item of a) {
    const count = left.get(item) ?? 0
    if (count === 0) continue
    shared++
    left.set(item, count - 1)
  }
  return shared
}
