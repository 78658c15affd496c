/**
 * A session whose work is done elsewhere. The prompts are kept here, in order, and are the truth: whenever the
 * state at the service is in doubt (a lost answer, a restart, an expired session, an aborted call), the image is
 * handed over again with the prompts that were answered, and the new one is asked after them. So no prompt is
 * ever counted twice, and one that failed is not among them.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorCode, isPraxisError, PraxisError } from '../../../cases/index.ts'
import { emptyMask, type Mask, type Raster } from '../../../imaging/index.ts'
import { ProviderError } from '../../provider-error.ts'
import { refuseUnfit } from '../refuse-unfit.ts'
import type { Prompt, SegmentSession } from '../segmenter.ts'
import type { Begin, RemoteImage } from './service.ts'

export type Retries = {
  /** The first included. */
  tries: number
  /** Milliseconds before the second; each wait is four times the one before. */
  firstWaitMs: number
}

/** A server that asks for a longer pause has said no. */
const longestPauseMs = 30_000
/** A time-out is not among them: the second wait would be as long as the first. */
const passing = new Set<ErrorCode | undefined>(['provider-unavailable', 'provider-rate-limit'])

/** Throws `provider-…` where the image cannot be handed over. */
export async function openRemote(
  image: Raster,
  begin: Begin,
  retries: Retries,
  signal?: AbortSignal,
): Promise<SegmentSession> {
  const { width, height } = image
  let now: State = { prompts: [], mask: emptyMask(width, height) }
  const past: State[] = []
  let open = true
  let remote: RemoteImage | undefined = await repeated(
    () => begin(image, [], signal),
    retries,
    isPassing,
    signal,
  )

  const segment = async (prompt: Prompt, within?: AbortSignal): Promise<Mask> => {
    const at = remote ?? (await begin(image, now.prompts, within))
    // Nobody knows what became of it until it has answered.
    remote = undefined
    try {
      const mask = await at.segment([...now.prompts, prompt], within)
      if (open) remote = at
      return mask
    } finally {
      if (remote === undefined) at.discard()
    }
  }
  const drop = () => {
    remote?.discard()
    remote = undefined
  }
  return {
    width,
    height,
    prompts: () => now.prompts,
    add: async (prompt, within) => {
      within?.throwIfAborted()
      if (!open) throw new PraxisError('bad-usage', 'the session is closed', 'open the image again')
      refuseUnfit(prompt, image)
      let heldBefore = false
      const attempt = () => {
        heldBefore = remote !== undefined
        return segment(prompt, within)
      }
      // What was opened before may be gone by now, after a restart or a long pause.
      const worthAnother = (error: unknown) =>
        isPassing(error) || (heldBefore && codeOf(error) === 'provider-rejected')
      const mask = await repeated(attempt, retries, worthAnother, within)
      past.push(now)
      now = { prompts: [...now.prompts, prompt], mask }
      return mask
    },
    mask: () => now.mask,
    undo: () => {
      now = past.pop() ?? now
      if (remote?.remembers) drop()
    },
    close: () => {
      open = false
      drop()
    },
  }
}

type State = { prompts: readonly Prompt[]; mask: Mask }

async function repeated<T>(
  work: () => Promise<T>,
  { tries, firstWaitMs }: Retries,
  worthAnother: (error: unknown) => boolean,
  signal?: AbortSignal,
): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      const asked = error instanceof ProviderError ? (error.retryAfterMs ?? 0) : 0
      if (n >= tries || !worthAnother(error) || asked > longestPauseMs) throw error
      await sleep(Math.max(asked, firstWaitMs * 4 ** (n - 1)), undefined, { signal }).catch(() => {})
      signal?.throwIfAborted()
    }
  }
}

function isPassing(error: unknown): boolean {
  return passing.has(codeOf(error))
}

function codeOf(error: unknown): ErrorCode | undefined {
  return isPraxisError(error) ? error.code : undefined
}
