/**
 * Questions in the shapes of EndoBench (arXiv 2505.23601) from endoscopic images and the masks or boxes of
 * their lesions: region recognition under four visual prompts, region selection, grounding, area and counting.
 * How the authors built theirs is published in outline only (digest of the paper: labels to templates,
 * near-duplicates thinned, questions reworded); the definitions here are ours, and each item says how it was made.
 *
 * Two rules keep answers from being guessed without the picture: questions come in rounds that use every answer
 * equally often, or not at all, and what surrounds the answer (letter, colour, size and place of boxes) is dealt
 * evenly over the answers.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { messageOf, PraxisError } from '../../cases/index.ts'
import { cardOf } from './card.ts'
import type { ForgedEndobench, ForgeEndobenchOptions } from './forged.ts'
import type { Frame, FrameSource, Refusal } from './frame.ts'
import { builderVersion, maker } from './item.ts'
import { phantomFrames } from './phantom.ts'
import { clusterNames, inspectAll, intoSplits, thin } from './prepare-frames.ts'
import { findFrames } from './read-frames.ts'
import { roundsOf, upTo } from './rounds.ts'
import { openTable } from './write-items.ts'

/** The same options on the same data give the same bytes. Throws `data-missing`, `data-malformed` and `bad-usage`. */
export async function forgeEndobench(options: ForgeEndobenchOptions): Promise<ForgedEndobench> {
  const { from, seed, most = Number.POSITIVE_INFINITY } = options
  const out = resolve(options.out)
  const source = await sourceOf(from, seed)
  const { frames, refused, leaks } = await inspectAll(source.frames, source.refused)
  const { kept, thinned } = thin(frames)
  if (kept.length === 0)
    throw new PraxisError(
      'data-malformed',
      `none of the ${source.frames.length + source.refused.length} frames can be used (${refused[0] ? `${refused[0].frame}: ${refused[0].why}` : 'there are none'})`,
      'correct images and masks',
      { file: from },
    )
  const splits = intoSplits(kept, seed)
  const clusters = clusterNames(kept)
  const finding = options.finding ?? labelOf(kept)
  const summary: ForgedEndobench = {
    ...{ out, seed, builder: builderVersion, frames: kept.length },
    lesions: kept.reduce((sum, { lesions }) => sum + lesions.length, 0),
    ...{ items: {}, shapes: {}, clusters: {}, noRoom: {}, refused, leaks, thinned },
  }
  await guardOut(out, () => mkdir(out, { recursive: true }))
  let index = 0
  for (const [split, members] of splits) {
    const path = join(out, `${split}.tsv`)
    const table = await guardOut(out, () =>
      openTable(path, source.dataset, { builder: builderVersion, seed }),
    )
    const used = new Set<string>()
    const shapes: Record<string, number> = {}
    const noRoom: Record<string, number> = {}
    try {
      const rounds = roundsOf(members, maker(finding, `endobench ${seed} ${split}`), noRoom)
      for await (const item of upTo(rounds, (most * members.length) / kept.length)) {
        const cluster = clusters.get(item.cluster) ?? `${split} ${item.cluster}`
        await table.add({ ...item, cluster }, index++)
        used.add(cluster)
        shapes[item.how.shape] = (shapes[item.how.shape] ?? 0) + 1
      }
    } finally {
      await table.close()
    }
    summary.items[split] = Object.values(shapes).reduce((sum, count) => sum + count, 0)
    summary.shapes[split] = shapes
    summary.clusters[split] = used.size
    summary.noRoom[split] = noRoom
  }
  const { out: _, ...made } = summary
  await writeJson(join(out, 'card.json'), cardOf(source, options, summary, finding))
  await writeJson(join(out, 'forge.json'), { from: source.dataset, ...made })
  return summary
}

type Source = { frames: FrameSource[]; refused: Refusal[]; dataset: string; drawn: boolean }

async function sourceOf(from: string, seed: number): Promise<Source> {
  const drawn = /^phantom:([1-9]\d{0,4})$/.exec(from)?.[1]
  if (drawn !== undefined)
    return {
      frames: phantomFrames(Number(drawn), seed),
      refused: [],
      dataset: 'Phantom (drawn, not a patient)',
      drawn: true,
    }
  return { ...(await findFrames(resolve(from))), dataset: basename(resolve(from)), drawn: false }
}

function labelOf(frames: readonly Frame[]): string {
  const labels = new Set(frames.flatMap(({ source }) => source.boxes?.map(({ label }) => label) ?? 'polyp'))
  const [label = 'polyp'] = labels
  return labels.size === 1 ? label : 'lesion'
}

async function guardOut<T>(out: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new PraxisError(
      'bad-usage',
      messageOf(error),
      'name a folder that can be written',
      { file: out },
      error,
    )
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`)
}
