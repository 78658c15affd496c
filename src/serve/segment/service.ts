/** What both protocols share: the segmenter, the sessions that outlive a request, and the bounds. */
import { PraxisError } from '../../cases/index.ts'
import type { Raster } from '../../imaging/index.ts'
import type { Segmenter } from '../../models/index.ts'
import {
  type Log,
  type Roots,
  type SessionLimits,
  type SessionStore,
  sessionStore,
} from '../../tools/index.ts'
import { Refused } from '../host/refusal.ts'
import { type Drawing, openDrawing } from './drawing.ts'
import { maxImagePixels, serviceLimits } from './limits.ts'
import type { MedsamSession } from './medsam-agent/session.ts'
import { closeSlices, type MonaiImage } from './monai-label/volume.ts'

export type SegmentServiceOptions = {
  segmenter: Segmenter
  /** Images that may be named by path. */
  roots: Roots
  version: string
  log: Log
  /** Milliseconds that the segmenter may take to open an image or to answer a prompt. */
  timeoutMs?: number
  /** Weights are pixels and voxels. */
  limits?: SessionLimits
}

export type Session = MedsamSession | MonaiImage

export type Service = Omit<Required<SegmentServiceOptions>, 'limits'> & {
  limits: SessionLimits
  sessions: SessionStore<Session>
  /** Opens a picture under the segmenter. Throws `Refused` for one that is too large. */
  draw: (image: Raster, signal?: AbortSignal) => Promise<Drawing>
  /** Runs work that takes much memory, one piece after the other. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
}

export function serviceOf({
  timeoutMs = 60_000,
  limits = serviceLimits,
  ...options
}: SegmentServiceOptions): Service {
  const sessions = sessionStore<Session>(limits, {
    close: session => {
      if (session.shape === 'medsam-agent') session.drawing.close()
      else closeSlices(session)
    },
    finished: () => false,
  })
  let last: Promise<unknown> = Promise.resolve()
  return {
    ...options,
    timeoutMs,
    limits,
    sessions,
    draw: (image, signal) => openDrawing(refuseLarge(image), options.segmenter, timeoutMs, signal),
    inTurn: work => {
      const turn = last.then(work)
      last = turn.catch(() => {})
      return turn
    },
  }
}

/** Opens a session; no room is an answer of its own, since it is not the caller's fault. */
export async function openSession<T extends Session>(
  { sessions }: Service,
  weight: number,
  make: () => Promise<T>,
  id?: string,
): Promise<{ id: string; value: Session }> {
  let begun = false
  try {
    return await sessions.open(
      weight,
      () => {
        begun = true
        return make()
      },
      id,
    )
  } catch (error) {
    if (!begun && error instanceof PraxisError) throw new Refused(503, error.message)
    throw error
  }
}

/** The id itself, where its session stands; images that are held by name are none. Throws `Refused`. */
export function sessionIn({ sessions }: Service, id: string): string {
  if (id.includes(':') || sessions.peek(id) === undefined)
    throw new Refused(404, `Session not found: ${id.slice(0, 100)}`)
  return id
}

function refuseLarge(image: Raster): Raster {
  const { width, height } = image
  if (width * height <= maxImagePixels) return image
  throw new Refused(
    400,
    `the image has ${width}×${height} pixels, and ${maxImagePixels} are taken at most; give a smaller one`,
  )
}
