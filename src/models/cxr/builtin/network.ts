/**
 * The built-in networks: windows embedded as 14 × 14 tokens, mixed by a few blocks, and read by heads. The near windows
 * of a token first pass two layers each; their features and the greatest of each kind make the token.
 *
 * - `labels`: findings, from the mean and the greatest value of each channel over all tokens, and from the greatest
 *   logit of `places`.
 * - `places`: findings where they lie, one logit a label and token; trained on masks that only phantoms have.
 *   `closeUps` is the same on near places, before the mixing; it only helps the training.
 * - `masks`: the outlines of structures, 8 × 8 logits a structure and token.
 */
import { nn, numpy as np } from '@jax-js/jax'
import { findingLabels, type Random, structures } from '../../../cases/index.ts'
import {
  type Linear,
  layerNorm,
  linear,
  linearFrom,
  type MixerBlock,
  type Mlp,
  mixerBlock,
  mixerBlockFrom,
  type NamedTensor,
  type Norm,
  newLinear,
  newMixerBlock,
  newNorm,
  normFrom,
  type Tensor,
} from '../../../nn/index.ts'
import { nearPerToken, tokens, type View, windowShape } from './windows.ts'

export type NetworkName = 'whole' | 'local' | 'sides' | 'anatomy'

export type Head = 'labels' | 'places' | 'closeUps' | 'masks'

/** What each network looks at and answers. */
export const designs: Record<NetworkName, { view: View; blocks: number; heads: readonly Head[] }> = {
  whole: { view: 'far', blocks: 4, heads: ['labels', 'places'] },
  local: { view: 'near', blocks: 2, heads: ['labels', 'places', 'closeUps'] },
  sides: { view: 'sides', blocks: 2, heads: ['labels', 'places', 'closeUps'] },
  anatomy: { view: 'far', blocks: 4, heads: ['masks'] },
}

export const channels = 96
const sizes = { tokens, channels, hidden: { tokens: 128, channels: 288 } }
const nearChannels = 64

/** Points of the mask grid that one token gives, along each axis. */
export const maskPoints = 8

const labelCount = findingLabels.length

export type Trunk = { near?: Mlp; embed: Linear; blocks: MixerBlock[]; norm: Norm }
export type ChestNetwork = { trunk: Trunk; heads: { [head in Head]?: Linear } }

/** Makes the layers of a network, new ones or those of a file. */
type Maker = {
  linear: (name: string, inputs: number, outputs: number, gain: number) => Linear
  norm: (name: string) => Norm
  block: (name: string) => MixerBlock
}

export function newNetwork(name: NetworkName, chance: Random): ChestNetwork {
  const { trunk, heads } = build(name, {
    linear: (_, inputs, outputs, gain) => newLinear(chance, inputs, outputs, gain),
    norm: () => newNorm(channels),
    block: () => newMixerBlock(chance, sizes),
  })
  for (const head of designs[name].heads) {
    const layer = heads[head]
    if (layer) heads[head] = { ...layer, bias: layer.bias.add(firstLogits[head]) }
  }
  return { trunk, heads }
}

/** What is looked for is rare, and the more so the smaller the place; a new network knows that already. */
const firstLogits: Record<Head, number> = { labels: -2.5, places: -5, closeUps: -6, masks: -2 }

/** Throws `data-malformed` where these are not the parameters of that network. */
export function networkFrom(name: NetworkName, named: ReadonlyMap<string, NamedTensor>): ChestNetwork {
  return build(name, {
    linear: (path, inputs, outputs) => linearFrom(named, path, inputs, outputs),
    norm: path => normFrom(named, path, channels),
    block: path => mixerBlockFrom(named, path, sizes),
  })
}

function build(name: NetworkName, make: Maker): ChestNetwork {
  const { view, blocks, heads } = designs[name]
  const [, values] = windowShape[view]
  const near = view !== 'far' && {
    in: make.linear('trunk.near.in', values, nearChannels, 1),
    out: make.linear('trunk.near.out', nearChannels, nearChannels, 1),
  }
  const inputs = near ? nearChannels * (nearPerToken ** 2 + 1) : values
  return {
    trunk: {
      ...(near && { near }),
      embed: make.linear('trunk.embed', inputs, channels, 0.7),
      blocks: Array.from({ length: blocks }, (_, i) => make.block(`trunk.blocks.${i}`)),
      norm: make.norm('trunk.norm'),
    },
    heads: Object.fromEntries(
      heads.map(head => [head, make.linear(`heads.${head}`, ...headSize(head), 0.1)]),
    ),
  }
}

function headSize(head: Head): [inputs: number, outputs: number] {
  if (head === 'masks') return [channels, structures.length * maskPoints ** 2]
  if (head === 'labels') return [2 * channels + labelCount, labelCount]
  return [head === 'closeUps' ? nearChannels : channels, labelCount]
}

export type Features = {
  /** [batch, tokens, channels]. */
  tokens: Tensor
  /** [batch, near places, near channels], where the network looks near. */
  near?: Tensor
}

/** Windows [batch, places, values] → features. Consumes both. */
export function featuresOf({ near, embed, blocks, norm }: Trunk, windows: Tensor): Features {
  const closeUps = near && nn.relu(linear(near.out, nn.relu(linear(near.in, windows))))
  const joined = closeUps === undefined ? windows : joinPlaces(closeUps.ref)
  const mixed = blocks.reduce((x, block) => mixerBlock(block, x), nn.relu(linear(embed, joined)))
  return { tokens: layerNorm(norm, mixed), ...(closeUps && { near: closeUps }) }
}

/** The near places of each token side by side, and the greatest value of each channel among them. */
function joinPlaces(near: Tensor): Tensor {
  const batch = near.shape[0] ?? 1
  const parts = near.reshape([batch, tokens, nearPerToken ** 2, nearChannels])
  const flat = parts.ref.reshape([batch, tokens, nearPerToken ** 2 * nearChannels])
  return np.concatenate([flat, np.max(parts, 2)], -1)
}

/** The logits of findings [batch, labels], from features [batch, tokens, channels] and the logits of places. */
export function labelLogits(head: Linear, features: Tensor, places: Tensor): Tensor {
  const seen = [np.mean(features.ref, 1), np.max(features, 1), np.max(places, 1)]
  return linear(head, np.concatenate(seen, -1))
}
