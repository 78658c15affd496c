/**
 * Region recognition: does the marked region show the whole lesion, a part of it, or none? The region is given
 * as a box, a contour, one of several coloured boxes, or coordinates in the text. (The paper asks which of four
 * classes is shown; with one class marked, that question would have one answer.)
 *
 * A round asks all three, so the answers are even. Its regions have one shape, and the ones that show a part or
 * none lie as far from the middle as the one that shows the whole, as near as the picture allows.
 */
import { type Random, random } from '../../cases/index.ts'
import { type Box, boxesOverlap, contours, type Shape } from '../../imaging/index.ts'
import { colourNames, colours, draw } from './draw.ts'
import type { Frame } from './frame.ts'
import { dealMirrored, type LesionView, viewsOf } from './frame-views.ts'
import { corners, type Item, lettered, type Maker, worded } from './item.ts'
import {
  boxAcross,
  boxAround,
  boxAway,
  boxesAway,
  eccentricity,
  isFree,
  partShares,
  roomySize,
  type Size,
} from './place.ts'
import type { View } from './view.ts'

export type Granularity = 'box' | 'contour' | 'multi-box' | 'coordinates'

const subtasks: Record<Granularity, string> = {
  box: 'Box',
  contour: 'Cont',
  'multi-box': 'Mul',
  coordinates: 'Coor',
}

const answers = ['whole', 'part', 'none'] as const
type Answer = (typeof answers)[number]

/** The region that a question asks about. `shift` moves the lesion's own outline. */
type Placed = LesionView & { box: Box; shift?: { x: number; y: number } }

/** Candidates compared for their distance from the middle. */
const candidates = 24
/** Views are tried until the regions of a round differ by no more than this, of 1 from middle to corner. */
const goodEnough = 0.06

/** Three items on one lesion of a frame, one of each answer; undefined where one of them cannot be placed. Another turn, other places. */
export async function recognitionRound(
  frame: Frame,
  lesion: number,
  granularity: Granularity,
  turn: number,
  make: Maker,
): Promise<Item[] | undefined> {
  if (granularity === 'contour' && !frame.outlined) return undefined
  const name = `recognition ${granularity} ${frame.id} ${lesion} ${turn}`
  const stream = random(`${make.seed} ${name}`)
  const mirrored = granularity === 'coordinates' ? dealMirrored(make, granularity) : undefined
  const views = viewsOf(frame, lesion, {
    count: 4,
    stream: `${make.seed} ${name}`,
    ...(mirrored && { mirrored }),
  })
  const placeIn = granularity === 'contour' ? placeOutlines : placeBoxes
  const placed = await bestRound(views, view => placeIn(view, stream))
  if (placed === undefined) return undefined
  // Each letter is right once in a round, and each answer stands at each letter once in three.
  const turned = make.deal(`letters ${granularity}`, answers.length)
  const items: Item[] = []
  for (const [i, answer] of answers.entries()) {
    const letter = (i + turned) % answers.length
    const item = await itemFor(frame, granularity, answer, letter, placed[answer], make, name)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

type Round = Record<Answer, Placed>

/** The best of one round in each view; the first that is good enough ends the search. */
async function bestRound(
  views: AsyncIterable<LesionView>,
  place: (view: LesionView) => Round | undefined,
): Promise<Round | undefined> {
  let best: { round: Round; unlike: number } | undefined
  for await (const view of views) {
    const round = place(view)
    if (round === undefined) continue
    const unlike = distance(round.whole, round.part) + distance(round.whole, round.none)
    if (best === undefined || unlike < best.unlike) best = { round, unlike }
    if (unlike < goodEnough) break
  }
  return best?.round
}

/** How differently far from the middle two regions lie. */
function distance(a: Placed, b: Placed): number {
  return Math.abs(eccentricity(a.box, a.view) - eccentricity(b.box, b.view))
}

function placeBoxes(at: LesionView, stream: Random): Round | undefined {
  const { view, lesion } = at
  const target = view.lesions[lesion]
  if (target === undefined) return undefined
  const held = boxAround(view, lesion, roomySize(target.box, stream), stream)
  if (held === undefined) return undefined
  const whole: Placed = { ...at, box: held }
  const size = sizeOf(held)
  const part = alike(whole, () => boxAcross(view, lesion, size, stream))
  const none = alike(whole, () => boxAway(view, size, stream))
  return part && none && { whole, part, none }
}

function placeOutlines(at: LesionView, stream: Random): Round | undefined {
  const { view, lesion } = at
  const target = view.lesions[lesion]
  if (target === undefined || !isFree(view, lesion)) return undefined
  const placed = (box: Box): Placed => ({
    ...at,
    box,
    shift: { x: box.x0 - target.box.x0, y: box.y0 - target.box.y0 },
  })
  const whole = placed(target.box)
  const size = sizeOf(target.box)
  const part = alike(whole, () => {
    const moved = boxAcross(view, lesion, size, stream)
    const share = moved && overlapOf(view, lesion, moved)
    return share !== undefined && share >= partShares.least && share <= partShares.most ? moved : undefined
  })
  const none = alike(whole, () => boxAway(view, size, stream))
  return part && none && { whole, part: placed(part.box), none: placed(none.box) }
}

/** Of several places in the view of another region, the one whose distance from the middle is nearest to it. */
function alike(to: Placed, place: () => Box | undefined): Placed | undefined {
  let best: Placed | undefined
  for (let i = 0; i < candidates; i++) {
    const found = place()
    if (found === undefined) break
    const next = { ...to, box: found }
    if (best === undefined || distance(next, to) < distance(best, to)) best = next
  }
  return best
}

function sizeOf({ x0, y0, x1, y1 }: Box): Size {
  return { width: x1 - x0, height: y1 - y0 }
}

/** The share of the lesion that its own outline still covers when it is moved so that it fills this box. */
function overlapOf(view: View, lesion: number, moved: Box): number {
  const target = view.lesions[lesion]
  if (target === undefined) return 0
  const { data } = target.mask
  const [dx, dy] = [moved.x0 - target.box.x0, moved.y0 - target.box.y0]
  let both = 0
  for (let y = target.box.y0; y < target.box.y1; y++)
    for (let x = target.box.x0; x < target.box.x1; x++) {
      const inView = x + dx >= 0 && y + dy >= 0 && x + dx < view.width && y + dy < view.height
      if (inView && data[y * view.width + x] === 1) both += data[(y + dy) * view.width + x + dx] ?? 0
    }
  return both / target.area
}

/** The share of the lesion that the region shows. */
function shown({ view, lesion, box: at, shift }: Placed): number {
  const area = view.lesions[lesion]?.area ?? 1
  return shift === undefined ? view.lesionPixels(at) / area : overlapOf(view, lesion, at)
}

async function itemFor(
  frame: Frame,
  granularity: Granularity,
  answer: Answer,
  letter: number,
  placed: Placed,
  make: Maker,
  round: string,
): Promise<Item | undefined> {
  const { view } = placed
  const stream = `${round} ${answer}`
  const prompt = promptFor(granularity, answer, placed, make, round)
  if (prompt === undefined) return undefined
  const texts: Record<Answer, string> = {
    whole: `a whole ${make.finding}`,
    part: `a part of a ${make.finding}`,
    none: `no ${make.finding}`,
  }
  const wrong = answers.filter(other => other !== answer).map(other => texts[other])
  return {
    task: 'Region Recognition',
    subtask: subtasks[granularity],
    question: prompt.question,
    ...lettered(make, letter, texts[answer], wrong, stream),
    picture: await draw(view, prompt.shapes),
    cluster: frame.id,
    ...(frame.scene !== undefined && { scene: frame.scene }),
    how: {
      shape: `recognition/${granularity}`,
      from: [{ frame: frame.id, window: corners(view.window) }],
      size: [view.width, view.height],
      mirrored: view.mirrored,
      asked: prompt.asked,
      regions: prompt.regions.map(({ name, at }) => ({
        name,
        box: corners(at.box),
        shows: Math.round(shown(at) * 1000) / 1000,
      })),
    },
  }
}

type Prompt = {
  question: string
  shapes: Shape[]
  asked: string
  regions: { name: string; at: Placed }[]
}

function promptFor(
  granularity: Granularity,
  answer: Answer,
  placed: Placed,
  make: Maker,
  round: string,
): Prompt | undefined {
  // One wording for the three answers of a round, so that no wording goes with an answer.
  const say = (...wordings: string[]) => worded(make, round, wordings)
  const { view, box: at } = placed
  const region = { name: 'region', at: placed }
  if (granularity === 'box')
    return {
      question: say(
        'What does the green box in this endoscopic image show?',
        'Look at the region inside the green box. What does it contain?',
        'Which description fits the area framed in green?',
      ),
      shapes: [{ kind: 'box', box: at, colour: colours.green, width: 2 }],
      asked: 'region',
      regions: [region],
    }
  if (granularity === 'contour')
    return {
      question: say(
        'What does the outlined region of this endoscopic image show?',
        'A region is outlined in green. What does it contain?',
        'Which description fits the area within the green outline?',
      ),
      shapes: outline(placed),
      asked: 'region',
      regions: [region],
    }
  if (granularity === 'coordinates') {
    const where = `[${corners(at).join(', ')}]`
    const frame = `The image is ${view.width} pixels wide and ${view.height} high; coordinates are [x1, y1, x2, y2] from its top left corner.`
    return {
      question: `${frame} ${say(`What does the region ${where} show?`, `Consider the region ${where}. What does it contain?`, `Which description fits the area ${where}?`)}`,
      shapes: [],
      asked: 'region',
      regions: [region],
    }
  }
  return severalBoxes(answer, placed, make, round)
}

/** Four coloured boxes, one of them on the lesion; where none is asked for, the question names another. */
function severalBoxes(answer: Answer, placed: Placed, make: Maker, round: string): Prompt | undefined {
  const { view, lesion } = placed
  const chance = random(`${make.seed} several ${round} ${answer}`)
  const size = sizeOf(placed.box)
  const onLesion = answer === 'none' ? boxOn(view, lesion, size, chance, placed.box) : placed.box
  if (onLesion === undefined) return undefined
  const asked = placed.box
  const avoid = answer === 'none' ? [onLesion, asked] : [asked]
  const others = boxesAway(view, size, 4 - avoid.length, chance, avoid)
  if (others === undefined) return undefined
  const boxes = chance.shuffle([...avoid, ...others])
  const turn = make.deal(`colour ${answer}`, 4)
  const at = boxes.indexOf(asked)
  const nameOf = (i: number) => colourNames[(i - at + turn + 4) % 4] ?? 'red'
  const colour = nameOf(at)
  return {
    question: worded(make, round, [
      `What does the ${colour} box in this endoscopic image show?`,
      `Four regions are framed in colour. What does the one framed in ${colour} contain?`,
      `Which description fits the area in the ${colour} box?`,
    ]),
    shapes: boxes.map((b, i) => ({ kind: 'box', box: b, colour: colours[nameOf(i)], width: 2 })),
    asked: colour,
    regions: boxes.map((b, i) => ({ name: nameOf(i), at: { view, lesion, box: b } })),
  }
}

/** On the lesion, whole or in part by the toss of a coin, and clear of the box that is asked about. */
function boxOn(view: View, lesion: number, size: Size, chance: Random, clearOf: Box): Box | undefined {
  const whole = chance.below(2) === 0
  for (let i = 0; i < 20; i++) {
    const found = whole ? boxAround(view, lesion, size, chance) : boxAcross(view, lesion, size, chance)
    if (found !== undefined && !boxesOverlap(found, clearOf)) return found
  }
  return undefined
}

function outline({ view, lesion, shift = { x: 0, y: 0 } }: Placed): Shape[] {
  const target = view.lesions[lesion]
  if (target === undefined) return []
  return contours(target.mask, { minArea: target.area / 2 }).map(points => ({
    kind: 'polygon',
    points: points.map(p => ({ ...p, x: p.x + shift.x, y: p.y + shift.y })),
    colour: colours.green,
    width: 2,
  }))
}
