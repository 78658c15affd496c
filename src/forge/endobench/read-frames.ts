/**
 * A folder of endoscopic images with what marks their lesions:
 *
 * - `images/` and `masks/` with equal file stems; a mask is white (above 127) on black, and marks every lesion;
 * - or `images/` and `boxes.csv` with the columns image, x0, y0, x1, y1, label (half-open pixels);
 * - or `images/` and `annotations.json` in COCO's layout (images, annotations with bbox [x, y, width, height]).
 *
 * `frames.csv` may add image, patient, split and scene. An image that nothing marks is never taken for a
 * healthy one: it is refused, like an empty mask.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import * as z from 'zod'
import { messageOf, PraxisError, readRows } from '../../cases/index.ts'
import { box } from '../../imaging/index.ts'
import type { FrameSource, Refusal } from './frame.ts'

const pictures = /\.(png|jpe?g|tiff?|webp|gif)$/i

/** Frames by name; images without marks are refused. Throws `data-missing` where the folder has no images. */
export async function findFrames(from: string): Promise<{ frames: FrameSource[]; refused: Refusal[] }> {
  const images = await picturesIn(join(from, 'images'))
  if (images === undefined || images.size === 0)
    throw new PraxisError(
      'data-missing',
      images === undefined ? 'there is no folder images/' : 'the folder images/ holds no picture',
      'give a folder with images/ and masks/, boxes.csv or annotations.json',
      { file: from },
    )
  const masks = await picturesIn(join(from, 'masks'))
  const boxes = masks === undefined ? await boxesIn(from) : undefined
  if (masks === undefined && boxes === undefined)
    throw new PraxisError(
      'data-missing',
      'nothing marks the lesions',
      'add masks/ with the stems of the images, boxes.csv or annotations.json',
      { file: from },
    )
  const facts = await factsIn(from)
  const refused: Refusal[] = [...(boxes?.refused ?? [])]
  const frames: FrameSource[] = []
  for (const [name, path] of images) {
    const mask = masks?.get(name)
    const marked = boxes?.of.get(name)
    if (mask === undefined && marked === undefined) {
      refused.push({
        frame: name,
        why: masks === undefined ? 'no box is given for it' : 'there is no mask of that stem',
      })
      continue
    }
    frames.push({
      name,
      image: () => readFile(path),
      ...(mask !== undefined && { mask: () => readFile(mask) }),
      ...(marked !== undefined && { boxes: marked }),
      ...facts.get(name),
    })
  }
  for (const name of masks?.keys() ?? [])
    if (!images.has(name)) refused.push({ frame: name, why: 'there is no image of that stem' })
  return { frames, refused }
}

/** Picture files by stem, in order of name; undefined where there is no such folder. */
async function picturesIn(folder: string): Promise<Map<string, string> | undefined> {
  const names = await readdir(folder).catch(() => undefined)
  return (
    names &&
    new Map(
      names
        .filter(name => pictures.test(name))
        .toSorted()
        .map(name => [stem(name), join(folder, name)]),
    )
  )
}

function stem(path: string): string {
  return basename(path, extname(path))
}

type Boxes = { of: Map<string, NonNullable<FrameSource['boxes']>>; refused: Refusal[] }

async function boxesIn(from: string): Promise<Boxes | undefined> {
  const csv = join(from, 'boxes.csv')
  if (await isThere(csv)) return csvBoxes(csv)
  const json = join(from, 'annotations.json')
  return (await isThere(json)) ? cocoBoxes(json) : undefined
}

const boxRow = z.object({
  image: z.string().min(1),
  x0: z.coerce.number(),
  y0: z.coerce.number(),
  x1: z.coerce.number(),
  y1: z.coerce.number(),
  label: z.string().default('polyp'),
})

async function csvBoxes(file: string): Promise<Boxes> {
  const boxes: Boxes = { of: new Map(), refused: [] }
  for await (const item of readRows(file)) {
    if (!item.ok) {
      boxes.refused.push({ frame: basename(file), why: item.error.message })
      continue
    }
    const row = boxRow.safeParse(item.fields)
    if (!row.success) {
      boxes.refused.push({ frame: basename(file), why: `row ${item.row} has no image and four corners` })
      continue
    }
    const { image, x0, y0, x1, y1, label } = row.data
    addBox(boxes, stem(image), x0, y0, x1, y1, label)
  }
  return boxes
}

const coco = z.object({
  images: z.array(z.object({ id: z.union([z.int(), z.string()]), file_name: z.string() })),
  annotations: z.array(
    z.object({
      image_id: z.union([z.int(), z.string()]),
      bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      category_id: z.union([z.int(), z.string()]).optional(),
    }),
  ),
  categories: z.array(z.object({ id: z.union([z.int(), z.string()]), name: z.string() })).default([]),
})

async function cocoBoxes(file: string): Promise<Boxes> {
  let content: z.infer<typeof coco>
  try {
    content = coco.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    throw new PraxisError(
      'data-malformed',
      `not a COCO file (${messageOf(error, 160)})`,
      'give images, annotations with bbox, and categories',
      { file },
    )
  }
  const names = new Map(content.images.map(({ id, file_name }) => [id, stem(file_name)]))
  const labels = new Map(content.categories.map(({ id, name }) => [id, name]))
  const boxes: Boxes = { of: new Map(), refused: [] }
  for (const { image_id, bbox, category_id } of content.annotations) {
    const name = names.get(image_id)
    const [x, y, width, height] = bbox
    if (name === undefined)
      boxes.refused.push({ frame: basename(file), why: `an annotation names the unknown image ${image_id}` })
    else addBox(boxes, name, x, y, x + width, y + height, labels.get(category_id ?? '') ?? 'polyp')
  }
  return boxes
}

function addBox(
  { of }: Boxes,
  name: string,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  label: string,
): void {
  const corners = [Math.floor(x0), Math.floor(y0), Math.ceil(x1), Math.ceil(y1)] as const
  of.set(name, [...(of.get(name) ?? []), { box: box(...corners), label }])
}

const factRow = z.object({
  image: z.string().min(1),
  patient: z.string().optional(),
  split: z.string().optional(),
  scene: z.string().optional(),
})

async function factsIn(from: string): Promise<Map<string, Pick<FrameSource, 'patient' | 'split' | 'scene'>>> {
  const file = join(from, 'frames.csv')
  const facts = new Map<string, Pick<FrameSource, 'patient' | 'split' | 'scene'>>()
  if (!(await isThere(file))) return facts
  for await (const item of readRows(file)) {
    if (!item.ok) throw item.error
    const row = factRow.safeParse(item.fields)
    if (!row.success)
      throw new PraxisError('data-malformed', 'the row names no image', 'fill in the column image', {
        file,
        row: item.row,
      })
    const { image, patient, split, scene } = row.data
    facts.set(stem(image), {
      ...(patient && { patient }),
      ...(split && { split }),
      ...(scene && { scene }),
    })
  }
  return facts
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
