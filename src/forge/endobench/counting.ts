/**
 * Polyp counting, 0 to "More than 4", in the paper's six-way shape. A round asks each answer once.
 *
 * Where frames hold enough lesions, one window is counted. Where they do not (public polyp sets mostly show one
 * polyp a frame), asking for 0 and 1 alone would make half the six answers never right, a gift to a blind
 * guesser. Then six panels are counted together: views of several frames, each with one lesion or with none.
 *
 * 0 is never taken from an image without a mask: it is a window of a marked frame that holds no marked pixel. It
 * rests on the masks marking every lesion.
 */
import { type Random, random } from '../../cases/index.ts'
import { type Box, box, decode, encodePng, type Raster } from '../../imaging/index.ts'
import { draw } from './draw.ts'
import type { Frame } from './frame.ts'
import { corners, type How, type Item, type Maker, worded } from './item.ts'
import { lesionsWithin, type View, viewOf, windowAt } from './view.ts'

const answers = ['0', '1', '2', '3', '4', 'More than 4']
const tries = 120

/** Six items, one of each answer; undefined where an answer cannot be had from these frames. */
export async function countingRound(frames: Frame[], turn: number, make: Maker): Promise<Item[] | undefined> {
  return (await windowRound(frames, turn, make)) ?? (await panelRound(frames, turn, make))
}

async function windowRound(frames: Frame[], turn: number, make: Maker): Promise<Item[] | undefined> {
  const found: { frame: Frame; window: Box; count: number }[] = []
  for (const wanted of answers.keys()) {
    const name = `count ${wanted} ${turn}`
    const stream = random(`${make.seed} ${name}`)
    const order = stream.shuffle(frames)
    const hit = await firstOf(order, async frame => {
      const window = windowHolding(frame, count => Math.min(count, 5) === wanted, stream, name, make)
      return window && { frame, ...window }
    })
    if (hit === undefined) return undefined
    found.push(hit)
  }
  const items: Item[] = []
  for (const [wanted, { frame, window, count }] of found.entries()) {
    const view = await viewOf(frame, window)
    items.push({
      ...counted(wanted, turn, 'this endoscopic image', make),
      picture: await draw(view),
      cluster: frame.id,
      ...(frame.scene !== undefined && { scene: frame.scene }),
      how: {
        shape: 'counting',
        from: [{ frame: frame.id, window: corners(window) }],
        size: [view.width, view.height],
        count,
      },
    })
  }
  return items
}

function counted(
  right: number,
  turn: number,
  where: string,
  make: Maker,
): Pick<Item, 'task' | 'question' | 'options' | 'right'> {
  const many = `${make.finding}s`
  return {
    task: 'Lesion Quantification',
    question: worded(make, `count ${turn}`, [
      `How many ${many} can be seen in ${where}?`,
      `Count the ${many} in ${where}. How many are there?`,
      `What is the number of ${many} in ${where}?`,
    ]),
    options: answers,
    right,
  }
}

/** A window that cuts no lesion and holds as many as wanted. */
function windowHolding(
  frame: Frame,
  fits: (count: number) => boolean,
  { unit }: Random,
  name: string,
  make: Maker,
  scales: readonly [number, number] = [0.55, 1],
): { window: Box; count: number } | undefined {
  const [least, most] = scales
  for (let i = 0; i < tries; i++) {
    const scale = least + (most - least) * unit()
    const window = windowAt(frame, scale, `${make.seed} ${name} ${frame.id} ${i}`)
    const count = lesionsWithin(frame, window)?.length
    if (count !== undefined && fits(count)) return { window, count }
  }
  return undefined
}

async function firstOf<T, R>(
  items: readonly T[],
  find: (item: T) => Promise<R | undefined>,
): Promise<R | undefined> {
  for (const item of items) {
    const found = await find(item)
    if (found !== undefined) return found
  }
  return undefined
}

const panels = { across: 3, down: 2, width: 160, height: 128, gap: 4 } as const
const panelScales = [0.35, 1] as const
/** A panel must show at least this share of tissue. */
const leastLit = 0.85

type Panel = { frame: Frame; view: View; window: Box; count: number }

/** Sheets of six panels. Lesions of one sheet come from as many frames, so none is counted twice. */
async function panelRound(frames: Frame[], turn: number, make: Maker): Promise<Item[] | undefined> {
  const items: Item[] = []
  for (const wanted of answers.keys()) {
    const name = `panels ${wanted} ${turn}`
    const stream = random(`${make.seed} ${name}`)
    const lesions = wanted < 5 ? wanted : 5 + stream.below(2)
    const sheet = await fillSheet(frames, lesions, stream, name, make)
    // Six lesions need six frames; five are as much "More than 4".
    const filled = sheet ?? (lesions === 6 ? await fillSheet(frames, 5, stream, name, make) : undefined)
    if (filled === undefined) return undefined
    items.push(await sheetItem(filled, wanted, turn, make))
  }
  return items
}

async function fillSheet(
  frames: Frame[],
  lesions: number,
  stream: Random,
  name: string,
  make: Maker,
): Promise<Panel[] | undefined> {
  const sheet: Panel[] = []
  for (const frame of stream.shuffle(frames)) {
    if (sheet.length === lesions) break
    const panel = await panelOf(frame, 1, stream, name, make)
    if (panel !== undefined) sheet.push(panel)
  }
  if (sheet.length < lesions) return undefined
  const order = stream.shuffle(frames)
  for (let i = 0; sheet.length < panels.across * panels.down; i++) {
    const frame = order[i % order.length]
    if (frame === undefined || i >= 6 * order.length) return undefined
    const panel = await panelOf(frame, 0, stream, `${name} empty ${i}`, make)
    if (panel !== undefined) sheet.push(panel)
  }
  return stream.shuffle(sheet)
}

async function panelOf(
  frame: Frame,
  count: number,
  stream: Random,
  name: string,
  make: Maker,
): Promise<Panel | undefined> {
  for (let i = 0; i < 4; i++) {
    const found = windowHolding(frame, n => n === count, stream, `${name} ${i}`, make, panelScales)
    if (found === undefined) return undefined
    const view = await viewOf(frame, found.window, { size: { width: panels.width, height: panels.height } })
    if (view.litShare(box(0, 0, view.width, view.height)) >= leastLit) return { frame, view, ...found }
  }
  return undefined
}

async function sheetItem(sheet: Panel[], wanted: number, turn: number, make: Maker): Promise<Item> {
  const [first] = sheet
  const scenes = new Set(sheet.map(({ frame }) => frame.scene))
  const scene = scenes.size === 1 ? first?.frame.scene : undefined
  const how: How = {
    shape: 'counting/panels',
    from: sheet.map(({ frame, window }) => ({ frame: frame.id, window: corners(window) })),
    count: sheet.reduce((sum, panel) => sum + panel.count, 0),
  }
  const picture = await encodePng(await compose(sheet.map(({ view }) => view.bytes)))
  const view = first?.view
  return {
    ...counted(wanted, turn, 'these six endoscopic views taken together', make),
    picture: view === undefined ? picture : await draw({ ...view, bytes: picture }),
    cluster: 'panels',
    ...(scene !== undefined && { scene }),
    how,
  }
}

/** Panels in reading order on a grey ground. */
async function compose(pictures: Uint8Array[]): Promise<Raster> {
  const { across, down, width, height, gap } = panels
  const whole = { width: across * (width + gap) - gap, height: down * (height + gap) - gap }
  const samples = new Uint8Array(whole.width * whole.height * 3).fill(128)
  for (const [i, bytes] of pictures.entries()) {
    const panel = await decode(bytes)
    const left = (i % across) * (width + gap)
    const top = Math.floor(i / across) * (height + gap)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < 3; c++) {
          const from = (y * width + x) * panel.channels + Math.min(c, panel.channels - 1)
          samples[((top + y) * whole.width + left + x) * 3 + c] =
            panel.samples instanceof Uint16Array
              ? (panel.samples[from] ?? 0) >> 8
              : (panel.samples[from] ?? 0)
        }
  }
  return { ...whole, channels: 3, samples }
}
