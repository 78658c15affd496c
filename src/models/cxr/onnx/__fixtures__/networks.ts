/** Small networks with the signatures of the published ones, whose answers can be worked out by hand. */
import type { Graph } from '../../../onnx/__fixtures__/write-onnx.ts'

/** Output i is `weights[i]` × the mean of the square / 1024 + `biases[i]`. */
export function classifier(weights: number[], biases: number[] = weights.map(() => 0), side: number | string = 8): Graph {
  return {
    inputs: [{ name: 'image', dims: ['batch', 1, side, side] }],
    outputs: [{ name: 'labels', dims: ['batch', weights.length] }],
    nodes: [
      { op: 'ReduceMean', inputs: ['image'], outputs: ['mean'], attributes: { axes: [2, 3], keepdims: 0 } },
      { op: 'Mul', inputs: ['mean', 'weights'], outputs: ['weighted'] },
      { op: 'Add', inputs: ['weighted', 'biases'], outputs: ['labels'] },
    ],
    constants: [
      { name: 'weights', dims: [1, weights.length], values: weights.map(weight => weight / 1024) },
      { name: 'biases', dims: [1, biases.length], values: biases },
    ],
  }
}

/** Channel i is `weights[i]` × the square. */
export function segmenter(weights: number[], side = 8): Graph {
  return {
    inputs: [{ name: 'image', dims: [1, 1, side, side] }],
    outputs: [{ name: 'structures', dims: [1, weights.length, side, side] }],
    nodes: [{ op: 'Mul', inputs: ['image', 'weights'], outputs: ['structures'] }],
    constants: [{ name: 'weights', dims: [1, weights.length, 1, 1], values: weights }],
  }
}
