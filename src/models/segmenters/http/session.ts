/**
 * A session whose work is done elsewhere. The prompts are kept here, in order, and are the truth: whenever the
 * state at the service is in doubt (a lost answer, a restart, an expired session, an aborted call), the image is
 * handed over again with the prompts that were answered, and the new one is asked after them. So no prompt is
 * ever counted twice, and one that failed is not among them.
 */
import { PraxisError } from '../../../cases/index.ts'
import { emptyMask, type Mask, type Raster } from '../../../imaging/index.ts'
import { refuseUnfit } from '../refuse-unfit.ts'
import type { Prompt, SegmentSession } from '../segmenter.ts'
import { codeOf, isPassing, type Retries, repeated } from './retries.ts'
import type { Protocol, RemoteImage } from './service.ts'

/** Throws `provider-…` where the image cannot be handed over. */
export async function openRemote(
  image: Raster,
  { begin, refuse }: Protocol,
  retries: Retries,
  signal?: AbortSignal,
): Promise<SegmentSession> {
  const { width, height } = image
  let now: State = { prompts: [], mask: emptyMask(width, height) }
  const past: State[] = []
  let open = true
  let remote: RemoteImage | undefined = await repeated(() => begin(image, [], signal), retries, signal)

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
      refuse?.(prompt)
      let heldBefore = false
      const attempt = () => {
        heldBefore = remote !== undefined
        return segment(prompt, within)
      }
      // What was opened before may be gone by now, after a restart or a long pause.
      const worthAnother = (error: unknown) =>
        isPassing(error) || (heldBefore && codeOf(error) === 'provider-rejected')
      const mask = await repeated(attempt, retries, within, worthAnother)
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
