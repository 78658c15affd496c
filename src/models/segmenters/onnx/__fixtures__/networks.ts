/**
 * Encoders and decoders with the signatures of the usual exports, whose answers can be worked out by hand. The
 * features are the picture itself, averaged over blocks. Positions are those of the network's square; as in the
 * real ones, ½ is added to what comes in.
 */
import type { Constant, ElementType, Graph, Node, Value } from '../../../onnx/__fixtures__/write-onnx.ts'

/** Features by name, and the side of the blocks that are averaged. */
export type Features = Record<string, number>

export const samFeatures: Features = { image_embeddings: 16 }
export const sam2Features: Features = { image_embed: 16, high_res_feats_0: 4, high_res_feats_1: 8 }

type EncoderOptions = {
  side: number
  features?: Features
  layout?: 'nchw' | 'nhwc' | 'hwc'
  type?: ElementType
  /** Takes pictures of any size and fills up the square itself. */
  open?: boolean
  /** An operation that the features go through at the end, such as `Log`. */
  last?: string
}

export function encoder(options: EncoderOptions): Graph {
  const { side, features = samFeatures, layout = 'nchw', type = 'float32', open = false } = options
  const [h, w] = open ? ['height', 'width'] : [side, side]
  const perm = { nchw: [0, 1, 2, 3], nhwc: [0, 3, 1, 2], hwc: [2, 0, 1] }[layout]
  const sizes = [1, 3, side, side]
  const blocks = Object.entries(features)
  return {
    inputs: [{ name: 'image', type, dims: { nchw: [1, 3, h, w], nhwc: [1, h, w, 3], hwc: [h, w, 3] }[layout] }],
    outputs: blocks.map(([name, block]) => squares(name, 3, side / block)),
    nodes: [
      node('Cast', ['image'], 'numbers', { to: 1 }),
      node('Transpose', ['numbers'], 'planes', { perm }),
      node('Shape', ['planes'], 'there'),
      node('Sub', ['sizes', 'there'], 'missing'),
      node('Concat', ['nothing', 'missing'], 'edges', { axis: 0 }),
      node('Pad', ['planes', 'edges'], 'filled'),
      node('Reshape', ['filled', 'whole'], 'square'),
      ...blocks.flatMap(([name, block]) => [
        node('AveragePool', ['square'], `mean-${name}`, {
          kernel_shape: [block, block],
          strides: [block, block],
        }),
        node(options.last ?? 'Identity', [`mean-${name}`], name),
      ]),
    ],
    constants: [
      integers('whole', sizes),
      integers('sizes', sizes.slice(-perm.length)),
      integers('nothing', perm.map(() => 0)),
    ],
  }
}

const samNames = {
  coords: 'point_coords',
  labels: 'point_labels',
  mask: 'mask_input',
  hasMask: 'has_mask_input',
  imageSize: 'orig_im_size',
  masks: 'low_res_masks',
  scores: 'iou_predictions',
}

type DecoderOptions = {
  side: number
  /** Cells of a mask along each side. */
  grid: number
  features?: Features
  names?: Partial<typeof samNames>
  /** What is added to the mask for each candidate, and its score. */
  candidates?: { lift: number; score: number }[]
  labelType?: ElementType
  /** How many points it takes; any number by default. */
  room?: number
}

/** Radius of the disc that a positive point gives, and of the hole that a negative one cuts. */
export const radius = 40

/**
 * Above 0 within `radius` of a positive point or inside the box, and not within `radius` of a negative point:
 * the distance to the border. The mask that is fed back is added.
 */
export function promptDecoder(options: DecoderOptions): Graph {
  const { side, grid, features = samFeatures, candidates = [{ lift: 0, score: 1 }] } = options
  const names = { ...samNames, ...options.names }
  const n = options.room ?? 'points'
  const centres = Array.from({ length: grid }, (_, i) => ((i + 0.5) * side) / grid)
  const cells = [1, candidates.length, grid, grid]
  return {
    inputs: [
      ...Object.entries(features).map(([name, block]) => squares(name, 3, side / block)),
      { name: names.coords, dims: [1, n, 2] },
      { name: names.labels, type: options.labelType ?? 'float32', dims: [1, n] },
      squares(names.mask, 1, grid),
      { name: names.hasMask, dims: [1] },
      { name: names.imageSize, dims: [2] },
    ],
    outputs: [
      { name: names.masks, dims: cells },
      { name: names.scores, dims: [1, candidates.length] },
    ],
    nodes: [
      node('Cast', [names.labels], 'numbers', { to: 1 }),
      node('Reshape', ['numbers', 'stacked'], 'label'),
      node('Add', [names.coords, 'half'], 'positions'),
      ...['x', 'y'].flatMap(axis => [
        node('Gather', ['positions', `column-${axis}`], `flat-${axis}`, { axis: 2 }),
        node('Reshape', [`flat-${axis}`, 'stacked'], `at-${axis}`),
        node('Sub', [`centres-${axis}`, `at-${axis}`], `past-${axis}`),
        node('Neg', [`past-${axis}`], `before-${axis}`),
        node('Mul', [`past-${axis}`, `past-${axis}`], `square-${axis}`),
      ]),
      node('Add', ['square-x', 'square-y'], 'squared'),
      node('Sqrt', ['squared'], 'distance'),
      node('Sub', ['radius', 'distance'], 'disc'),
      node('Neg', ['disc'], 'hole'),
      node('Min', ['past-x', 'past-y'], 'past'),
      node('Min', ['before-x', 'before-y'], 'before'),
      ...ofLabel('positive', 'disc', 'nowhere', 'ReduceMax'),
      ...ofLabel('negative', 'hole', 'everywhere', 'ReduceMin'),
      ...ofLabel('first', 'past', 'nowhere', 'ReduceMax'),
      ...ofLabel('last', 'before', 'nowhere', 'ReduceMax'),
      node('Min', ['first', 'last'], 'box'),
      node('Max', ['positive', 'box'], 'wanted'),
      node('Min', ['wanted', 'negative'], 'shape'),
      node('Mul', [names.mask, names.hasMask], 'earlier'),
      node('Add', ['shape', 'earlier'], 'mask'),
      node('Add', ['mask', 'lift'], names.masks),
      node('Identity', ['score'], names.scores),
    ],
    constants: [
      integers('stacked', [-1, 1, 1]),
      { name: 'half', dims: [1], values: [0.5] },
      integers('column-x', [0], []),
      integers('column-y', [1], []),
      { name: 'centres-x', dims: [1, 1, grid], values: centres },
      { name: 'centres-y', dims: [1, grid, 1], values: centres },
      { name: 'radius', dims: [1], values: [radius] },
      { name: 'nowhere', dims: [1], values: [-1e4] },
      { name: 'everywhere', dims: [1], values: [1e4] },
      { name: 'positive-label', dims: [1], values: [1] },
      { name: 'negative-label', dims: [1], values: [0] },
      { name: 'first-label', dims: [1], values: [2] },
      { name: 'last-label', dims: [1], values: [3] },
      { name: 'lift', dims: [1, candidates.length, 1, 1], values: candidates.map(({ lift }) => lift) },
      { name: 'score', dims: [1, candidates.length], values: candidates.map(({ score }) => score) },
    ],
  }
}

/** Gives the red of the picture less a threshold, whatever the prompts; the mask is as fine as the features. */
export function pictureDecoder(side: number, threshold: number, features: Features = samFeatures): Graph {
  const [first = '', block = 1] = Object.entries(features)[0] ?? []
  return {
    inputs: [
      ...Object.entries(features).map(([name, size]) => squares(name, 3, side / size)),
      { name: 'point_coords', dims: [1, 'points', 2] },
      { name: 'point_labels', dims: [1, 'points'] },
    ],
    outputs: [squares('low_res_masks', 1, side / block)],
    nodes: [
      node('Gather', [first, 'red'], 'plane', { axis: 1 }),
      node('Sub', ['plane', 'threshold'], 'low_res_masks'),
    ],
    constants: [integers('red', [0]), { name: 'threshold', dims: [1], values: [threshold] }],
  }
}

/** The value where the label is the named one, and `otherwise` elsewhere; over all points. */
function ofLabel(name: string, value: string, otherwise: string, reduce: string): Node[] {
  return [
    node('Equal', ['label', `${name}-label`], `is-${name}`),
    node('Where', [`is-${name}`, value, otherwise], `each-${name}`),
    node(reduce, [`each-${name}`], name, { axes: [0], keepdims: 1 }),
  ]
}

function node(op: string, inputs: string[], output: string, attributes: Node['attributes'] = {}): Node {
  return { op, inputs, outputs: [output], attributes }
}

function squares(name: string, count: number, side: number): Value {
  return { name, dims: [1, count, side, side] }
}

function integers(name: string, values: number[], dims = [values.length]): Constant {
  return { name, type: 'int64', dims, values }
}
