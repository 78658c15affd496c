export {
  loadNetwork,
  type Network,
  type NetworkOptions,
  type Tensor,
  type TensorInfo,
  type Tensors,
} from './network.ts'
