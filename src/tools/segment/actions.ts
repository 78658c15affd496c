/**
 * The three tools with which a model segments: `add_bbox`, `add_point` and `stop_action`, on the 0..999 grid
 * (MedSAM-Agent, arXiv 2602.03320, table of actions). All of them act on one session for the whole episode.
 * What a caller does wrong comes back as text that it can act on; it never throws.
 *
 * The released training loop kept one session for each tool name, so a point knew nothing of the box before
 * it; that is not repeated here.
 */
import * as z from 'zod'
import { inTime } from '../../cases/index.ts'
import { type Box, box, boxArea, type Mask } from '../../imaging/index.ts'
import type { Prompt, SegmentSession, ToolSpec } from '../../models/index.ts'
import { boxFromGrid, boxToGrid, gridMax, imageSpan, pointFromGrid, pointToGrid } from './grid.ts'
import { segmenterLate } from './open-in-time.ts'

const coordinate = z.int().min(0).max(gridMax)

// Arrays of a fixed length and not tuples: JSON Schema of a tuple is not understood by every client and provider.
const twoCoordinates = z
  .array(coordinate)
  .length(2)
  .transform(([x = 0, y = 0]): [number, number] => [x, y])
const fourCoordinates = z
  .array(coordinate)
  .length(4)
  .transform(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]): [number, number, number, number] => [x1, y1, x2, y2])

/** Arguments by tool. Unknown keys are refused: a model that invents one believes that it does something. */
export const actionArguments = {
  add_bbox: z
    .strictObject({
      bbox_2d: fourCoordinates.describe('[x1, y1, x2, y2] on the 0..999 grid, x1 < x2 and y1 < y2'),
    })
    .refine(({ bbox_2d: [x1, y1, x2, y2] }) => x1 < x2 && y1 < y2, {
      path: ['bbox_2d'],
      message: 'the box is inside out: it needs x1 < x2 and y1 < y2',
    }),
  add_point: z.strictObject({
    point_2d: twoCoordinates.describe('[x, y] on the 0..999 grid'),
    point_type: z
      .enum(['positive', 'negative'])
      .describe('positive: this place belongs to the target; negative: it does not'),
  }),
  stop_action: z.strictObject({}),
}

export const actionNames = ['add_bbox', 'add_point', 'stop_action'] as const

export type ActionName = (typeof actionNames)[number]

export const actionDescriptions: Record<ActionName, string> = {
  add_bbox: 'Draw a box around the target, to begin a mask or to correct it.',
  add_point: 'Click on a place: a positive point adds what lies there, a negative one takes it away.',
  stop_action: 'Say that the mask is finished.',
}

/** The tools as functions with JSON Schema, as models and MCP clients take them. */
export const actionSpecs: ToolSpec[] = actionNames.map(name => ({
  name,
  description: actionDescriptions[name],
  inputSchema: z.toJSONSchema(actionArguments[name], { io: 'input' }),
}))

export type Action =
  | { name: 'add_bbox'; arguments: { bbox_2d: [number, number, number, number] } }
  | { name: 'add_point'; arguments: { point_2d: [number, number]; point_type: 'positive' | 'negative' } }
  | { name: 'stop_action'; arguments: Record<string, never> }

export type ReadAction = { ok: true; action: Action } | { ok: false; error: string }

/** Checks a call. `given` is an object, or its JSON text. */
export function readAction(name: string, given: unknown): ReadAction {
  if (!isActionName(name))
    return {
      ok: false,
      error: `There is no tool ${quote(name)}. Use one of ${actionNames.join(', ')}.`,
    }
  const args = typeof given === 'string' ? parse(given) : (given ?? {})
  if (args === undefined) return { ok: false, error: `The arguments of ${name} are not valid JSON.` }
  switch (name) {
    case 'add_bbox': {
      const read = actionArguments.add_bbox.safeParse(args)
      return read.success ? { ok: true, action: { name, arguments: read.data } } : fault(name, read.error)
    }
    case 'add_point': {
      const read = actionArguments.add_point.safeParse(args)
      return read.success ? { ok: true, action: { name, arguments: read.data } } : fault(name, read.error)
    }
    case 'stop_action': {
      const read = actionArguments.stop_action.safeParse(args)
      return read.success ? { ok: true, action: { name, arguments: {} } } : fault(name, read.error)
    }
  }
}

/** One action carried out: the prompt as the segmenter got it (absent for stop), and the mask now. */
export type ActionResult =
  | { ok: true; action: Action; prompt?: Prompt; mask: Mask; stopped: boolean }
  | { ok: false; error: string }

export type SegmentTools = {
  specs: ToolSpec[]
  /** Carries out a call. Throws only where the segmenter fails or `signal` aborts. */
  call: (name: string, args: unknown, signal?: AbortSignal) => Promise<ActionResult>
  /** Carries out a prompt that is in pixels already. Throws also where it does not lie on the image. */
  draw: (prompt: Prompt, signal?: AbortSignal) => Promise<ActionResult>
  /** After `stop_action` nothing more is done. */
  stopped: () => boolean
}

export type SegmentToolsOptions = {
  /** What the grid covers, in image pixels; the image itself where absent. */
  span?: Box
  /** Milliseconds that the segmenter may take for one prompt. */
  timeoutMs?: number
}

/** The tools on one session. */
export function segmentTools(
  session: SegmentSession,
  { span = imageSpan(session), timeoutMs = 60_000 }: SegmentToolsOptions = {},
): SegmentTools {
  let stopped = false
  const carryOut = async (action: Action, prompt: Prompt, signal?: AbortSignal): Promise<ActionResult> => {
    const add = (within: AbortSignal) => session.add(prompt, within)
    const mask = await inTime(add, timeoutMs, () => segmenterLate(timeoutMs), signal)
    return { ok: true, action, prompt, mask, stopped }
  }
  const call = async (name: string, args: unknown, signal?: AbortSignal): Promise<ActionResult> => {
    if (stopped) return finished
    const read = readAction(name, args)
    if (!read.ok) return read
    const { action } = read
    if (action.name === 'stop_action') {
      stopped = true
      return { ok: true, action, mask: session.mask(), stopped }
    }
    const prompt = promptOf(action, span, session)
    if (prompt === undefined)
      return { ok: false, error: `${action.name} lies outside the image. Choose coordinates on it.` }
    return carryOut(action, prompt, signal)
  }
  const draw = async (prompt: Prompt, signal?: AbortSignal): Promise<ActionResult> =>
    stopped ? finished : carryOut(actionOf(prompt, span), prompt, signal)
  return { specs: actionSpecs, call, draw, stopped: () => stopped }
}

const finished = {
  ok: false,
  error: 'The mask was declared finished; nothing more can be done.',
} as const

/** A prompt as the call that comes closest to it on the grid. */
export function actionOf(prompt: Prompt, span: Box): Exclude<Action, { name: 'stop_action' }> {
  if (prompt.kind === 'box') return { name: 'add_bbox', arguments: { bbox_2d: boxToGrid(prompt.box, span) } }
  const point_type = prompt.positive ? 'positive' : 'negative'
  return { name: 'add_point', arguments: { point_2d: pointToGrid(prompt.at, span), point_type } }
}

/** An action in image pixels; absent where it lies wholly off the image. */
export function promptOf(
  action: Exclude<Action, { name: 'stop_action' }>,
  span: Box,
  { width, height }: { width: number; height: number },
): Prompt | undefined {
  if (action.name === 'add_bbox') {
    const { x0, y0, x1, y1 } = boxFromGrid(action.arguments.bbox_2d, span)
    const cut = box(Math.max(0, x0), Math.max(0, y0), Math.min(width, x1), Math.min(height, y1))
    return boxArea(cut) > 0 ? { kind: 'box', box: cut } : undefined
  }
  const { point_2d, point_type } = action.arguments
  const at = pointFromGrid(point_2d, span)
  if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) return undefined
  // The far edge is a grid coordinate but no pixel: half a pixel inwards it names the last one.
  const onto = { ...at, x: Math.min(at.x, width - 0.5), y: Math.min(at.y, height - 0.5) }
  return { kind: 'point', at: onto, positive: point_type === 'positive' }
}

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(actionArguments, name)
}

function fault(name: ActionName, error: z.ZodError): { ok: false; error: string } {
  const said = error.issues.slice(0, 3).map(({ path, message }) => {
    const where = path.length === 0 ? '' : `${path.join('.')}: `
    return `${where}${message}`
  })
  return { ok: false, error: `The call of ${name} is not valid: ${said.join('; ')}.` }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function quote(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name)
}
