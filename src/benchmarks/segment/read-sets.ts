/**
 * Image and mask pairs from a folder, in one of two layouts.
 *
 * - BiomedParse: JSON files whose `annotations[]` name a `mask_file`, a `split` and `sentences[0].sent`, the
 *   target; `images[]` gives the picture of an `image_id`. Without it the picture is the one whose name begins
 *   the mask's (`x_CT_abdomen.png` for `x_CT_abdomen_left+kidney.png`). Pictures lie in `images/` or `SPLIT/`,
 *   masks in `masks/` or `SPLIT_mask/`. Where an annotation names no split, the name of its file does: `test.json`.
 * - Plain pairs: `images/` and `masks/` with equal names, or `NAME_mask`, `NAME-mask`; the target is the first
 *   line of `target.txt`, or a setting.
 *
 * Images may be pictures, DICOM files or NIfTI; so may masks, a DICOM segmentation among them.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import * as z from 'zod'
import { messageOf, PraxisError } from '../../cases/index.ts'
import { modalityIn } from './modality.ts'

/** One pair before its files are opened. */
export type Pair = {
  id: string
  cluster: string
  image: string
  mask: string
  target: string
  modality: string
  split: 'test' | 'val' | 'train'
  /** Where it was named. */
  place: { file: string; row?: number }
}

export type PairItem = { ok: true; pair: Pair } | { ok: false; error: PraxisError }

const annotationSchema = z.object({
  mask_file: z.string().min(1),
  split: z.string().optional(),
  image_id: z.union([z.string(), z.number()]).optional(),
  file_name: z.string().optional(),
  modality: z.string().optional(),
  cluster: z.string().optional(),
  sentences: z.array(z.object({ sent: z.string().min(1) })).min(1),
})

const fileSchema = z.object({
  annotations: z.array(z.unknown()),
  images: z.array(z.object({ id: z.union([z.string(), z.number()]), file_name: z.string() })).optional(),
})

/** The files that annotate a folder in the BiomedParse layout; none where it holds plain pairs. */
export async function annotationFiles(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const name of (await list(folder)).filter(entry => entry.endsWith('.json') && entry !== 'card.json')) {
    const file = join(folder, name)
    const text = await readFile(file, 'utf8')
    if (text.includes('"annotations"')) found.push(file)
  }
  return found
}

export async function readAnnotations(folder: string, file: string): Promise<PairItem[]> {
  const { annotations, images = [] } = parseFile(file, await readFile(file, 'utf8'))
  const named = new Map(images.map(({ id, file_name }) => [String(id), file_name]))
  const places = await findFiles(folder)
  return annotations.map((value, i): PairItem => {
    const place = { file, row: i + 1 }
    const parsed = annotationSchema.safeParse(value)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return bad(`not an annotation (${issue?.path.join('.')}: ${issue?.message})`, place)
    }
    const { mask_file, split, image_id, file_name, modality, cluster, sentences } = parsed.data
    const mask = places.masks.get(mask_file)
    if (mask === undefined) return bad(`there is no mask ${mask_file}`, place)
    const imageName = named.get(String(image_id)) ?? file_name ?? places.imageOf(mask_file)
    const image = imageName === undefined ? undefined : places.images.get(imageName)
    if (imageName === undefined || image === undefined)
      return bad(`there is no image ${imageName ?? `for ${mask_file}`}`, place)
    return {
      ok: true,
      pair: {
        id: stem(mask_file),
        cluster: cluster ?? stem(imageName),
        image,
        mask,
        target: sentences[0]?.sent.trim() ?? '',
        modality: modality ?? modalityIn(imageName),
        split: splitOf(split ?? stem(basename(file))),
        place,
      },
    }
  })
}

/** Anything that is not set apart for training is for testing. */
function splitOf(name: string): Pair['split'] {
  if (/^train/i.test(name)) return 'train'
  return /^val/i.test(name) ? 'val' : 'test'
}

/** What is asked for where nothing says what the target is: enough for whoever knows the mask. */
export const unnamedTarget = 'the structure that the annotators outlined'

/** Throws `data-malformed` where the folder holds no pairs. */
export async function readPlainPairs(folder: string, target: string, modality: string): Promise<PairItem[]> {
  const images = (await list(join(folder, 'images'))).filter(isPicture)
  const masks = (await list(join(folder, 'masks'))).filter(isPicture)
  if (images.length === 0 || masks.length === 0)
    throw new PraxisError(
      'data-malformed',
      'neither annotations in JSON nor pictures, DICOM or NIfTI files in images/ and masks/',
      'lay the data out as image and mask pairs',
      { file: folder },
    )
  const named = target === '' ? await readTarget(folder) : target
  const maskOf = new Map(masks.map(name => [stem(name).replace(/[_-]mask$/i, ''), name]))
  return images.map((name): PairItem => {
    const place = { file: join(folder, 'images', name) }
    const mask = maskOf.get(stem(name))
    if (mask === undefined) return bad('the image has no mask of its name in masks/', place)
    const pair = {
      id: stem(name),
      cluster: stem(name),
      image: place.file,
      mask: join(folder, 'masks', mask),
      target: named,
      modality: modality === '' ? modalityIn(name) : modality,
      split: 'test' as const,
      place,
    }
    return { ok: true, pair }
  })
}

async function readTarget(folder: string): Promise<string> {
  const file = join(folder, 'target.txt')
  const text = await readFile(file, 'utf8').catch(() => '')
  const line = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)[0]
    ?.trim()
  return line || unnamedTarget
}

function parseFile(file: string, text: string): z.infer<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    const why = error instanceof z.ZodError ? (error.issues[0]?.message ?? '') : messageOf(error, 120)
    throw new PraxisError('data-malformed', `not annotations (${why})`, 'correct the JSON', { file })
  }
}

type Files = {
  images: Map<string, string>
  masks: Map<string, string>
  imageOf: (maskFile: string) => string | undefined
}

/** Pictures by name. Only what was found in the folder can be named, so no annotation points elsewhere. */
async function findFiles(folder: string): Promise<Files> {
  const [images, masks] = [new Map<string, string>(), new Map<string, string>()]
  for (const split of ['images', 'train', 'val', 'test'])
    for (const name of await list(join(folder, split))) images.set(name, join(folder, split, name))
  for (const split of ['masks', 'train_mask', 'val_mask', 'test_mask'])
    for (const name of await list(join(folder, split))) masks.set(name, join(folder, split, name))
  const byStem = new Map([...images.keys()].map(name => [stem(name), name]))
  const imageOf = (maskFile: string): string | undefined => {
    for (let name = stem(maskFile); name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('_'))))
      if (byStem.has(name)) return byStem.get(name)
    return undefined
  }
  return { images, masks, imageOf }
}

async function list(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).toSorted()
}

function isPicture(name: string): boolean {
  return /\.(png|jpe?g|webp|tiff?|gif|dcm|dicom|nii|nii\.gz)$/i.test(name) && !name.startsWith('.')
}

function stem(name: string): string {
  const whole = name.replace(/\.gz$/i, '')
  return whole.slice(0, whole.length - extname(whole).length)
}

function bad(what: string, place: Pair['place']): PairItem {
  return { ok: false, error: new PraxisError('data-malformed', what, 'correct or remove it', place) }
}
