/** Opens a folder of image and mask pairs: the shipped one by name, the user's by path. */
import { stat } from 'node:fs/promises'
import { fingerprintFiles, hashBytes, isPraxisError, PraxisError, readCard } from '../../cases/index.ts'
import type { CaseItem, Dataset, Settings } from '../benchmark.ts'
import { locateData } from '../locate-data.ts'
import { openPair, type Slices } from './open-pair.ts'
import {
  annotationFiles,
  type Pair,
  type PairItem,
  readAnnotations,
  readPlainPairs,
  unnamedTarget,
} from './read-sets.ts'

export const shippedName = 'segment-mini'

const caution =
  'nothing says what to segment, so a model can only guess: write it into target.txt, or add --set target="the left lung"'

/** Throws `data-missing`, `data-gated` or `data-malformed`. */
export async function openPairs(nameOrPath: string, settings: Settings): Promise<Dataset> {
  const { target = '', modality = '' } = settings
  const slices = settings.slices === 'all' ? 'all' : 'largest'
  const { name, path } = await locateData(nameOrPath, { [shippedName]: shippedName })
  if (!(await stat(path)).isDirectory())
    throw new PraxisError('data-malformed', 'not a folder of images and masks', 'name the folder', {
      file: path,
    })
  const annotations = await annotationFiles(path)
  const read: PairItem[] =
    annotations.length > 0
      ? (await Promise.all(annotations.map(file => readAnnotations(path, file)))).flat()
      : await readPlainPairs(path, target, modality)
  const pairs = read.flatMap(item => (item.ok ? [item.pair] : []))
  // Where nothing is set apart, all of it is asked.
  const apart = ['test', 'val'].find(split => pairs.some(pair => pair.split === split))
  const isAsked = (item: PairItem) => !item.ok || apart === undefined || item.pair.split === apart
  const asked = read.filter(isAsked)
  const rest = read.filter(item => !isAsked(item))
  return {
    name,
    card: await readCard(path),
    fingerprint: await fingerprintOf(pairs, annotations, target),
    cases: () => casesOf(asked, slices),
    ...(slices === 'largest' && { count: asked.length }),
    ...(pairs.some(pair => pair.target === unnamedTarget) && { caution }),
    ...(rest.length > 0 && { training: () => casesOf(rest, slices) }),
  }
}

async function fingerprintOf(pairs: Pair[], annotations: string[], target: string): Promise<string> {
  const files = pairs.flatMap(({ image, mask }) => [image, mask])
  const content = await fingerprintFiles([...annotations, ...files])
  return target === '' ? content : `${content}/${hashBytes(target).slice(0, 16)}`
}

async function* casesOf(items: PairItem[], slices: Slices): AsyncGenerator<CaseItem> {
  for (const item of items) {
    if (!item.ok) {
      yield item
      continue
    }
    try {
      for await (const one of openPair(item.pair, slices)) yield { ok: true, case: one }
    } catch (error) {
      if (!isPraxisError(error)) throw error
      yield { ok: false, error }
    }
  }
}
