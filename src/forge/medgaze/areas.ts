/**
 * The areas of one picture: from `aois.json`, or from a mask whose regions a protocol names. Masks carry no
 * names, so without a declaration none is made up. Zones are equal parts of a region's height: a
 * convention, good for saying where something is and for nothing else.
 */
import { readFile } from 'node:fs/promises'
import { messageOf } from '../../cases/index.ts'
import {
  type Aoi,
  type AoiRegion,
  box,
  boxFits,
  type Component,
  connectedComponents,
  type Mask,
  point,
  readMask,
  regionBox,
} from '../../imaging/index.ts'
import type { MedgazeAoi } from './item.ts'
import type { MedgazeProtocol } from './protocol.ts'
import type { SceneAoi } from './scene.ts'

type Size = { width: number; height: number }

/** Regions below this share of the picture are specks. */
const speckShare = 0.005

/** The areas of a list, or why they cannot be used. `maskFile` finds the file of a mask that a row names. */
export async function listedAreas(
  rows: readonly MedgazeAoi[],
  size: Size,
  maskFile: (path: string) => string,
): Promise<SceneAoi[] | string> {
  const masks = new Map<string, Mask>()
  const areas: SceneAoi[] = []
  for (const row of rows) {
    const region = await regionOf(row, size, masks, maskFile)
    if (typeof region === 'string') return `area ${JSON.stringify(row.name)}: ${region}`
    const around = regionBox(region)
    if (around === undefined) return `area ${JSON.stringify(row.name)} holds no pixel`
    areas.push({ name: row.name, aoi: { name: row.name, region }, box: around, row })
  }
  const twice = areas.find(({ name }, i) => areas.findIndex(other => other.name === name) !== i)
  return twice === undefined ? areas : `two areas are called ${JSON.stringify(twice.name)}`
}

async function regionOf(
  row: MedgazeAoi,
  size: Size,
  masks: Map<string, Mask>,
  maskFile: (path: string) => string,
): Promise<AoiRegion | string> {
  const within = row.box && box(row.box.x0, row.box.y0, row.box.x1, row.box.y1)
  if (within !== undefined && !boxFits(within, size.width, size.height))
    return `its box does not lie on the picture of ${size.width}×${size.height}`
  if (row.polygon !== undefined)
    return { kind: 'polygon', points: row.polygon.map(({ x, y }) => point(x, y)) }
  if (row.mask === undefined)
    return within === undefined ? 'it has no box, polygon or mask' : { kind: 'box', box: within }
  const mask = masks.get(row.mask) ?? (await maskOf(maskFile(row.mask), size))
  if (typeof mask === 'string') return mask
  masks.set(row.mask, mask)
  return { kind: 'mask', mask, ...(within && { within }) }
}

/** The areas of a mask by the protocol's names, or why there are none. `path` is how rows refer to the mask. */
export async function maskedAreas(
  file: string,
  path: string,
  size: Size,
  { structure, zones }: NonNullable<MedgazeProtocol['masks']>,
): Promise<SceneAoi[] | string> {
  const mask = await maskOf(file, size)
  if (typeof mask === 'string') return mask
  const regions = regionsOf(mask)
  if (regions.length === 0) return 'the mask is empty'
  const sides = regions.length === 1 ? [''] : sideBySide(regions) && [' on the left', ' on the right']
  if (!sides) return `the mask has ${regions.length} regions, which cannot be told apart by side`
  return regions.flatMap((region, i) => {
    const side = sides[i] === '' ? '' : `${sides[i]} of the picture`
    const { x0, y0, x1, y1 } = region.box
    const parts = Math.max(1, zones.length)
    const edge = (part: number) => Math.round(y0 + ((y1 - y0) * part) / parts)
    return Array.from({ length: parts }, (_, part): SceneAoi => {
      const name = `${zones[part] === undefined ? '' : `${zones[part]} zone of the `}${structure}${side}`
      const within = box(x0, edge(part), x1, edge(part + 1))
      const aoi: Aoi = { name, region: { kind: 'mask', mask, within } }
      const row = { name, box: { x0, y0: within.y0, x1, y1: within.y1 }, mask: path }
      return { name, aoi, box: regionBox(aoi.region) ?? within, row }
    })
  })
}

/** Whether the mask has the look of two lungs on a frontal radiograph: two large regions side by side. */
export async function looksLikeLungs(file: string): Promise<boolean> {
  const mask = await readFile(file).then(readMask, () => undefined)
  if (mask === undefined) return false
  const regions = regionsOf(mask)
  const large = regions.every(
    ({ area, box: { x0, x1, y0, y1 } }) => area >= 0.03 * mask.width * mask.height && y1 - y0 > x1 - x0,
  )
  return sideBySide(regions) && large
}

/** From left to right. */
function regionsOf(mask: Mask): Component[] {
  const minArea = Math.ceil(speckShare * mask.width * mask.height)
  return connectedComponents(mask, { minArea }).toSorted((a, b) => a.centroid.x - b.centroid.x)
}

/** Two regions that share heights and no column. */
function sideBySide([left, right, ...more]: readonly Component[]): boolean {
  if (left === undefined || right === undefined || more.length > 0) return false
  const [a, b] = [left.box, right.box]
  return (
    a.x1 <= b.x0 && Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > 0.5 * Math.min(a.y1 - a.y0, b.y1 - b.y0)
  )
}

async function maskOf(file: string, size: Size): Promise<Mask | string> {
  try {
    const mask = await readMask(await readFile(file))
    return mask.width === size.width && mask.height === size.height
      ? mask
      : `the mask is ${mask.width}×${mask.height}, the picture ${size.width}×${size.height}`
  } catch (error) {
    return `the mask cannot be read (${messageOf(error, 120)})`
  }
}
