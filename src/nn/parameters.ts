/**
 * The parameters of a network: a tree of arrays, as plain objects and lists. A parameter's name is its path in the tree,
 * such as `blocks.0.tokens.in.weight`; under that name it lies in a file.
 */
import { numpy as np } from '@jax-js/jax'
import { PraxisError, type Random } from '../cases/index.ts'
import type { Linear, MixerBlock, Mlp, Norm, Tensor } from './layers.ts'
import type { NamedTensor } from './safetensors.ts'

export type Parameters = { [name: string]: Tensor | Parameters | Parameters[] | undefined }

/** Normal values of deviation `gain` × √(2 / inputs) (K. He et al., 2015), and biases of 0. */
export function newLinear(chance: Random, inputs: number, outputs: number, gain = 1): Linear {
  const deviation = gain * Math.sqrt(2 / inputs)
  const values = Float32Array.from({ length: inputs * outputs }, () => deviation * normal(chance))
  return { weight: np.array(values).reshape([inputs, outputs]), bias: np.zeros([outputs]) }
}

export function newNorm(channels: number): Norm {
  return { scale: np.ones([channels]), shift: np.zeros([channels]) }
}

export type MixerSizes = { tokens: number; channels: number; hidden: { tokens: number; channels: number } }

/** The second layer of each part starts small, so that a new block changes little. */
export function newMixerBlock(chance: Random, { tokens, channels, hidden }: MixerSizes): MixerBlock {
  const newMlp = (outer: number, inner: number): Mlp => ({
    in: newLinear(chance, outer, inner),
    out: newLinear(chance, inner, outer, 0.3),
  })
  return {
    tokenNorm: newNorm(channels),
    tokens: newMlp(tokens, hidden.tokens),
    channelNorm: newNorm(channels),
    channels: newMlp(channels, hidden.channels),
  }
}

/** Box and Muller, 1958. */
function normal(chance: Random): number {
  return Math.sqrt(-2 * Math.log(1 - chance.unit())) * Math.cos(2 * Math.PI * chance.unit())
}

/** The values of each parameter by name. Leaves the parameters as they are. */
export async function toNamed(parameters: Parameters): Promise<Map<string, NamedTensor>> {
  const named = new Map<string, NamedTensor>()
  for (const [name, tensor] of leavesOf(parameters)) {
    const values = await tensor.ref.data()
    named.set(name, { shape: [...tensor.shape], values: Float32Array.from(values) })
  }
  return named
}

function leavesOf(tree: Parameters | Parameters[], prefix = ''): [string, Tensor][] {
  return Object.entries(tree).flatMap(([key, value]: [string, Parameters[string]]) => {
    if (value === undefined) return []
    return value instanceof np.Array ? [[prefix + key, value]] : leavesOf(value, `${prefix}${key}.`)
  })
}

type Named = ReadonlyMap<string, NamedTensor>

/** The layer whose names begin with the prefix. Throws `data-malformed` where it is not there or has another shape. */
export function linearFrom(named: Named, prefix: string, inputs: number, outputs: number): Linear {
  return {
    weight: tensorFrom(named, `${prefix}.weight`, [inputs, outputs]),
    bias: tensorFrom(named, `${prefix}.bias`, [outputs]),
  }
}

export function normFrom(named: Named, prefix: string, channels: number): Norm {
  return {
    scale: tensorFrom(named, `${prefix}.scale`, [channels]),
    shift: tensorFrom(named, `${prefix}.shift`, [channels]),
  }
}

export function mixerBlockFrom(
  named: Named,
  prefix: string,
  { tokens, channels, hidden }: MixerSizes,
): MixerBlock {
  const mlpFrom = (name: string, outer: number, inner: number): Mlp => ({
    in: linearFrom(named, `${prefix}.${name}.in`, outer, inner),
    out: linearFrom(named, `${prefix}.${name}.out`, inner, outer),
  })
  return {
    tokenNorm: normFrom(named, `${prefix}.tokenNorm`, channels),
    tokens: mlpFrom('tokens', tokens, hidden.tokens),
    channelNorm: normFrom(named, `${prefix}.channelNorm`, channels),
    channels: mlpFrom('channels', channels, hidden.channels),
  }
}

function tensorFrom(named: Named, name: string, shape: number[]): Tensor {
  const found = named.get(name)
  if (found === undefined || found.shape.join() !== shape.join())
    throw new PraxisError(
      'data-malformed',
      `the weights have ${found === undefined ? 'no' : `[${found.shape.join(', ')}] for`} ${name}, and the network needs [${shape.join(', ')}]`,
      'give the weights of this network',
    )
  return np.array(Float32Array.from(found.values)).reshape(shape)
}
