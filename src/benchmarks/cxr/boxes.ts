/** Boxes of findings as NIH publishes them (`BBox_List_2017.csv`): image, label, x, y, w, h in pixels of the image. */
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type FindingLabel, PraxisError, readRows } from '../../cases/index.ts'
import { noFinding } from '../../verify/index.ts'
import { labelNamed } from './label-names.ts'

export type PlainBox = { x0: number; y0: number; x1: number; y1: number }
export type Boxes = Partial<Record<FindingLabel, PlainBox[]>>

/** Alone among the labels of ChestX-ray14, the list of boxes writes this one short. */
const shortened: Record<string, FindingLabel> = { Infiltrate: 'Infiltration' }

export function isBoxList(name: string): boolean {
  return /^bbox.*\.csv$/i.test(name)
}

/** The list of boxes in a folder, where there is one. */
export async function boxList(folder: string): Promise<string | undefined> {
  const found = (await readdir(folder)).find(isBoxList)
  return found === undefined ? undefined : join(folder, found)
}

/** By name of the image; rows that are no box are problems. */
export type MarkedBoxes = { boxes: ReadonlyMap<string, Boxes>; problems: readonly PraxisError[] }

export async function readBoxes(file: string): Promise<MarkedBoxes> {
  const found = new Map<string, Boxes>()
  const problems: PraxisError[] = []
  for await (const item of readRows(file)) {
    if (!item.ok) {
      problems.push(item.error)
      continue
    }
    const place = { file, row: item.row }
    const [image, name, x, y, w, h] = Object.values(item.fields).map(cell => String(cell ?? '').trim())
    const label = shortened[name ?? ''] ?? labelNamed(name ?? '')
    const numbers = [x, y, w, h].map(cell => (cell === '' ? Number.NaN : Number(cell)))
    const [x0 = 0, y0 = 0, width = 0, height = 0] = numbers
    const isBox = label !== undefined && label !== noFinding && numbers.every(Number.isFinite)
    if (image === undefined || !isBox) {
      const what = 'not image, label, x, y, w, h of a box'
      problems.push(new PraxisError('data-malformed', what, 'correct or remove it', place))
      continue
    }
    const imageName = basename(image.replaceAll('\\', '/'))
    const boxes = found.get(imageName) ?? {}
    const same = boxes[label] ?? []
    same.push({ x0, y0, x1: x0 + width, y1: y0 + height })
    boxes[label] = same
    found.set(imageName, boxes)
  }
  return { boxes: found, problems }
}
