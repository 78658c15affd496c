/**
 * Lesion quantification by area: what share of the picture do lesions cover? The classes are ours. The window
 * decides the share, so every class can be had from most frames; shares near a limit are not asked about.
 * A round asks each class once.
 */
import { random } from '../../cases/index.ts'
import { boxArea } from '../../imaging/index.ts'
import { draw } from './draw.ts'
import type { Frame } from './frame.ts'
import { corners, type Item, type Maker, worded } from './item.ts'
import { lesionsWithin, viewOf, wholeWindow, windowAt } from './view.ts'

const limits = [0.04, 0.1, 0.2] as const
const names = ['less than 4 %', '4 to 10 %', '10 to 20 %', 'more than 20 %']
/** A share must differ from each limit by at least this part of it. */
const clearance = 0.12

/** The class of a share, or nothing where it is too close to a limit. */
export function areaClass(share: number): number | undefined {
  if (limits.some(limit => Math.abs(share - limit) < clearance * limit)) return undefined
  return limits.filter(limit => share >= limit).length
}

/** Four items, one of each class, from frames taken in turn; undefined where a class cannot be had. */
export async function areaRound(frames: Frame[], turn: number, make: Maker): Promise<Item[] | undefined> {
  const outlined = frames.filter(frame => frame.outlined)
  const items: Item[] = []
  for (const wanted of names.keys()) {
    const start = (turn * names.length + wanted) % Math.max(1, outlined.length)
    const order = [...outlined.slice(start), ...outlined.slice(0, start)]
    let item: Item | undefined
    for (const frame of order) {
      item = await areaItem(frame, wanted, turn, make)
      if (item !== undefined) break
    }
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

async function areaItem(frame: Frame, wanted: number, turn: number, make: Maker): Promise<Item | undefined> {
  const name = `area ${frame.id} ${wanted} ${turn}`
  const { unit } = random(`${make.seed} ${name}`)
  for (let i = 0; i < 80; i++) {
    const window =
      i === 0 && turn === 0
        ? wholeWindow(frame)
        : windowAt(frame, 0.3 + 0.7 * unit(), `${make.seed} ${name} ${i}`)
    const inside = lesionsWithin(frame, window)
    if (inside === undefined || inside.length === 0) continue
    const area = inside.reduce((sum, index) => sum + (frame.lesions[index]?.area ?? 0), 0)
    if (areaClass(area / boxArea(window)) !== wanted) continue
    const view = await viewOf(frame, window)
    const share = view.lesions.reduce((sum, lesion) => sum + lesion.area, 0) / (view.width * view.height)
    if (areaClass(share) !== wanted) continue
    return {
      task: 'Lesion Quantification',
      question: worded(make, `area ${turn}`, [
        `What share of this endoscopic image is covered by ${make.finding}s?`,
        `How much of the picture do the ${make.finding}s in it take up?`,
        `Estimate the part of the image area that shows ${make.finding}.`,
      ]),
      options: names,
      right: wanted,
      picture: await draw(view),
      cluster: frame.id,
      ...(frame.scene !== undefined && { scene: frame.scene }),
      how: {
        shape: 'area',
        from: [{ frame: frame.id, window: corners(window) }],
        size: [view.width, view.height],
        share: Math.round(share * 10_000) / 10_000,
      },
    }
  }
  return undefined
}
