export {
  type Linear,
  layerNorm,
  linear,
  type MixerBlock,
  type Mlp,
  mixerBlock,
  mlp,
  type Norm,
  type Tensor,
} from './layers.ts'
export {
  linearFrom,
  type MixerSizes,
  mixerBlockFrom,
  newLinear,
  newMixerBlock,
  newNorm,
  normFrom,
  type Parameters,
  toNamed,
} from './parameters.ts'
export { startRuntime } from './runtime.ts'
export { type NamedTensor, readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts'
