/** Opens a folder of image and mask pairs: the shipped one by name, the user's by path. */
import { stat } from 'node:fs/promises'
import {
  fileMedia,
  fingerprintFiles,
  hashBytes,
  isPraxisError,
  PraxisError,
  readCard,
  readMedia,
} from '../../cases/index.ts'
import { inspectImage } from '../../imaging/index.ts'
import type { CaseItem, Dataset, Settings } from '../benchmark.ts'
import { locateData } from '../locate-data.ts'
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
  // Where nothing is set apart for testing, all of it is.
  const anyTest = pairs.some(({ split }) => split === 'test')
  const isAsked = (item: PairItem) => !item.ok || !anyTest || item.pair.split === 'test'
  const asked = read.filter(isAsked)
  const rest = read.filter(item => !isAsked(item))
  return {
    name,
    card: await readCard(path),
    fingerprint: await fingerprintOf(pairs, annotations, target),
    cases: () => casesOf(asked),
    count: asked.length,
    ...(pairs.some(pair => pair.target === unnamedTarget) && { caution }),
    ...(rest.length > 0 && { training: () => casesOf(rest) }),
  }
}

async function fingerprintOf(pairs: Pair[], annotations: string[], target: string): Promise<string> {
  const files = pairs.flatMap(({ image, mask }) => [image, mask])
  const content = await fingerprintFiles([...annotations, ...files])
  return target === '' ? content : `${content}/${hashBytes(target).slice(0, 16)}`
}

async function* casesOf(items: PairItem[]): AsyncGenerator<CaseItem> {
  for (const item of items) yield item.ok ? await caseOf(item.pair) : item
}

/** Both files are opened: a mask of another size than its image is no reference for it. */
async function caseOf({ id, cluster, image, mask, target, modality, place }: Pair): Promise<CaseItem> {
  try {
    const media = await fileMedia('image', image)
    const reference = await fileMedia('mask', mask)
    const shown = await inspectImage(await readMedia(media))
    const drawn = await inspectImage(await readMedia(reference))
    if (shown.width !== drawn.width || shown.height !== drawn.height)
      throw new PraxisError(
        'data-malformed',
        `the mask is ${drawn.width}×${drawn.height} and the image ${shown.width}×${shown.height}`,
        'give both the same size',
        { ...place, caseId: id },
      )
    return {
      ok: true,
      case: {
        id,
        cluster,
        media: [media],
        question: { text: target, format: 'mask' },
        reference: { format: 'mask', mask: reference },
        tags: { modality, target },
      },
    }
  } catch (error) {
    if (!isPraxisError(error)) throw error
    return { ok: false, error }
  }
}
