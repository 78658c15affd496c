/** A session of the built-in segmenter: a window on the picture, the prompts, and the field they give. */
import { PraxisError } from '../../../cases/index.ts'
import { type Box, box, emptyMask, type Mask, type Raster } from '../../../imaging/index.ts'
import { refuseUnfit } from '../refuse-unfit.ts'
import type { Prompt, SegmentSession } from '../segmenter.ts'
import { randomWalk, type Spread } from './random-walker.ts'
import { type Field, nextField, startField } from './solve.ts'
import { type WorkingGrid, windowOf, workingGrid } from './working-grid.ts'

/** A window reaches this share of the box beyond it, so that surroundings are seen. */
const margin = 0.5
/** A click so near the window's edge (share of its side) asks for a wider window. */
const rim = 0.05
/** Narrower windows show nothing but blur. */
const leastWindow = 32

/** States that are kept to go back to; one before them is solved again from its prompts. */
const keptStates = 8

export function openBuiltin(image: Raster, spread: Spread = randomWalk): SegmentSession {
  const { width, height } = image
  const whole = box(0, 0, width, height)
  // The whole picture is prepared now, so that a first click costs only itself.
  const overview = workingGrid(image, whole)
  let prompts: readonly Prompt[] = []
  /** After the last few prompts, the latest at the end; none where that is to be solved again. */
  let states: State[] = []
  let mask: Mask | undefined
  let open = true

  const next = (before: State | undefined, all: readonly Prompt[], signal?: AbortSignal): State => {
    const window = windowFor(all, before?.grid.window, image)
    const same = before !== undefined && sameBox(window, before.grid.window)
    let grid = overview
    if (same) grid = before.grid
    else if (!sameBox(window, whole)) grid = workingGrid(image, window)
    let field = same ? before.field : startField(grid)
    for (const [i, one] of (same ? all.slice(-1) : all).entries()) {
      signal?.throwIfAborted()
      field = nextField(grid, field, one, !same && i === 0, spread)
    }
    return { grid, field }
  }
  const latest = (): State | undefined => {
    if (states.length === 0)
      for (let n = 1; n <= prompts.length; n++) states = [next(states[0], prompts.slice(0, n))]
    return states.at(-1)
  }
  const add = async (prompt: Prompt, signal?: AbortSignal): Promise<Mask> => {
    signal?.throwIfAborted()
    if (!open) throw new PraxisError('bad-usage', 'the session is closed', 'open the image again')
    refuseUnfit(prompt, image)
    const all = [...prompts, prompt]
    const state = next(latest(), all, signal)
    states = [...states.slice(1 - keptStates), state]
    prompts = all
    mask = maskOf(state.grid, state.field.x, image, all)
    return mask
  }
  const shown = (): Mask => {
    if (mask === undefined) {
      const state = latest()
      mask = state ? maskOf(state.grid, state.field.x, image, prompts) : emptyMask(width, height)
    }
    return mask
  }
  const undo = () => {
    if (!open || prompts.length === 0) return
    prompts = prompts.slice(0, -1)
    states.pop()
    mask = undefined
  }
  const close = () => {
    // What is held is let go, but the mask stays to be read.
    shown()
    open = false
    states = []
  }
  return { width, height, prompts: () => prompts, add, mask: shown, undo, close }
}

/** Of the working size, whatever the picture's. None of it is changed in place, so that it can be gone back to. */
type State = { grid: WorkingGrid; field: Field }

/**
 * What must be in view: every box with its surroundings and every click. The window only grows; without any box it
 * is the whole picture.
 */
function windowFor(prompts: readonly Prompt[], now: Box | undefined, image: Raster): Box {
  const whole = box(0, 0, image.width, image.height)
  if (!prompts.some(({ kind }) => kind === 'box')) return whole
  let window = now
  for (const prompt of prompts) {
    const wanted = prompt.kind === 'box' ? surrounded(prompt.box) : prompt.at
    const [x0, y0, x1, y1] =
      'x0' in wanted ? [wanted.x0, wanted.y0, wanted.x1, wanted.y1] : [wanted.x, wanted.y, wanted.x, wanted.y]
    if (window === undefined) {
      window = windowOf(box(x0, y0, x1, y1), image)
      continue
    }
    const dx = rim * (window.x1 - window.x0)
    const dy = rim * (window.y1 - window.y0)
    const isPoint = prompt.kind === 'point'
    const [left, top] = [isPoint ? x0 - dx : x0, isPoint ? y0 - dy : y0]
    const [rightmost, bottom] = [isPoint ? x1 + dx : x1, isPoint ? y1 + dy : y1]
    const inside =
      Math.max(0, left) >= window.x0 &&
      Math.max(0, top) >= window.y0 &&
      Math.min(image.width, rightmost) <= window.x1 &&
      Math.min(image.height, bottom) <= window.y1
    if (!inside)
      window = windowOf(
        box(
          Math.min(window.x0, left - dx),
          Math.min(window.y0, top - dy),
          Math.max(window.x1, rightmost + dx),
          Math.max(window.y1, bottom + dy),
        ),
        image,
      )
  }
  return window ?? whole
}

function surrounded({ x0, y0, x1, y1 }: Box): Box {
  const dx = Math.max(margin * (x1 - x0), (leastWindow - (x1 - x0)) / 2)
  const dy = Math.max(margin * (y1 - y0), (leastWindow - (y1 - y0)) / 2)
  return box(x0 - dx, y0 - dy, x1 + dx, y1 + dy)
}

function sameBox(a: Box, b: Box): boolean {
  return a.x0 === b.x0 && a.y0 === b.y0 && a.x1 === b.x1 && a.y1 === b.y1
}

/** The field between cells, cut at 0; a clicked pixel is as it was clicked last. */
function maskOf(grid: WorkingGrid, x: Float32Array, image: Raster, prompts: readonly Prompt[]): Mask {
  const { window, width, height } = grid
  const data = new Uint8Array(image.width * image.height)
  const columns = Array.from({ length: window.x1 - window.x0 }, (_, i) =>
    between(((i + 0.5) * width) / (window.x1 - window.x0) - 0.5, width),
  )
  for (let j = 0; j < window.y1 - window.y0; j++) {
    const row = between(((j + 0.5) * height) / (window.y1 - window.y0) - 0.5, height)
    const [above, under] = [row.low * width, row.high * width]
    let at = (window.y0 + j) * image.width + window.x0
    for (const { low, high, part } of columns) {
      const upper = (x[above + low] ?? 0) * (1 - part) + (x[above + high] ?? 0) * part
      const lower = (x[under + low] ?? 0) * (1 - part) + (x[under + high] ?? 0) * part
      if (upper * (1 - row.part) + lower * row.part > 0) data[at] = 1
      at++
    }
  }
  for (const prompt of prompts)
    if (prompt.kind === 'point')
      data[Math.floor(prompt.at.y) * image.width + Math.floor(prompt.at.x)] = prompt.positive ? 1 : 0
  return { width: image.width, height: image.height, data }
}

function between(position: number, count: number): { low: number; high: number; part: number } {
  const at = Math.min(count - 1, Math.max(0, position))
  const low = Math.floor(at)
  return { low, high: Math.min(count - 1, low + 1), part: at - low }
}
