/**
 * Encoders and decoders told by what they take and give, not by their file names. The names are those of the
 * usual exports: segment-anything's own, samexporter and its descendants for SAM 2, onnxruntime's for SAM 2,
 * and transformers' split (`input_points`, `pred_masks`).
 */
import type { Network, TensorInfo } from '../../onnx/index.ts'

export type Layout = 'nchw' | 'nhwc' | 'hwc' | 'chw'

export type Encoder = {
  network: Network
  input: TensorInfo
  layout: Layout
  /** Side of the square it takes; undefined where it takes any. */
  side: number | undefined
}

export type Decoder = {
  network: Network
  coords: TensorInfo | undefined
  labels: TensorInfo | undefined
  /** Boxes on their own; without it they pass as two points. */
  boxes: TensorInfo | undefined
  mask: TensorInfo | undefined
  hasMask: TensorInfo | undefined
  imageSize: TensorInfo | undefined
  /** Everything else it takes, which must come from the encoder. */
  features: TensorInfo[]
  masks: TensorInfo
  scores: TensorInfo | undefined
}

const inputNames = {
  coords: ['point_coords', 'input_points'],
  labels: ['point_labels', 'input_labels'],
  boxes: ['boxes', 'input_boxes'],
  mask: ['mask_input', 'input_masks'],
  hasMask: ['has_mask_input', 'has_input_masks'],
  imageSize: ['orig_im_size', 'original_image_size'],
}

const outputNames = {
  // In this order: `masks` of SAM's export are cropped as for the picture it was traced with.
  masks: ['low_res_masks', 'pred_masks', 'masks'],
  scores: ['iou_predictions', 'iou_scores', 'scores'],
}

/** Absent where the network does not take one picture of three colours. */
export function readEncoder(network: Network): Encoder | undefined {
  const [input, ...others] = network.inputs
  if (input === undefined || others.length > 0) return undefined
  const layout = layoutOf(input.dims)
  if (layout === undefined) return undefined
  const [height, width] = input.dims.filter((_, i) => layout[i] === 'h' || layout[i] === 'w')
  if (height !== width) return undefined
  return { network, input, layout, side: height ?? undefined }
}

function layoutOf(dims: TensorInfo['dims']): Layout | undefined {
  if (dims.length === 4) {
    if (dims[1] === 3) return 'nchw'
    if (dims[3] === 3) return 'nhwc'
    return dims[1] === null && dims[3] === null ? 'nchw' : undefined
  }
  if (dims.length !== 3) return undefined
  if (dims[2] === 3) return 'hwc'
  return dims[0] === 3 ? 'chw' : undefined
}

/** Absent where the network takes no prompts or gives no masks. */
export function readDecoder(network: Network): Decoder | undefined {
  const { inputs, outputs } = network
  const coords = named(inputs, inputNames.coords)
  const boxes = named(inputs, inputNames.boxes)
  const masks = named(outputs, outputNames.masks)
  if ((coords === undefined && boxes === undefined) || masks === undefined) return undefined
  const prompts = Object.values(inputNames).flat()
  return {
    network,
    coords,
    labels: named(inputs, inputNames.labels),
    boxes,
    mask: named(inputs, inputNames.mask),
    hasMask: named(inputs, inputNames.hasMask),
    imageSize: named(inputs, inputNames.imageSize),
    features: inputs.filter(({ name }) => !prompts.includes(name)),
    masks,
    scores: named(outputs, outputNames.scores),
  }
}

function named(tensors: readonly TensorInfo[], names: readonly string[]): TensorInfo | undefined {
  return names.map(name => tensors.find(tensor => tensor.name === name)).find(tensor => tensor !== undefined)
}

/**
 * For each feature the decoder takes, the output of the encoder it is: of the same name, or else the only one
 * of a fitting shape. Features without one are left out.
 */
export function matchFeatures(encoder: Encoder, decoder: Decoder): Map<string, string> {
  const given = encoder.network.outputs
  const matched = new Map<string, string>()
  for (const { name, dims } of decoder.features) {
    const same = given.find(output => output.name === name)
    const fitting = given.filter(output => fits(output.dims, dims))
    const [only] = fitting
    if (same !== undefined && fits(same.dims, dims)) matched.set(name, same.name)
    else if (same === undefined && only !== undefined && fitting.length === 1) matched.set(name, only.name)
  }
  return matched
}

/** Whether two shapes can be the same. A file may leave a size open, or the whole shape. */
export function fits(a: TensorInfo['dims'], b: TensorInfo['dims']): boolean {
  if (a.length === 0 || b.length === 0) return true
  return a.length === b.length && a.every((size, i) => size === null || b[i] === null || size === b[i])
}

/** Such as `point_coords [1, any, 2]`. */
export function describeTensor({ name, dims }: TensorInfo): string {
  return `${name} [${dims.map(size => size ?? 'any').join(', ')}]`
}
