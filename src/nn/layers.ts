/**
 * Layers as pure functions of their parameters and their input, built of matrix products, which the runtime does at
 * tens of GFLOP/s on one core where its convolutions reach less than one. Every function consumes parameters and input
 * (see runtime.ts).
 *
 * The mixer block is that of MLP-Mixer (I. Tolstikhin et al., NeurIPS 2021) with ReLU for GELU: it mixes
 * along tokens, then along channels. It knows each token's place, which suits radiographs, where
 * anatomy lies in much the same place in every picture.
 */
import { nn, numpy as np } from '@jax-js/jax'

export type Tensor = np.Array

/** x W + b. `weight` is [inputs, outputs]. */
export type Linear = { weight: Tensor; bias: Tensor }

/** [..., inputs] → [..., outputs]. */
export function linear({ weight, bias }: Linear, x: Tensor): Tensor {
  const [inputs = 1, outputs = 1] = weight.shape
  const lead = x.shape.slice(0, -1)
  const rows = lead.reduce((product, size) => product * size, 1)
  return np
    .matmul(x.reshape([rows, inputs]), weight)
    .add(bias)
    .reshape([...lead, outputs])
}

export type Norm = { scale: Tensor; shift: Tensor }

/** Each vector of the last axis to mean 0 and deviation 1, then scaled and shifted (J. Ba et al., 2016). */
export function layerNorm({ scale, shift }: Norm, x: Tensor): Tensor {
  const mean = np.mean(x.ref, -1, { keepdims: true })
  const centred = x.sub(mean)
  const variance = np.mean(np.square(centred.ref), -1, { keepdims: true })
  return centred
    .div(np.sqrt(variance.add(1e-5)))
    .mul(scale)
    .add(shift)
}

/** Two linear layers with a ReLU between. */
export type Mlp = { in: Linear; out: Linear }

export function mlp(parameters: Mlp, x: Tensor): Tensor {
  return linear(parameters.out, nn.relu(linear(parameters.in, x)))
}

export type MixerBlock = { tokenNorm: Norm; tokens: Mlp; channelNorm: Norm; channels: Mlp }

/** [batch, tokens, channels] → the same shape. */
export function mixerBlock(block: MixerBlock, x: Tensor): Tensor {
  const across = np.swapaxes(layerNorm(block.tokenNorm, x.ref), 1, 2)
  const mixed = x.add(np.swapaxes(mlp(block.tokens, across), 1, 2))
  return mixed.ref.add(mlp(block.channels, layerNorm(block.channelNorm, mixed)))
}
