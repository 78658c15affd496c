import { expect, suite, test } from 'vitest'
import { box, point } from '../../../imaging/index.ts'
import type { Graph } from '../../onnx/__fixtures__/write-onnx.ts'
import type { Tensor, Tensors } from '../../onnx/index.ts'
import type { Prompt } from '../segmenter.ts'
import { fakeNetwork } from './__fixtures__/fake-network.ts'
import { chooseMask, decode } from './decode.ts'
import { frameOf } from './frame.ts'
import { readDecoder } from './signature.ts'

const click: Prompt = { kind: 'point', at: point(1.5, 0.5), positive: true }
const cut: Prompt = { kind: 'point', at: point(3.5, 1.5), positive: false }
const rectangle: Prompt = { kind: 'box', box: box(1, 0, 3, 2) }

const tensor = (dims: number[], ...values: number[]): Tensor => ({ dims, data: Float32Array.from(values) })

type Case = {
  inputs: Graph['inputs']
  outputs?: string[]
  answer?: Tensors
  prompts?: Prompt[]
  logits?: Tensor
  padded?: boolean
}

/** A decoder on a picture of 4 × 2 in a square of 8, where one pixel is two units; and what it was sent. */
async function decoded({ inputs, outputs = ['low_res_masks'], answer, prompts = [click], ...rest }: Case) {
  let sent: Tensors = {}
  const values = { inputs, outputs: outputs.map(name => ({ name, dims: [] })) }
  const network = fakeNetwork('d.onnx', values, given => {
    sent = given
    return answer ?? { low_res_masks: tensor([1, 1, 1, 1], 1) }
  })
  const decoder = readDecoder(network)
  if (decoder === undefined) throw new Error('not a decoder')
  const frame = frameOf({ width: 4, height: 2 }, 8, 'pad')
  const job = { features: {}, frame, prompts, logits: rest.logits, padded: rest.padded ?? true }
  return { ...(await decode(decoder, job)), sent }
}

const points: Graph['inputs'] = [
  { name: 'point_coords', dims: [1, 'n', 2] },
  { name: 'point_labels', dims: [1, 'n'] },
]

suite('what a decoder is sent', () => {
  test('points in the square, and one that is none after them', async () => {
    const { sent } = await decoded({ inputs: points, prompts: [click, cut] })
    expect(sent).toEqual({
      point_coords: tensor([1, 3, 2], 2.5, 0.5, 6.5, 2.5, 0, 0),
      point_labels: tensor([1, 3], 1, 0, -1),
    })
  })

  test('a box as its two corners, without a point that is none', async () => {
    const { sent } = await decoded({ inputs: points, prompts: [click, rectangle] })
    expect(sent).toEqual({
      point_coords: tensor([1, 3, 2], 1.5, -0.5, 5.5, 3.5, 2.5, 0.5),
      point_labels: tensor([1, 3], 2, 3, 1),
    })
  })

  test('points alone, where the decoder adds the one that is none', async () => {
    const { sent } = await decoded({ inputs: points, padded: false })
    expect(sent.point_labels).toEqual(tensor([1, 1], 1))
  })

  test('as many points as it takes, and no more', async () => {
    const inputs = points.map(({ name, dims }) => ({
      name,
      dims: dims.map(size => (size === 'n' ? 2 : size)),
    }))
    expect((await decoded({ inputs, padded: false })).sent.point_labels).toEqual(tensor([1, 2], 1, -1))
    expect((await decoded({ inputs, prompts: [click, cut] })).sent.point_labels).toEqual(tensor([1, 2], 1, 0))
    await expect(decoded({ inputs, prompts: [click, rectangle] })).rejects.toThrow(
      'd.onnx takes at most 2 points, of which a box is two; ',
    )
  })

  test('the names and axes of transformers, which knows no box among points', async () => {
    const inputs = [
      { name: 'input_points', dims: [1, 1, 'n', 2] },
      { name: 'input_labels', dims: [1, 1, 'n'] },
    ]
    const { sent } = await decoded({ inputs, padded: false })
    expect(sent).toEqual({ input_points: tensor([1, 1, 1, 2], 2.5, 0.5), input_labels: tensor([1, 1, 1], 1) })
    await expect(decoded({ inputs, prompts: [rectangle] })).rejects.toMatchObject({
      code: 'provider-rejected',
    })
    const withBoxes = [...inputs, { name: 'input_boxes', dims: [1, 'k', 4] }]
    expect((await decoded({ inputs: withBoxes, prompts: [rectangle], padded: false })).sent).toEqual({
      input_points: tensor([1, 1, 1, 2], 0, 0),
      input_labels: tensor([1, 1, 1], -1),
      input_boxes: tensor([1, 1, 4], 1.5, -0.5, 5.5, 3.5),
    })
    expect((await decoded({ inputs: withBoxes })).sent.input_boxes).toEqual(tensor([1, 0, 4]))
  })

  test('boxes alone, to a decoder of boxes', async () => {
    const inputs = [{ name: 'boxes', dims: [1, 4] }]
    expect((await decoded({ inputs, prompts: [rectangle] })).sent).toEqual({
      boxes: tensor([1, 4], 1.5, -0.5, 5.5, 3.5),
    })
    await expect(decoded({ inputs, prompts: [rectangle, click] })).rejects.toThrow('d.onnx takes no points; ')
  })

  test('the mask before, or none, and the size that other masks than those taken may have', async () => {
    const inputs: Graph['inputs'] = [
      ...points,
      { name: 'mask_input', dims: [1, 1, 2, 2] },
      { name: 'has_mask_input', dims: [1] },
      { name: 'orig_im_size', dims: [2] },
    ]
    const none = await decoded({ inputs })
    expect(none.sent).toMatchObject({
      mask_input: tensor([1, 1, 2, 2], 0, 0, 0, 0),
      has_mask_input: tensor([1], 0),
      orig_im_size: tensor([2], 8, 8),
    })
    const logits = tensor([1, 1, 2, 2], 1, 2, 3, 4)
    const { sent } = await decoded({ inputs, logits })
    expect(sent).toMatchObject({ mask_input: logits, has_mask_input: tensor([1], 1) })
    // A mask of another size than is taken is not fed back.
    expect(none.logits).toBeUndefined()
    const fitting = await decoded({ inputs, answer: { low_res_masks: logits } })
    expect(fitting.logits).toEqual(logits)
  })
})

suite('the mask of a decoder', () => {
  test('is the part that the picture covers, brought to its size', async () => {
    // The picture covers the upper half of the square, in which the mask has 4 × 4 cells.
    const cells = [-1, -1, 1, 1, -1, -1, 1, 1, -1, -1, -1, -1, 9, 9, 9, 9]
    const { mask } = await decoded({
      inputs: points,
      answer: { low_res_masks: tensor([1, 1, 4, 4], ...cells) },
    })
    expect([...mask.data]).toEqual([0, 0, 1, 1, 0, 0, 1, 1])
  })

  test('may have been brought there by the decoder, as logits or as truth', async () => {
    const inputs = [...points, { name: 'orig_im_size', dims: [2] }]
    const logits = tensor([1, 1, 2, 4], -1, 2, -3, 4, 5, -6, 7, -8)
    const { mask, sent } = await decoded({ inputs, outputs: ['masks'], answer: { masks: logits } })
    expect(sent.orig_im_size).toEqual(tensor([2], 2, 4))
    expect([...mask.data]).toEqual([0, 1, 0, 1, 1, 0, 1, 0])
  })

  test.each([
    ['nothing', {}, /gave low_res_masks \[\] as masks/],
    ['no cells', { low_res_masks: tensor([1, 1, 0, 0]) }, /gave low_res_masks \[1, 1, 0, 0\] as masks/],
    ['a shape that is neither', { low_res_masks: tensor([1, 1, 1, 3], 1, 2, 3) }, /\[1, 1, 1, 3\] as masks/],
    ['no number', { low_res_masks: tensor([1, 1, 1, 1], Number.NaN) }, /values that are not numbers/],
    ['no scores', { low_res_masks: tensor([1, 2, 1, 1], 1, 2) }, /2 masks without a score for each/],
    [
      'a score that is no number',
      { low_res_masks: tensor([1, 2, 1, 1], 1, 2), iou_predictions: tensor([1, 2], 1, Number.NaN) },
      /2 masks without a score for each/,
    ],
  ])('that is %s is refused', async (_, answer, message) => {
    const outputs = ['low_res_masks', 'iou_predictions']
    const decoding = decoded({ inputs: points, outputs, answer })
    await expect(decoding).rejects.toMatchObject({ code: 'provider-malformed' })
    await expect(decoding).rejects.toThrow(message)
  })

  test('is the candidate with the highest score', () => {
    const scores = tensor([1, 3], 0.2, 0.9, 0.5)
    expect(chooseMask(scores, 3, [click])).toBe(1)
    expect(chooseMask(scores, 3, [rectangle, click])).toBe(1)
    expect(chooseMask(undefined, 1, [click])).toBe(0)
  })

  test('of four is the first where the prompts are clear, and one of the others for a single click', () => {
    const scores = tensor([1, 4], 0.9, 0.2, 0.3, 0.1)
    expect(chooseMask(scores, 4, [click])).toBe(2)
    for (const clear of [[rectangle], [click, cut], [rectangle, click]])
      expect(chooseMask(scores, 4, clear)).toBe(0)
  })
})
