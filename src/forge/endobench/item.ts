/** One question of the builder, and the even dealing that keeps answers from being guessed. */
import { type Random, random } from '../../cases/index.ts'
import type { Box } from '../../imaging/index.ts'

/** Raised when the same seed would give other items than before. */
export const builderVersion = 1

export type Task = 'Region Recognition' | 'Region Selection' | 'Visual Grounding' | 'Lesion Quantification'

export const categories: Record<Task, string> = {
  'Region Recognition': 'Spatial Localisation and Region Understanding',
  'Region Selection': 'Spatial Localisation and Region Understanding',
  'Visual Grounding': 'Spatial Localisation and Region Understanding',
  'Lesion Quantification': 'Lesion Analysis and Grading',
}

/** How an item was made: enough to draw it again and to check its answer against the mask. */
export type How = {
  shape: string
  /** Frame and window of each picture in the item, the window in pixels of the frame. */
  from: { frame: string; window: Corners }[]
  /** Marked regions in pixels of the picture, with the share of the asked lesion that each shows. */
  regions?: { name: string; box: Corners; shows: number }[]
  [more: string]: unknown
}

/** x0, y0, x1, y1, half-open. */
export type Corners = [number, number, number, number]

export function corners({ x0, y0, x1, y1 }: Box): Corners {
  return [x0, y0, x1, y1]
}

export type Item = {
  task: Task
  /** Box, Cont, Mul or Coor, as the paper's table prints them; absent where the task has no subtasks. */
  subtask?: string
  question: string
  /** In the order of their letters, from A. */
  options: string[]
  /** Place of the right option. */
  right: number
  /** JPEG. */
  picture: Uint8Array
  cluster: string
  scene?: string
  how: How
}

/** What a shape needs beside its frames. */
export type Maker = {
  /** The lesion by name, such as "polyp". */
  finding: string
  /** Names all random streams. */
  seed: string
  /** Deals 0 … count − 1 so that of any `count` dealt in a row for one purpose each comes once. */
  deal: (purpose: string, count: number) => number
}

export function maker(finding: string, seed: string): Maker {
  const hands = new Map<string, number[]>()
  const streams = new Map<string, Random>()
  const deal = (purpose: string, count: number): number => {
    const name = `${seed} ${purpose}/${count}`
    const stream = streams.get(name) ?? random(name)
    streams.set(name, stream)
    const hand = hands.get(name) ?? []
    if (hand.length === 0) hand.push(...stream.shuffle(Array.from({ length: count }, (_, i) => i)))
    hands.set(name, hand)
    return hand.pop() ?? 0
  }
  return { finding, seed, deal }
}

/** Options with the right one at this place, the wrong ones in a random order. */
export function lettered(
  { seed }: Maker,
  place: number,
  right: string,
  wrong: readonly string[],
  stream: string,
): { options: string[]; right: number } {
  const options = random(`${seed} options ${stream}`).shuffle(wrong)
  options.splice(place, 0, right)
  return { options, right: place }
}

/** One of several wordings; all items of a round share one, so that none goes with an answer. */
export function worded({ seed }: Maker, stream: string, wordings: readonly string[]): string {
  return random(`${seed} words ${stream}`).pick(wordings)
}
