/** A network that is not run by onnxruntime: its inputs and outputs, and what it answers. */
import type { Graph, Value } from '../../../onnx/__fixtures__/write-onnx.ts'
import type { Network, TensorInfo, Tensors } from '../../../onnx/index.ts'

type Signature = Pick<Graph, 'inputs' | 'outputs'>

export function fakeNetwork(
  file: string,
  { inputs, outputs }: Signature,
  answer: (inputs: Tensors) => Tensors = () => ({}),
): Network {
  return {
    file,
    inputs: inputs.map(infoOf),
    outputs: outputs.map(infoOf),
    run: async given => answer(given),
    close: () => {},
  }
}

function infoOf({ name, type = 'float32', dims }: Value): TensorInfo {
  return { name, type, dims: dims.map(size => (typeof size === 'number' ? size : null)) }
}
