/** A session of an ONNX segmenter: the features of a picture, the prompts, and the logits they gave last. */
import { PraxisError } from '../../../cases/index.ts'
import { emptyMask } from '../../../imaging/index.ts'
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
  let prompts: readonly Prompt[] = []
  let logits: Tensor | undefined
  let mask = emptyMask(width, height)

  const add: SegmentSession['add'] = async (prompt, signal) => {
    signal?.throwIfAborted()
    if (held === undefined)
      throw new PraxisError('bad-usage', 'the session is closed', 'open the image again')
    refuseUnfit(prompt, { width, height })
    const all = [...prompts, prompt]
    const before = prompt.kind === 'box' ? undefined : logits
    const decoded = await decode(decoder, { ...held, prompts: all, logits: before }, signal)
    prompts = all
    logits = decoded.logits
    mask = decoded.mask
    return mask
  }
  const close = () => {
    held = undefined
    logits = undefined
  }
  return { width, height, prompts: () => prompts, add, mask: () => mask, close }
}
