/** A session of an ONNX segmenter: the features of a picture, the prompts, and the logits they gave last. */
import { PraxisError } from '../../../cases/index.ts'
import { emptyMask, type Mask } from '../../../imaging/index.ts'
import type { Tensor } from '../../onnx/index.ts'
import { refuseUnfit } from '../refuse-unfit.ts'
import type { Prompt, SegmentSession } from '../segmenter.ts'
import { type DecodeJob, decode } from './decode.ts'
import type { Decoder } from './signature.ts'

export function openSession(
  decoder: Decoder,
  picture: Pick<DecodeJob, 'features' | 'frame' | 'padded'>,
): SegmentSession {
  const { width, height } = picture.frame.image
  let held: typeof picture | undefined = picture
  let now: State = { prompts: [], logits: undefined, mask: emptyMask(width, height) }
  const past: State[] = []

  const add: SegmentSession['add'] = async (prompt, signal) => {
    signal?.throwIfAborted()
    if (held === undefined)
      throw new PraxisError('bad-usage', 'the session is closed', 'open the image again')
    refuseUnfit(prompt, { width, height })
    const prompts = [...now.prompts, prompt]
    const before = prompt.kind === 'box' ? undefined : now.logits
    const decoded = await decode(decoder, { ...held, prompts, logits: before }, signal)
    past.push(now)
    now = { prompts, ...decoded }
    return now.mask
  }
  const undo = () => {
    now = past.pop() ?? now
  }
  const close = () => {
    held = undefined
    now = { ...now, logits: undefined }
    past.length = 0
  }
  return { width, height, prompts: () => now.prompts, add, mask: () => now.mask, undo, close }
}

type State = { prompts: readonly Prompt[]; logits: Tensor | undefined; mask: Mask }
