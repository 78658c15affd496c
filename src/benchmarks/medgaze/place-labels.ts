/**
 * Numbers beside rings where they can be read: of a few places around each ring the one that covers least of
 * the other rings and of the numbers already set. Greedy, in the order of the rings.
 */
import { type Box, box, boxArea, type PictureSize, type Point, point } from '../../imaging/index.ts'

export type PlacedLabel = {
  /** Where the baseline starts. */
  at: Point
  text: string
  /** Height of a capital, pixels. */
  size: number
}

/** Directions from the ring, as multiples of its radius; near ones first. */
const around = [1, 1.9].flatMap(reach =>
  [
    [1, -0.6],
    [1, 0.6],
    [-1, -0.6],
    [-1, 0.6],
    [0, -1],
    [0, 1],
  ].map(([x = 0, y = 0]) => ({ x: x * reach, y: y * reach })),
)

export function placeLabels(
  rings: readonly Point[],
  texts: readonly string[],
  radius: number,
  picture: PictureSize,
): PlacedLabel[] {
  const size = radius * 1.4
  const reach = radius * 1.5
  const taken: Box[] = rings.map(({ x, y }) => box(x - reach, y - reach, x + reach, y + reach))
  return rings.map((ring, i) => {
    const text = texts[i] ?? ''
    const width = size * (0.5 + 0.75 * text.length)
    let best = { cost: Number.POSITIVE_INFINITY, room: box(0, 0, 0, 0) }
    for (const { x, y } of around) {
      const centre = point(
        ring.x + x * radius * 1.2 + Math.sign(x) * (width / 2 + radius / 2),
        ring.y + y * (radius * 1.6 + size / 2),
      )
      const room = box(
        centre.x - width / 2,
        centre.y - size / 2 - 2,
        centre.x + width / 2,
        centre.y + size / 2 + 2,
      )
      const off = boxArea(room) - overlap(room, box(0, 0, picture.width, picture.height))
      const cost = taken.reduce((sum, other) => sum + overlap(room, other), 4 * off)
      if (cost < best.cost) best = { cost, room }
    }
    taken.push(best.room)
    return { at: point(best.room.x0, best.room.y1 - 2), text, size }
  })
}

function overlap(a: Box, b: Box): number {
  return boxArea(box(Math.max(a.x0, b.x0), Math.max(a.y0, b.y0), Math.min(a.x1, b.x1), Math.min(a.y1, b.y1)))
}
