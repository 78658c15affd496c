/** What lies in a folder for building: pictures and masks by stem, facts, lists of areas, gaze tables. */
import { access, readdir, readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import * as z from 'zod'
import { messageOf, PraxisError, readRows } from '../../cases/index.ts'
import { readPupilAois } from '../../imaging/index.ts'
import { medgazeAoiSchema } from './item.ts'
import type { VendorAreas } from './real-scans.ts'
import type { Refusal } from './scene.ts'

const pictures = /\.(png|jpe?g|tiff?|webp|gif)$/i
const maskStem = /[-_]mask$/i

export const aoisFileSchema = z.record(
  z.string(),
  z.strictObject({ aois: z.array(medgazeAoiSchema), absent: z.array(z.string()).optional() }),
)
export type AreaList = z.infer<typeof aoisFileSchema>[string]

const factRow = z.object({
  image: z.string().min(1),
  patient: z.string().optional(),
  split: z.string().optional(),
  scenario: z.string().optional(),
})
export type Facts = z.infer<typeof factRow>

export type Folder = {
  /** Paths by stem. */
  images: Map<string, string>
  masks: Map<string, string>
  /** By stem of the picture. */
  facts: Map<string, Facts>
  lists: Map<string, AreaList>
  /** Gaze tables, by name. */
  tables: string[]
  vendor?: VendorAreas
  refused: Refusal[]
}

/** Throws `data-malformed` for a list of areas or a table of named fixations that is none. */
export async function readFolder(from: string): Promise<Folder> {
  const refused: Refusal[] = []
  const inImages = await picturesIn(join(from, 'images'))
  const beside = inImages.length > 0 ? [] : await picturesIn(from)
  const inMasks = await picturesIn(join(from, 'masks'))
  const isMask = (path: string) => maskStem.test(stemOf(path))
  const aoiFixations = join(from, 'aoi_fixations.csv')
  return {
    images: byStem([...inImages, ...beside.filter(path => !isMask(path))], refused),
    masks: byStem([...inMasks, ...beside.filter(isMask)], refused),
    facts: await factsIn(join(from, 'images.csv'), refused),
    lists: await listsIn(join(from, 'aois.json')),
    tables: await tablesIn(from),
    ...((await isThere(aoiFixations)) && { vendor: await readPupilAois(aoiFixations) }),
    refused,
  }
}

function byStem(paths: string[], refused: Refusal[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of paths) {
    const stem = stemOf(path).replace(maskStem, '')
    const known = found.get(stem)
    if (known === undefined) found.set(stem, path)
    else refused.push({ scene: basename(path), why: `${basename(known)} has the same stem` })
  }
  return found
}

async function picturesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter(name => pictures.test(name))
    .toSorted()
    .map(name => join(folder, name))
}

const notGaze = /^(aoi_fixations|sections|surface_positions|images|idx|labels|metadata.*|aoi_metrics)\.csv$/i

async function tablesIn(from: string): Promise<string[]> {
  const found: string[] = []
  for (const folder of [from, join(from, 'gaze')])
    for (const name of (await readdir(folder).catch(() => [])).toSorted())
      if (/\.(csv|tsv)(\.gz)?$/i.test(name) && !notGaze.test(name)) found.push(join(folder, name))
  return found
}

async function factsIn(file: string, refused: Refusal[]): Promise<Map<string, Facts>> {
  const facts = new Map<string, Facts>()
  if (!(await isThere(file))) return facts
  for await (const item of readRows(file)) {
    const row = item.ok ? factRow.safeParse(item.fields) : undefined
    if (row?.success) facts.set(stemOf(row.data.image), row.data)
    else
      refused.push({
        scene: basename(file),
        why: item.ok ? `row ${item.row} names no image` : item.error.message,
      })
  }
  return facts
}

async function listsIn(file: string): Promise<Map<string, AreaList>> {
  if (!(await isThere(file))) return new Map()
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new PraxisError('data-malformed', `not valid JSON (${messageOf(error, 120)})`, 'correct it', {
      file,
    })
  }
  const parsed = aoisFileSchema.safeParse(value)
  if (parsed.success) return new Map(Object.entries(parsed.data).map(([name, list]) => [stemOf(name), list]))
  const [issue] = parsed.error.issues
  throw new PraxisError(
    'data-malformed',
    `no list of areas (${issue?.path.join('.') || 'it'}: ${issue?.message})`,
    'write {"picture.png": {"aois": [{"name": …, "box": {"x0": …}}]}}',
    { file },
  )
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

export function stemOf(path: string): string {
  return basename(path, extname(path))
}
