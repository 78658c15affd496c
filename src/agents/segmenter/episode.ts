/**
 * One episode of segmenting an image, whoever acts: the session, the tools on it, the masks made and the
 * steps taken. All tools share the one session.
 */
import {
  embedMedia,
  hashBytes,
  isPraxisError,
  type Media,
  messageOf,
  PraxisError,
  readMedia,
} from '../../cases/index.ts'
import {
  type Box,
  decode,
  letterbox,
  type Mask,
  maskArea,
  maskPng,
  paintMask,
  type Raster,
} from '../../imaging/index.ts'
import type { ImagePart, SegmentSession } from '../../models/index.ts'
import { type ActionResult, segmentTools } from '../../tools/index.ts'
import { addUsage, noUsage, type Step, type Stop, type Trace, type Usage } from '../../verify/index.ts'
import type { SolveContext, Task } from '../solver.ts'

/** Side of the square that a model sees, in pixels. */
export const shownSide = 512

export type StepBody = Step extends infer S ? (S extends Step ? Omit<S, 'id' | 'parent'> : never) : never

export type Call = { tool: string; arguments: unknown; callId?: string }

export type Episode = {
  image: Raster
  session: SegmentSession
  add: (step: StepBody) => void
  used: (usage: Usage) => void
  usage: () => Usage
  /** Carries out a call, keeps its mask, and records the call; the observation is the caller's to record. */
  act: (call: Call, offered?: readonly string[]) => Promise<ActionResult & { callId: string }>
  /** The image as a model sees it, with the mask as it is now. */
  show: () => Promise<ImagePart>
  /** Boxes and points carried out. */
  turns: () => number
  elapsed: () => number
}

/** How an episode ended: `answered`, unless it was cut off. */
type Ending = { stop: Stop }

/**
 * Opens the image of the task, lets `play` act, and makes the trace. A provider or a segmenter that fails, or a
 * spent case budget, ends the episode with the masks made so far. Throws `bad-usage` without a segmenter, and
 * `media-…` for an image that cannot be opened.
 * @param spanOf what the grid of the tools covers, in image pixels
 */
export async function playEpisode(
  solver: string,
  task: Task,
  context: SolveContext,
  spanOf: (size: { width: number; height: number }) => Box,
  play: (episode: Episode) => Promise<Ending>,
): Promise<Trace> {
  const startedAt = new Date().toISOString()
  const began = performance.now()
  const steps: Step[] = []
  const outputs: Media[] = []
  let usage: Usage = noUsage
  let last: Mask | undefined
  const finished = (rest: Pick<Trace, 'stop' | 'error'>): Trace => ({
    caseId: task.caseId,
    solver,
    steps,
    answer: last === undefined ? null : `a mask of ${maskArea(last)} pixels after ${countOf(outputs.length)}`,
    outputs,
    usage,
    timing: { startedAt, ms: performance.now() - began, retries: 0 },
    ...rest,
  })
  const medium = imageOf(task)
  const image = await decode(await readMedia(medium))
  let session: SegmentSession | undefined
  try {
    session = await open(context, image)
    const { width, height } = image
    const tools = segmentTools(session, { span: spanOf({ width, height }) })
    const add = (step: StepBody): void => {
      const parent = steps.at(-1)?.id
      steps.push({ id: `s${steps.length}`, ...(parent !== undefined && { parent }), ...step })
    }
    const now = session
    const ending = await play({
      image,
      session: now,
      add,
      used: more => {
        usage = addUsage(usage, more)
      },
      usage: () => usage,
      act: async ({ tool, arguments: args, callId = `c${steps.length}` }, offered) => {
        add({ type: 'tool-call', tool, callId, arguments: args, atMs: performance.now() - began })
        if (offered?.includes(tool) === false)
          return { ok: false, error: `There is no tool ${tool}. Use ${offered.join(', ')}.`, callId }
        const result = await tools.call(tool, args, context.signal)
        if (result.ok && !result.stopped) {
          last = result.mask
          outputs.push(embedMedia('mask', await maskPng(last), 'image/png'))
        }
        return { ...result, callId }
      },
      show: () => shown(medium, image, last),
      turns: () => outputs.length,
      elapsed: () => performance.now() - began,
    })
    return finished(ending)
  } catch (error) {
    context.signal.throwIfAborted()
    if (!isPraxisError(error)) throw error
    const cutOff = { code: error.code, message: `case ${task.caseId}: ${messageOf(error)}` }
    if (error.code === 'budget-exhausted') return finished({ stop: 'budget', error: cutOff })
    if (error.code.startsWith('provider-')) return finished({ stop: 'error', error: cutOff })
    throw error
  } finally {
    session?.close()
  }
}

function open({ segmenter, signal }: SolveContext, image: Raster): Promise<SegmentSession> {
  if (segmenter === undefined)
    throw new PraxisError(
      'bad-usage',
      'this solver draws masks and has no segmenter',
      'add --segmenter builtin',
    )
  return segmenter.open(image, signal)
}

function imageOf({ caseId, media }: Task): Media {
  const medium = media.find(({ kind }) => kind === 'image')
  if (medium === undefined)
    throw new PraxisError('media-missing', 'there is no image to segment', 'give the case one', { caseId })
  return medium
}

async function shown(medium: Media, image: Raster, mask: Mask | undefined): Promise<ImagePart> {
  const bytes = await letterbox(mask === undefined ? image : paintMask(image, mask), shownSide)
  const sent = {
    sha256: hashBytes(bytes),
    source: medium.sha256,
    mediaType: 'image/png',
    bytes: bytes.byteLength,
    width: shownSide,
    height: shownSide,
    encoding: 'base64',
  } as const
  return { type: 'image', bytes, mediaType: 'image/png', sent }
}

function countOf(turns: number): string {
  return `${turns} turn${turns === 1 ? '' : 's'}`
}
