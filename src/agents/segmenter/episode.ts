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
  eightBit,
  letterbox,
  type Mask,
  maskArea,
  maskPng,
  paintMask,
  type Raster,
} from '../../imaging/index.ts'
import type { ImagePart, Prompt, Segmenter, SegmentSession } from '../../models/index.ts'
import { type ActionResult, actionOf, openInTime, segmentTools } from '../../tools/index.ts'
import { addUsage, noUsage, type Step, type Stop, type Trace, type Usage } from '../../verify/index.ts'
import type { SolveContext, Task } from '../solver.ts'

/** Side of the square that a model sees, in pixels. */
export const shownSide = 512

export type StepBody = Step extends infer S ? (S extends Step ? Omit<S, 'id' | 'parent'> : never) : never

export type Call = { tool: string; arguments: unknown; callId?: string }

export type Acted = ActionResult & { callId: string }

export type Episode = {
  image: Raster
  session: SegmentSession
  add: (step: StepBody) => void
  used: (usage: Usage) => void
  usage: () => Usage
  /** Carries out a call, keeps its mask, and records the call. What came of it is for `observe`. */
  act: (call: Call, offered?: readonly string[]) => Promise<Acted>
  /** The same for a prompt in pixels; the call recorded is the nearest on the grid. */
  draw: (prompt: Prompt) => Promise<Acted>
  /** Records what came of a call, as whoever acts was told it. */
  observe: (acted: Acted, text: string, picture?: ImagePart) => void
  /** The image as a model sees it, with the mask as it is now. */
  show: () => Promise<ImagePart>
  /** Masks made so far. */
  turns: () => number
  /** Milliseconds since the episode began. */
  elapsed: () => number
}

/** How an episode ended: `answered`, unless it was cut off. */
type Ending = { stop: Stop }

/**
 * Opens the image of the task, lets `play` act, and makes the trace. A provider or a segmenter that fails or takes
 * too long, or a spent case budget, ends the episode with the masks made so far. Throws `bad-usage` without a
 * segmenter, and `media-…` for an image that cannot be opened.
 * @param spanOf what the grid of the tools covers, in image pixels
 */
export async function playEpisode(
  solver: string,
  task: Task,
  context: SolveContext,
  spanOf: (size: { width: number; height: number }) => Box,
  play: (episode: Episode) => Promise<Ending>,
): Promise<Trace> {
  const { signal, segmenterMs = 60_000 } = context
  const startedAt = new Date().toISOString()
  const began = performance.now()
  const elapsed = () => performance.now() - began
  const steps: Step[] = []
  const outputs: Media[] = []
  let usage: Usage = noUsage
  let last: Mask | undefined
  const finished = (rest: Pick<Trace, 'stop' | 'error'>): Trace => ({
    caseId: task.caseId,
    solver,
    steps,
    answer: answerOf(last, outputs.length),
    outputs,
    usage,
    timing: { startedAt, ms: elapsed(), retries: 0 },
    ...rest,
  })
  const add = (step: StepBody): void => {
    const parent = steps.at(-1)?.id
    steps.push({ id: `s${steps.length}`, ...(parent !== undefined && { parent }), ...step })
  }
  const kept = async (result: ActionResult, callId: string): Promise<Acted> => {
    if (result.ok && !result.stopped) {
      last = result.mask
      outputs.push(embedMedia('mask', await maskPng(last), 'image/png'))
    }
    return { ...result, callId }
  }
  const medium = imageOf(task)
  const image = await decode(await readMedia(medium))
  let session: SegmentSession | undefined
  try {
    session = await openInTime(segmenterOf(context), image, segmenterMs, signal)
    const tools = segmentTools(session, { span: spanOf(image), timeoutMs: segmenterMs })
    const ending = await play({
      image,
      session,
      add,
      used: more => {
        usage = addUsage(usage, more)
      },
      usage: () => usage,
      act: async ({ tool, arguments: args, callId = `c${steps.length}` }, offered) => {
        add({ type: 'tool-call', tool, callId, arguments: args, atMs: elapsed() })
        if (offered?.includes(tool) === false)
          return { ok: false, error: `There is no tool ${tool}. Use ${offered.join(', ')}.`, callId }
        return kept(await tools.call(tool, args, signal), callId)
      },
      draw: async prompt => {
        const callId = `c${steps.length}`
        const { name: tool, arguments: args } = actionOf(prompt, spanOf(image))
        add({ type: 'tool-call', tool, callId, arguments: args, atMs: elapsed() })
        return kept(await tools.draw(prompt, signal), callId)
      },
      observe: (acted, text, picture) =>
        add({
          type: 'observation',
          callId: acted.callId,
          text,
          isError: !acted.ok,
          atMs: elapsed(),
          ...(acted.ok && acted.prompt && { drawn: acted.prompt }),
          ...(picture && { media: [picture.sent] }),
        }),
      show: () => shown(medium, image, last),
      turns: () => outputs.length,
      elapsed,
    })
    return finished(ending)
  } catch (error) {
    // A case that is out of time is aborted with that as the reason; any other abort is not ours to tell.
    const cause: unknown = signal.aborted ? signal.reason : error
    if (!isPraxisError(cause)) throw cause
    const cutOff = { code: cause.code, message: `case ${task.caseId}: ${messageOf(cause)}` }
    if (cause.code === 'budget-exhausted') return finished({ stop: 'budget', error: cutOff })
    if (cause.code.startsWith('provider-') && !signal.aborted)
      return finished({ stop: 'error', error: cutOff })
    throw cause
  } finally {
    session?.close()
  }
}

function segmenterOf({ segmenter }: SolveContext): Segmenter {
  if (segmenter !== undefined) return segmenter
  throw new PraxisError(
    'bad-usage',
    'this solver draws masks and has no segmenter',
    'add --segmenter builtin',
  )
}

function imageOf({ caseId, media }: Task): Media {
  const medium = media.find(({ kind }) => kind === 'image')
  if (medium === undefined)
    throw new PraxisError('media-missing', 'there is no image to segment', 'give the case one', { caseId })
  return medium
}

/** The image as a model sees it, with a mask where there is one: a PNG of `shownSide` pixels each way. */
export function showMask(image: Raster, mask: Mask | undefined): Promise<Uint8Array> {
  const picture = eightBit(image)
  return letterbox(mask === undefined ? picture : paintMask(picture, mask), shownSide)
}

async function shown(medium: Media, image: Raster, mask: Mask | undefined): Promise<ImagePart> {
  const bytes = await showMask(image, mask)
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

/** The answer of an episode in words; null where no mask was made. */
export function answerOf(mask: Mask | undefined, turns: number): string | null {
  if (mask === undefined) return null
  return `a mask of ${maskArea(mask)} pixels after ${turns} turn${turns === 1 ? '' : 's'}`
}
