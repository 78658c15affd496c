/** Prompts as the tensors of a decoder: points with labels, 2 and 3 for the corners of a box, −1 for no point. */
import type { Box } from '../../../imaging/index.ts'
import type { Tensor, TensorInfo, Tensors } from '../../onnx/index.ts'
import { ProviderError } from '../../provider-error.ts'
import type { Prompt } from '../segmenter.ts'
import { type Frame, toFrame } from './frame.ts'
import type { Decoder } from './signature.ts'

type Mark = { at: [number, number]; label: number }

const noPoint: Mark = { at: [0, 0], label: -1 }

/** What counts: every point, and the newest box, which takes the place of those before it. */
export function standing(prompts: readonly Prompt[]): {
  points: Extract<Prompt, { kind: 'point' }>[]
  box?: Box
} {
  const points = prompts.filter(prompt => prompt.kind === 'point')
  const newest = prompts.findLast(prompt => prompt.kind === 'box')
  return newest === undefined ? { points } : { points, box: newest.box }
}

/**
 * Throws `provider-rejected` for prompts that the decoder has no input for.
 *
 * @param padded whether points without a box are to be followed by one that is none, as SAM's own export asks;
 *   those of SAM 2 and of transformers add it themselves
 */
export function promptTensors(
  { network: { file }, coords, labels, boxes }: Decoder,
  frame: Frame,
  prompts: readonly Prompt[],
  padded: boolean,
): Tensors {
  const { points, box } = standing(prompts)
  const corners =
    box === undefined
      ? []
      : [toFrame(frame, { x: box.x0, y: box.y0 }), toFrame(frame, { x: box.x1, y: box.y1 })]
  const tensors: Record<string, Tensor> = {}
  if (boxes !== undefined) tensors[boxes.name] = tensorOf(boxes, corners.flat(), 4)
  if (coords === undefined || labels === undefined) {
    if (points.length > 0) throw refusal(file, 'no points')
    return tensors
  }
  const marks: Mark[] = points.map(({ at, positive }) => ({
    at: toFrame(frame, at),
    label: positive ? 1 : 0,
  }))
  if (boxes === undefined) {
    // Labels 2 and 3 mean nothing to the decoders of transformers.
    if (box !== undefined && coords.name !== 'point_coords') throw refusal(file, 'no boxes')
    marks.unshift(...corners.map((at, i) => ({ at, label: 2 + i })))
  }
  const room = coords.dims.at(-2) ?? Number.POSITIVE_INFINITY
  if (marks.length > room) throw refusal(file, `at most ${room} points, of which a box is two`)
  if (marks.length === 0 || (padded && box === undefined && marks.length < room)) marks.push(noPoint)
  if (Number.isFinite(room)) while (marks.length < room) marks.push(noPoint)
  tensors[coords.name] = tensorOf(
    coords,
    marks.flatMap(({ at }) => at),
    2,
  )
  tensors[labels.name] = tensorOf(
    labels,
    marks.map(({ label }) => label),
  )
  return tensors
}

/** Items of `width` values each, under as many axes of length 1 as the input has. */
function tensorOf({ dims }: TensorInfo, values: number[], width?: number): Tensor {
  const shape = width === undefined ? [values.length] : [values.length / width, width]
  const batch = new Array<number>(Math.max(0, dims.length - shape.length)).fill(1)
  return { dims: [...batch, ...shape], data: Float32Array.from(values) }
}

function refusal(file: string, what: string): ProviderError {
  return new ProviderError(
    'provider-rejected',
    `${file} takes ${what}`,
    'use other prompts, or another export',
  )
}
