/**
 * The order in which items are made: a round of each shape in turn, so that any beginning of a split holds
 * all shapes evenly. Rounds that find no room are counted and passed over.
 */
import { hashBytes } from '../../cases/index.ts'
import { areaRound } from './area.ts'
import { groundingItem, selectionItem } from './choosing.ts'
import { countingRound } from './counting.ts'
import type { Frame } from './frame.ts'
import type { Item, Maker } from './item.ts'
import { type Granularity, recognitionRound } from './recognition.ts'

const granularities: Granularity[] = ['box', 'contour', 'multi-box', 'coordinates']
/** Times that a frame is asked about in each shape. */
const turns = 2

/** Rounds of items, made when asked for. `noRoom` counts the misses by shape. */
export async function* roundsOf(
  frames: Frame[],
  make: Maker,
  noRoom: Record<string, number>,
): AsyncGenerator<Item[]> {
  const missed = (shape: string) => {
    noRoom[shape] = (noRoom[shape] ?? 0) + 1
  }
  let queues = [
    ...granularities.map(granularity => recognitionRounds(frames, granularity, make, missed)),
    choosingRounds(frames, selectionItem, 'selection', make, missed),
    choosingRounds(frames, groundingItem, 'grounding', make, missed),
    wholeRounds(Math.ceil(frames.length / 2), turn => areaRound(frames, turn, make), 'area', missed),
    wholeRounds(Math.ceil(frames.length / 3), turn => countingRound(frames, turn, make), 'counting', missed),
  ]
  while (queues.length > 0) {
    const left: typeof queues = []
    for (const queue of queues) {
      const next = await queue.next()
      if (next.done) continue
      yield next.value
      left.push(queue)
    }
    queues = left
  }
}

/**
 * The items of as many whole rounds as stay within the limit; a round that is too large ends the list. A round
 * that would ask about the same picture in the same words again is left out.
 */
export async function* upTo(rounds: AsyncIterable<Item[]>, most: number): AsyncGenerator<Item> {
  const asked = new Set<string>()
  let made = 0
  for await (const round of rounds) {
    if (made + round.length > most) return
    const marks = round.map(({ picture, question }) => `${hashBytes(picture)} ${question}`)
    if (marks.some(mark => asked.has(mark))) continue
    for (const mark of marks) asked.add(mark)
    made += round.length
    yield* round
  }
}

/** One lesion of each frame a turn, another one from frame to frame. */
async function* recognitionRounds(
  frames: Frame[],
  granularity: Granularity,
  make: Maker,
  missed: (shape: string) => void,
): AsyncGenerator<Item[]> {
  for (let turn = 0; turn < turns; turn++)
    for (const [i, frame] of frames.entries()) {
      if (frame.lesions.length === 0) continue
      const lesion = (i + turn) % frame.lesions.length
      const round = await recognitionRound(frame, lesion, granularity, turn, make)
      if (round === undefined) missed(`recognition/${granularity}`)
      else yield round
    }
}

/** Four items make a round, so that every letter is right once; what is left over comes last. */
async function* choosingRounds(
  frames: Frame[],
  choose: typeof selectionItem,
  shape: string,
  make: Maker,
  missed: (shape: string) => void,
): AsyncGenerator<Item[]> {
  let round: Item[] = []
  for (let turn = 0; turn < turns; turn++)
    for (const [i, frame] of frames.entries()) {
      if (frame.lesions.length === 0) continue
      const item = await choose(frame, (i + turn) % frame.lesions.length, turn, make)
      if (item === undefined) missed(shape)
      else round.push(item)
      if (round.length < 4) continue
      yield round
      round = []
    }
  if (round.length > 0) yield round
}

async function* wholeRounds(
  count: number,
  makeRound: (turn: number) => Promise<Item[] | undefined>,
  shape: string,
  missed: (shape: string) => void,
): AsyncGenerator<Item[]> {
  for (let turn = 0; turn < count; turn++) {
    const round = await makeRound(turn)
    if (round === undefined) missed(shape)
    else yield round
  }
}
