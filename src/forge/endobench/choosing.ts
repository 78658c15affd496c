/**
 * Region selection and visual grounding: which of four boxes holds the lesion. In selection the boxes are drawn
 * in four colours, in grounding they are coordinates in the options and the image is bare. The wrong boxes
 * have the size of the right one and touch neither a lesion nor each other.
 *
 * Lesions lie near the middle more often than not, and wrong boxes around them, so "the box nearest the middle"
 * or "the box amid the others" would be a blind answer. Views and wrong boxes are therefore chosen so that the
 * right box is first, second, third and last in either order equally often, as far as the picture allows.
 */
import { type Random, random } from '../../cases/index.ts'
import { type Box, boxArea } from '../../imaging/index.ts'
import { colourNames, colours, draw } from './draw.ts'
import type { Frame } from './frame.ts'
import { dealMirrored, type LesionView, viewsOf } from './frame-views.ts'
import { corners, type How, type Item, lettered, type Maker, worded } from './item.ts'
import { boxAround, boxesAway, eccentricity, roomySize } from './place.ts'
import type { View } from './view.ts'

type Choice = { view: View; right: Box; wrong: Box[]; ranks: Ranks }

/** How many of the wrong boxes come before the right one, 0 to 3, by two orders. */
type Ranks = { toMiddle: number; toOthers: number }

/** Another try on the same lesion gives other boxes: `turn` counts them. */
export async function selectionItem(
  frame: Frame,
  lesion: number,
  turn: number,
  make: Maker,
): Promise<Item | undefined> {
  const name = `selection ${frame.id} ${lesion} ${turn}`
  const choice = await fourBoxes(frame, lesion, 'selection', name, make)
  if (choice === undefined) return undefined
  const { view, right, wrong } = choice
  const chance = random(`${make.seed} colours ${name}`)
  const first = make.deal('selection colour', 4)
  const order = [right, ...chance.shuffle(wrong)]
  const named = order.map((at, i) => ({ at, colour: colourNames[(i + first) % 4] ?? 'red' }))
  const [rightColour = 'red', ...wrongColours] = named.map(({ colour }) => colour)
  return {
    task: 'Region Selection',
    question: worded(make, name, [
      `Four regions are framed in colour. Which one holds a ${make.finding}?`,
      `Which of the coloured boxes in this endoscopic image contains a ${make.finding}?`,
      `Choose the colour of the box that shows a ${make.finding}.`,
    ]),
    ...lettered(make, make.deal('selection letter', 4), rightColour, wrongColours, name),
    picture: await draw(
      view,
      chance
        .shuffle(named)
        .map(({ at, colour }) => ({ kind: 'box', box: at, colour: colours[colour], width: 2 })),
    ),
    ...provenance(
      frame,
      choice,
      'selection',
      named.map(({ at, colour }) => [colour, at]),
    ),
  }
}

export async function groundingItem(
  frame: Frame,
  lesion: number,
  turn: number,
  make: Maker,
): Promise<Item | undefined> {
  const name = `grounding ${frame.id} ${lesion} ${turn}`
  const choice = await fourBoxes(frame, lesion, 'grounding', name, make)
  if (choice === undefined) return undefined
  const { view, right, wrong } = choice
  const text = (at: Box) => `[${corners(at).join(', ')}]`
  return {
    task: 'Visual Grounding',
    question: `${worded(make, name, [
      `Which bounding box holds a ${make.finding}?`,
      `Where in this endoscopic image is a ${make.finding}?`,
      `Choose the box that locates a ${make.finding}.`,
    ])} The image is ${view.width} pixels wide and ${view.height} high; boxes are [x1, y1, x2, y2] from its top left corner.`,
    ...lettered(make, make.deal('grounding letter', 4), text(right), wrong.map(text), name),
    picture: await draw(view),
    ...provenance(
      frame,
      choice,
      'grounding',
      [right, ...wrong].map(at => [text(at), at]),
    ),
  }
}

function provenance(
  frame: Frame,
  { view, right, ranks }: Choice,
  shape: string,
  boxes: [string, Box][],
): Pick<Item, 'cluster' | 'scene' | 'how'> {
  const area = view.lesions.reduce((sum, lesion) => sum + lesion.area, 0)
  const how: How = {
    shape,
    from: [{ frame: frame.id, window: corners(view.window) }],
    size: [view.width, view.height],
    mirrored: view.mirrored,
    regions: boxes.map(([name, at]) => ({
      name,
      box: corners(at),
      shows: at === right ? 1 : Math.round((1000 * view.lesionPixels(at)) / Math.max(1, area)) / 1000,
    })),
    ranks,
  }
  return { cluster: frame.id, ...(frame.scene !== undefined && { scene: frame.scene }), how }
}

/** Where in its view a lesion is looked for that should be nearest, second, third or farthest from the middle. */
const eccentricities = [0.1, 0.3, 0.5, 0.8]

/** The right box and three wrong ones, its ranks as dealt where that can be had, as near as possible elsewhere. */
async function fourBoxes(
  frame: Frame,
  lesion: number,
  purpose: string,
  name: string,
  make: Maker,
): Promise<Choice | undefined> {
  if (!hasRoom(frame, lesion)) return undefined
  const wanted = make.deal(`ranks ${purpose}`, 16)
  const amiss = ({ toMiddle, toOthers }: Ranks) =>
    (toMiddle - (wanted % 4)) ** 2 + (toOthers - Math.floor(wanted / 4)) ** 2
  const stream = random(`${make.seed} ${name}`)
  let best: Choice | undefined
  const mirrored = purpose === 'grounding' ? dealMirrored(make, purpose) : undefined
  const views = viewsOf(frame, lesion, {
    count: 6,
    stream: `${make.seed} ${name}`,
    ...(mirrored && { mirrored }),
    eccentricity: eccentricities[wanted % 4] ?? 0,
  })
  for await (const at of views)
    for (let i = 0; i < 40; i++) {
      const choice = oneChoice(at, stream)
      if (choice === undefined) break
      if (best === undefined || amiss(choice.ranks) < amiss(best.ranks)) best = choice
      if (amiss(choice.ranks) === 0) return choice
    }
  return best
}

/** Four boxes of the lesion's size could not but touch if they filled more than this share of the frame. */
const mostFilled = 0.7

function hasRoom(frame: Frame, lesion: number): boolean {
  const target = frame.lesions[lesion]
  return target !== undefined && 4 * boxArea(target.box) <= mostFilled * frame.width * frame.height
}

function oneChoice({ view, lesion }: LesionView, stream: Random): Choice | undefined {
  const target = view.lesions[lesion]
  if (target === undefined) return undefined
  const size = roomySize(target.box, stream)
  const right = boxAround(view, lesion, size, stream)
  const wrong = right && boxesAway(view, size, 3, stream, [right])
  if (right === undefined || wrong === undefined) return undefined
  return { view, right, wrong, ranks: ranksOf(view, right, wrong) }
}

function ranksOf(view: View, right: Box, wrong: Box[]): Ranks {
  const all = [right, ...wrong]
  const apart = (a: Box, b: Box) => Math.sqrt((a.x0 - b.x0) ** 2 + (a.y0 - b.y0) ** 2)
  const toAll = (a: Box) => all.reduce((sum, b) => sum + apart(a, b), 0)
  return {
    toMiddle: wrong.filter(at => eccentricity(at, view) < eccentricity(right, view)).length,
    toOthers: wrong.filter(at => toAll(at) < toAll(right)).length,
  }
}
