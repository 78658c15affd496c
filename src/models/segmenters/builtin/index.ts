/**
 * The built-in segmenter: interactive, without weights or training. A box or click gives every cell of a working
 * grid odds of being target (`evidence.ts`); a random walker with those odds as prior gives the mask
 * (`random-walker.ts`). Chosen by measurement among a random walker, a graph cut, geodesic distances and the odds
 * alone, all on the same evidence: `bench/segmenter-choice.ts`, figures in FEATURES.md.
 */
import type { Segmenter } from '../segmenter.ts'
import { openBuiltin } from './session.ts'

export function builtinSegmenter(): Segmenter {
  return {
    id: 'builtin',
    locality: 'local',
    open: async (image, signal) => {
      signal?.throwIfAborted()
      return openBuiltin(image)
    },
  }
}
