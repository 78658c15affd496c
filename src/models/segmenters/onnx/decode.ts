/**
 * One run of a decoder: from all prompts so far to logits, one of its candidate masks, and that mask at the
 * size of the picture.
 *
 * Reference: SAM (arXiv 2304.02643) and its code. All points are sent every time, together with the logits of
 * the mask before, as in SAM's interactive training and use, because a session promises the mask of all its
 * prompts. The released loop of MedSAM-Agent sends only the newest point and trusts the logits with the rest,
 * which forgets a click as soon as the decoder does. A box starts anew: the logits before it are not sent.
 */
import type { Mask } from '../../../imaging/index.ts'
import type { Tensor, TensorInfo, Tensors } from '../../onnx/index.ts'
import { ProviderError } from '../../provider-error.ts'
import type { Prompt } from '../segmenter.ts'
import type { Frame, Size } from './frame.ts'
import { promptTensors, standing } from './prompts.ts'
import { chained, linearTaps, resample } from './resample.ts'
import { type Decoder, describeTensor, fits } from './signature.ts'

export type Decoded = {
  mask: Mask
  /** To be sent with the next prompt; absent where the decoder takes none, or not of this size. */
  logits: Tensor | undefined
}

export type DecodeJob = {
  /** By name of the decoder's input. */
  features: Tensors
  frame: Frame
  prompts: readonly Prompt[]
  logits: Tensor | undefined
  padded: boolean
}

/** Throws a `provider-…` error where the decoder does not take the prompts, fails, or gives no usable mask. */
export async function decode(decoder: Decoder, job: DecodeJob, signal?: AbortSignal): Promise<Decoded> {
  const { masks, scores, network } = decoder
  const { frame, prompts } = job
  const inputs = {
    ...job.features,
    ...promptTensors(decoder, frame, prompts, job.padded),
    ...maskTensors(decoder, job),
    ...sizeTensor(decoder, frame),
  }
  const wanted = scores === undefined ? [masks.name] : [masks.name, scores.name]
  const given = await network.run(inputs, wanted, signal)
  const all = given[masks.name]
  const [height = 0, width = 0] = all?.dims.slice(-2) ?? []
  const atSize = broughtToSize(decoder, { width, height }, frame.image)
  if (all === undefined || all.data.length === 0 || (width !== height && !atSize))
    throw unusable(
      network.file,
      `gave ${describeTensor({ ...masks, dims: [...(all?.dims ?? [])] })} as masks`,
    )
  const count = all.data.length / (width * height)
  const choice = chooseMask(scores && given[scores.name], count, prompts)
  if (choice === undefined)
    throw unusable(network.file, `gave ${count} masks without a score for each (iou_predictions)`)
  const logits = all.data.slice(choice * width * height, (choice + 1) * width * height)
  if (!logits.every(Number.isFinite)) throw unusable(network.file, 'gave values that are not numbers')
  const seen: Frame = atSize ? { ...frame, fit: 'squash' } : frame
  return {
    mask: maskOf(logits, { width, height }, seen, masks.type === 'bool' ? 0.5 : 0),
    logits: fedBack(decoder.mask, { dims: [1, 1, height, width], data: logits }),
  }
}

/** Decoders that are told the size of the picture may take the masks out of the square themselves. */
function broughtToSize({ imageSize, masks }: Decoder, { width, height }: Size, image: Size): boolean {
  return imageSize !== undefined && masks.name === 'masks' && width === image.width && height === image.height
}

/**
 * Which of the candidates: the one with the highest predicted IoU. Decoders that give four put the mask for
 * prompts without ambiguity first; it is taken for anything but a single click, and only then. So SAM advises and
 * SAM 2 does; the graph of SAM's own single-mask export counts a lone box as ambiguous, which we do not follow.
 */
export function chooseMask(
  scores: Tensor | undefined,
  count: number,
  prompts: readonly Prompt[],
): number | undefined {
  if (count === 1) return 0
  if (scores?.data.length !== count || !scores.data.every(Number.isFinite)) return undefined
  const { points, box } = standing(prompts)
  const clear = box !== undefined || points.length > 1
  if (count === 4 && clear) return 0
  let best = count === 4 ? 1 : 0
  for (let i = best + 1; i < count; i++) if ((scores.data[i] ?? 0) > (scores.data[best] ?? 0)) best = i
  return best
}

function maskTensors({ mask, hasMask }: Decoder, { logits, features }: DecodeJob): Tensors {
  if (mask === undefined || hasMask === undefined) return {}
  const flag = { dims: hasMask.dims.map(() => 1), data: Float32Array.of(logits === undefined ? 0 : 1) }
  return { [mask.name]: logits ?? noMask(mask, features), [hasMask.name]: flag }
}

/** Zeros of the size a mask has: as the file says, or else four times the image embedding, as in SAM. */
function noMask({ dims }: TensorInfo, features: Tensors): Tensor {
  const sides = Object.values(features).map(({ dims: of }) => of.at(-1) ?? 1)
  const side = 4 * Math.min(...sides)
  const size = [dims.at(-2) ?? side, dims.at(-1) ?? side]
  return { dims: [1, 1, ...size], data: new Float32Array(size.reduce((product, one) => product * one, 1)) }
}

/**
 * The size that `masks` are to have. Where the decoder gives its own, smaller masks as well, those are taken, and
 * it is told the size of the square, so that it does not enlarge the others to that of a huge picture.
 */
function sizeTensor({ imageSize, masks }: Decoder, { image, side }: Frame): Tensors {
  if (imageSize === undefined) return {}
  const { width, height } = masks.name === 'masks' ? image : { width: side, height: side }
  const batch = imageSize.dims.slice(1).map(() => 1)
  return { [imageSize.name]: { dims: [...batch, 2], data: Float32Array.of(height, width) } }
}

function fedBack(input: TensorInfo | undefined, logits: Tensor): Tensor | undefined {
  return input !== undefined && fits(input.dims, logits.dims) ? logits : undefined
}

/**
 * Logits between their cells, cut at the threshold. As in SAM's code, the logits of a padded picture are first
 * brought to the square, cut to what the picture covers, and only then brought to its size.
 */
export function maskOf(logits: Float32Array, grid: Size, frame: Frame, threshold = 0): Mask {
  const { image, side, content, fit } = frame
  const along = (axis: 'width' | 'height') =>
    fit === 'squash'
      ? linearTaps(grid[axis], image[axis])
      : chained(linearTaps(grid[axis], side), linearTaps(content[axis], image[axis]))
  const data = new Uint8Array(image.width * image.height)
  resample(
    y => logits.subarray(y * grid.width, (y + 1) * grid.width),
    along('width'),
    along('height'),
    (row, y) => {
      for (let x = 0; x < row.length; x++) if ((row[x] ?? 0) > threshold) data[y * image.width + x] = 1
    },
  )
  return { width: image.width, height: image.height, data }
}

function unusable(file: string, what: string): ProviderError {
  return new ProviderError('provider-malformed', `${file} ${what}`, 'check how the decoder was exported')
}
