/**
 * A benchmark in the form of FaceBench (CVPR 2025, arXiv 2503.21457) on drawn faces, whose every attribute is
 * known because we chose it. Where the authors' people looked at photographs, here a trait decides both the
 * drawing and the answer. Faces are drawings: they test whether a model sees, not how it meets people.
 *
 * Left out because a drawing cannot show it truly: race; age and sex but for what a badge states.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Card, hashBytes, messageOf, PraxisError } from '../../cases/index.ts'
import { renderSvg } from '../../imaging/index.ts'
import { attribution } from './draw/artwork.ts'
import { drawFace } from './draw/draw-face.ts'
import { type FaceItem, imageIdOf, itemsOf, type Picture } from './items.ts'
import { type DrawnFace, sampleFaces, type Wanted } from './sample-faces.ts'
import { readWanted } from './wanted.ts'

/** Raised whenever the same options give other pictures or items. */
const builderVersion = 1

export type ForgeFacebenchOptions = {
  /** Folder for test.jsonl, train.jsonl, images/, faces.jsonl and card.json. */
  out: string
  /** How many faces; two in three are for testing. */
  count: number
  seed: number
  /** JSON file with the values that may be drawn, see `wanted.ts`; every value if absent. */
  from?: string
  /** Width and height of the pictures in pixels, at least 128; 256 if absent. */
  size?: number
}

type Plan = { pictures: Picture[]; items: Record<'test' | 'train', FaceItem[]> }

export type ForgedFacebench = {
  out: string
  seed: number
  builder: number
  faces: Record<string, number>
  items: Record<string, number>
  /** Test items by view, by type. */
  views: Record<string, Record<string, number>>
  /** Attributes of the hierarchy that the items ask about. */
  attributes: number
}

/**
 * The same options give the same items, and with the same renderer the same bytes. Throws `bad-usage` for a
 * count, a size or a folder that cannot be, and what `readWanted` throws.
 */
export async function forgeFacebench(options: ForgeFacebenchOptions): Promise<ForgedFacebench> {
  const { count, seed, from, size = 256 } = options
  const out = resolve(options.out)
  if (!Number.isSafeInteger(count) || count < 2)
    throw unusable(`${count} faces cannot be split`, 'ask for 2 or more')
  if (!Number.isSafeInteger(size) || size < 128 || size > 2048)
    throw unusable(`${size} pixels are no size`, 'ask for 128 to 2048')
  const { pictures, items } = planFaces(count, seed, from === undefined ? {} : await readWanted(from))
  const summary = summarise(out, seed, pictures, items)
  try {
    await mkdir(join(out, 'images'), { recursive: true })
    const records = []
    for (const picture of pictures) records.push(await writePicture(out, picture, size))
    await writeFile(join(out, 'faces.jsonl'), jsonl(records))
    await writeFile(join(out, 'test.jsonl'), jsonl(items.test))
    await writeFile(join(out, 'train.jsonl'), jsonl(items.train))
    await writeFile(join(out, 'card.json'), `${JSON.stringify(cardOf(summary, options), null, 2)}\n`)
  } catch (error) {
    throw error instanceof PraxisError
      ? error
      : unusable(messageOf(error, 160), 'name a folder that can be written')
  }
  return summary
}

/** Faces and questions, before anything is drawn. Throws `bad-usage` where there are too few different faces. */
export function planFaces(count: number, seed: number, wanted: Wanted = {}): Plan {
  let faces: DrawnFace[]
  try {
    faces = sampleFaces(count, seed, wanted)
  } catch (error) {
    throw unusable(messageOf(error), 'ask for fewer faces or allow more values')
  }
  const pictures = faces.map((drawn, i) => ({ ...drawn, imageId: imageIdOf(drawn.split, i, seed) }))
  const ofSplit = (wantedSplit: string) =>
    itemsOf(
      pictures.filter(({ split }) => split === wantedSplit),
      seed,
    )
  return { pictures, items: { test: ofSplit('test'), train: ofSplit('train') } }
}

/** Draws one face and says how it was made. */
async function writePicture(out: string, { imageId, split, face }: Picture, size: number) {
  const png = await renderSvg(drawFace(face), size, true)
  await writeFile(join(out, 'images', imageId), png)
  return { image_id: imageId, split, builder: builderVersion, sha256: hashBytes(png), face }
}

function summarise(
  out: string,
  seed: number,
  pictures: readonly Picture[],
  { test, train }: Record<'test' | 'train', FaceItem[]>,
): ForgedFacebench {
  const counted = (items: readonly FaceItem[], by: (item: FaceItem) => string) =>
    Object.fromEntries([...Map.groupBy(items, by)].map(([key, group]) => [key, group.length]))
  const views = [...Map.groupBy(test, ({ metadata }) => metadata.view)].map(([view, group]) => [
    view,
    counted(group, item => item.question_type),
  ])
  const faces = { test: 0, train: 0 }
  for (const { split } of pictures) faces[split]++
  return {
    out,
    seed,
    builder: builderVersion,
    faces,
    items: { test: test.length, train: train.length },
    views: Object.fromEntries(views),
    attributes: new Set([...test, ...train].map(({ metadata }) => metadata.attribute)).size,
  }
}

function cardOf(
  { faces, items, attributes, builder }: ForgedFacebench,
  { count, seed, from, size }: ForgeFacebenchOptions,
): Card {
  const command = `praxis forge facebench --count ${count} --seed ${seed}${size === undefined ? '' : ` --size ${size}`}`
  return {
    name: `FaceBench shapes on drawn faces (${items.test} test and ${items.train} training questions)`,
    version: `builder ${builder}, seed ${seed}: ${faces.test} test and ${faces.train} training faces, ${attributes} attributes`,
    licence: 'CC-BY-4.0',
    access: 'open',
    citation: `Question shapes in the manner of FaceBench (X. Wang et al., CVPR 2025, arXiv 2503.21457), made by Praxis. ${attribution}`,
    source: `Written by \`${command}\`${from === undefined ? '' : ' from a list of wanted values'}; every picture is drawn by the builder, nobody is portrayed.`,
    intendedUse:
      'Measuring whether a model sees the attributes of drawn faces, in research. Not for judging people; not a medical device.',
    limits:
      'DRAWINGS, not photographs: skill on them need not carry over. Left and right are those of the picture. Emotions are the prototypes of EMFACS, drawn by action units. Age and sex are only what a badge states, race is not asked. Answers are balanced, so shares say nothing about people. Figures do not compare with the published ones.',
  }
}

function jsonl(rows: readonly unknown[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}

function unusable(what: string, next: string): PraxisError {
  return new PraxisError('bad-usage', what, next)
}
