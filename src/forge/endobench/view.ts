/**
 * A view is what an item shows: a window of a frame, resampled to a fixed size, with its lesions in pixels of
 * the view. All views of a frame have the same size whatever the window, so the size of a picture tells
 * nothing. Lesions are measured on the resampled mask, the grid that the question is about.
 */
import { random } from '../../cases/index.ts'
import {
  type Box,
  boundingBox,
  box,
  type Component,
  connectedComponents,
  decode,
  emptyMask,
  type Mask,
  maskFromBox,
  mirror,
  type Raster,
  readMask,
  resample,
} from '../../imaging/index.ts'
import type { Frame } from './frame.ts'

export type View = {
  /** PNG. */
  bytes: Uint8Array
  width: number
  height: number
  window: Box
  mirrored: Mirrored
  /** Lesions in the view; each is in it wholly. */
  lesions: { box: Box; mask: Mask; area: number }[]
  /** Lesion pixels in a box, of all lesions. */
  lesionPixels: (box: Box) => number
  /** Share of a box that shows tissue: neither the dark surround nor a void. */
  litShare: (box: Box) => number
}

/**
 * Whether the view is mirrored left to right and top to bottom. A scope turns freely, so no side of a frame is
 * up; yet in a small set lesions may lie below the middle, which coordinates in the text would give away.
 */
export type Mirrored = { x: boolean; y: boolean }

const asTaken: Mirrored = { x: false, y: false }

/** Longer side of every view, in pixels; frames are not enlarged beyond it. */
export const longestSide = 384
/** Pixels whose channels are all at most this dark belong to the surround. */
const darkest = 40
/** Lesions stay this many frame pixels away from a window that cuts the frame. */
const margin = 3

/** The window that is the whole frame. */
export function wholeWindow({ width, height }: Frame): Box {
  return box(0, 0, width, height)
}

/** The lesions that lie in a window, by index; undefined where the window cuts one. */
export function lesionsWithin(frame: Frame, window: Box): number[] | undefined {
  const inside: number[] = []
  for (const [i, { box: lesion }] of frame.lesions.entries()) {
    const { x0, y0, x1, y1 } = lesion
    const cutsLeft = window.x0 > 0 ? margin : 0
    const cutsTop = window.y0 > 0 ? margin : 0
    const cutsRight = window.x1 < frame.width ? margin : 0
    const cutsBottom = window.y1 < frame.height ? margin : 0
    const isIn =
      x0 >= window.x0 + cutsLeft &&
      y0 >= window.y0 + cutsTop &&
      x1 <= window.x1 - cutsRight &&
      y1 <= window.y1 - cutsBottom
    const isOut = x1 <= window.x0 || y1 <= window.y0 || x0 >= window.x1 || y0 >= window.y1
    if (isIn) inside.push(i)
    else if (!isOut) return undefined
  }
  return inside
}

/** A window of the frame's shape whose sides are `scale` of the frame's, at a random place. */
export function windowAt(frame: Frame, scale: number, stream: string): Box {
  const { below } = random(stream)
  const width = Math.max(8, Math.round(frame.width * scale))
  const height = Math.max(8, Math.round(frame.height * scale))
  const x = below(frame.width - width + 1)
  const y = below(frame.height - height + 1)
  return box(x, y, x + width, y + height)
}

/**
 * The view of a window at the size of the frame's views, or at `size`. The window must not cut a lesion.
 */
export async function viewOf(
  frame: Frame,
  window: Box,
  {
    size = viewSize(frame),
    mirrored = asTaken,
  }: { size?: { width: number; height: number }; mirrored?: Mirrored } = {},
): Promise<View> {
  const straight = await resample(await frame.source.image(), window, size)
  const bytes = mirrored.x || mirrored.y ? await mirror(straight, mirrored) : straight
  const lesions = await lesionsIn(frame, window, size, mirrored)
  const all = emptyMask(size.width, size.height)
  for (const { mask } of lesions) for (const [i, inside] of mask.data.entries()) if (inside) all.data[i] = 1
  const lit = litPixels(await decode(bytes))
  const lesionSum = sums(all)
  const litSum = sums(lit)
  return {
    bytes,
    width: size.width,
    height: size.height,
    window,
    mirrored,
    lesions,
    lesionPixels: at => sumIn(lesionSum, size.width, at),
    litShare: at => sumIn(litSum, size.width, at) / Math.max(1, (at.x1 - at.x0) * (at.y1 - at.y0)),
  }
}

/** Size of all views of a frame. */
export function viewSize({ width, height }: { width: number; height: number }): {
  width: number
  height: number
} {
  const scale = Math.min(1, longestSide / Math.max(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

async function lesionsIn(
  frame: Frame,
  window: Box,
  size: { width: number; height: number },
  mirrored: Mirrored,
): Promise<View['lesions']> {
  const inside = lesionsWithin(frame, window)
  if (inside === undefined) throw new RangeError(`the window cuts a lesion of ${frame.id}`)
  const outlined = frame.outlined ? await outlinesOf(frame) : []
  return inside.flatMap(index => {
    const lesion = frame.lesions[index]
    if (lesion === undefined) return []
    const mask = outlined[index]?.mask ?? maskFromBox(lesion.box, frame.width, frame.height)
    const shown = sample(mask, window, size, mirrored)
    const around = boundingBox(shown)
    return around === undefined
      ? []
      : [{ box: around, mask: shown, area: shown.data.reduce((sum, pixel) => sum + pixel, 0) }]
  })
}

/** Outlines of the frames looked at last: a frame is asked for many times in a row. */
const outlines = new Map<Frame, Promise<Component[]>>()
const outlinesKept = 24

function outlinesOf(frame: Frame): Promise<Component[]> {
  const held = outlines.get(frame) ?? readOutlines(frame)
  outlines.delete(frame)
  outlines.set(frame, held)
  for (const oldest of outlines.keys()) {
    if (outlines.size <= outlinesKept) break
    outlines.delete(oldest)
  }
  return held
}

async function readOutlines({ source, lesions }: Frame): Promise<Component[]> {
  const bytes = await source.mask?.()
  if (bytes === undefined) return []
  return connectedComponents(await readMask(bytes), { minArea: lesions.at(-1)?.area ?? 1 })
}

/** Nearest sample at the centre of each pixel. */
function sample(
  mask: Mask,
  window: Box,
  { width, height }: { width: number; height: number },
  mirrored: Mirrored,
): Mask {
  const shown = emptyMask(width, height)
  const [scaleX, scaleY] = [(window.x1 - window.x0) / width, (window.y1 - window.y0) / height]
  for (let y = 0; y < height; y++) {
    const row = Math.floor(window.y0 + (y + 0.5) * scaleY) * mask.width
    const into = (mirrored.y ? height - 1 - y : y) * width
    for (let x = 0; x < width; x++)
      shown.data[into + (mirrored.x ? width - 1 - x : x)] =
        mask.data[row + Math.floor(window.x0 + (x + 0.5) * scaleX)] ?? 0
  }
  return shown
}

function litPixels({ width, height, channels, samples }: Raster): Mask {
  const lit = emptyMask(width, height)
  const limit = samples instanceof Uint16Array ? darkest * 257 : darkest
  const colours = Math.min(3, channels)
  for (let i = 0; i < lit.data.length; i++)
    for (let c = 0; c < colours; c++) if ((samples[i * channels + c] ?? 0) > limit) lit.data[i] = 1
  return lit
}

/** Summed-area table with a row and a column of zeros in front. */
function sums({ width, height, data }: Mask): Uint32Array {
  const table = new Uint32Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] ?? 0
      table[(y + 1) * (width + 1) + x + 1] = (table[y * (width + 1) + x + 1] ?? 0) + row
    }
  }
  return table
}

function sumIn(table: Uint32Array, width: number, { x0, y0, x1, y1 }: Box): number {
  const at = (x: number, y: number) => table[y * (width + 1) + x] ?? 0
  return at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0)
}
