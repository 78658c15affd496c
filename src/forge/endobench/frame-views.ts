/** Views of a frame that show a certain lesion whole: the whole frame and windows of it. */
import { random } from '../../cases/index.ts'
import { type Box, box } from '../../imaging/index.ts'
import type { Frame } from './frame.ts'
import type { Maker } from './item.ts'
import { eccentricity } from './place.ts'
import { lesionsWithin, type Mirrored, type View, viewOf, wholeWindow, windowAt } from './view.ts'

/** A view, and which of its lesions is the one meant. */
export type LesionView = { view: View; lesion: number }

export type ViewsOptions = {
  /** No more views than this. */
  count: number
  stream: string
  mirrored?: Mirrored
  /** Where the lesion should lie, 0 in the middle and 1 in a corner: the views nearest to this come first. */
  eccentricity?: number
}

/** Views, drawn when asked for; windows that cut a lesion or lose the one meant are passed over. */
export async function* viewsOf(
  frame: Frame,
  lesion: number,
  { count, stream, mirrored, eccentricity: wanted }: ViewsOptions,
): AsyncGenerator<LesionView> {
  for (const window of windowsOf(frame, lesion, stream, wanted).slice(0, count)) {
    const place = lesionsWithin(frame, window)?.indexOf(lesion)
    if (place === undefined) continue
    yield { view: await viewOf(frame, window, mirrored === undefined ? {} : { mirrored }), lesion: place }
  }
}

/** The whole frame and random windows of it, in a random order or the wanted one. */
function windowsOf(frame: Frame, lesion: number, stream: string, wanted: number | undefined): Box[] {
  const { unit, shuffle } = random(`${stream} scales`)
  const some = Array.from({ length: 60 }, (_, i) =>
    windowAt(frame, 0.5 + 0.46 * unit(), `${stream} window ${i}`),
  ).filter(window => lesionsWithin(frame, window)?.includes(lesion))
  if (wanted === undefined) return shuffle([wholeWindow(frame), ...some.slice(0, 3)])
  const target = frame.lesions[lesion]?.box ?? wholeWindow(frame)
  const amiss = ({ x0, y0, x1, y1 }: Box) =>
    Math.abs(eccentricity(shifted(target, x0, y0), { width: x1 - x0, height: y1 - y0 }) - wanted)
  return [wholeWindow(frame), ...some].toSorted((a, b) => amiss(a) - amiss(b))
}

function shifted({ x0, y0, x1, y1 }: Box, x: number, y: number): Box {
  return box(x0 - x, y0 - y, x1 - x, y1 - y)
}

/** Mirrored in each of the four ways equally often; for questions that name coordinates. */
export function dealMirrored({ deal }: Maker, purpose: string): Mirrored {
  const way = deal(`mirrored ${purpose}`, 4)
  return { x: way % 2 === 1, y: way >= 2 }
}
