/** The card of a forged set: what it is, where it came from, and what must not be made of it. */
import type { Card } from '../../cases/index.ts'
import type { ForgedEndobench, ForgeEndobenchOptions } from './forged.ts'

export function cardOf(
  { drawn, dataset }: { drawn: boolean; dataset: string },
  { from, seed, most }: ForgeEndobenchOptions,
  { items, frames, lesions, builder }: ForgedEndobench,
  finding: string,
): Card {
  const counts = Object.entries(items).map(([split, count]) => `${count} ${split}`)
  const limit = most === undefined ? '' : ` --most ${most}`
  return {
    name: `EndoBench shapes on ${drawn ? 'drawn phantoms' : dataset} (${counts.join(', ')} items)`,
    version: `builder ${builder}, seed ${seed}: ${frames} frames, ${lesions} marked lesions`,
    licence: drawn ? 'Apache-2.0' : 'that of the images it was made from',
    access: drawn ? 'open' : 'private',
    citation: 'Question shapes in the manner of EndoBench (S. Liu et al., arXiv 2505.23601), made by Praxis.',
    source: drawn
      ? `Written by \`praxis forge endobench --from ${from} --seed ${seed}${limit}\`; every picture is drawn by the builder.`
      : `Written by \`praxis forge endobench --seed ${seed}${limit}\` from the user's folder ${dataset}.`,
    intendedUse: drawn
      ? 'Trying out and testing the benchmark. Not for measuring models: no picture shows a patient.'
      : 'Measuring models in research. Not a medical device; not for decisions about patients.',
    limits: `${drawn ? 'PHANTOMS, not endoscopy. ' : ''}Only what masks or boxes say: where a ${finding} is, how large, how many. "No ${finding}" means that nothing is marked there, and rests on the marks being complete; touching lesions count as one. Many items share a frame, and counting panels share several. Not the authors' data, and no physician has reviewed it.`,
  }
}
