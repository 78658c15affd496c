/**
 * Trains one of the built-in networks: binary cross-entropy on every head, AdamW, a rate that rises over the first
 * steps and falls along a cosine. No sample is seen twice, so there is nothing to overfit but the drawing itself.
 */
import { jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax'
import { findingLabels, random, structures } from '../../cases/index.ts'
import {
  type ChestNetwork,
  designs,
  featuresOf,
  type Head,
  labelLogits,
  maskPoints,
  type NetworkName,
  nearPerToken,
  newNetwork,
  tokens,
  windowShape,
} from '../../models/index.ts'
import { linear, type NamedTensor, startRuntime, type Tensor, toNamed } from '../../nn/index.ts'
import { adamW } from '../optimisers/adamw.ts'
import type { Outlined } from './augment.ts'
import { type Sample, sampleOf } from './samples.ts'

export type TrainOptions = {
  name: NetworkName
  steps: number
  real?: readonly Outlined[]
  /** Told every so many steps, 100 by default, with the mean loss since the last time. */
  every?: number
  onProgress?: (step: number, loss: number) => void
}

export const batchSize = 8
const peakRate = 2e-3
const warmUp = 200

/** How much each head counts. Findings fill few places, so the mean over places is small. */
const headWeights: Record<Head, number> = { labels: 1, places: 6, closeUps: 12, masks: 4 }

type Targets = { [head in Head]?: Tensor }

/** The trained parameters by name. The same options give the same values. */
export async function trainNetwork({
  name,
  steps,
  real = [],
  every = 100,
  onProgress,
}: TrainOptions): Promise<Map<string, NamedTensor>> {
  await startRuntime()
  const lossAndGradient = jit(valueAndGrad(lossOf))
  const optimiser = adamW()
  let network = newNetwork(name, random(`cxr-demo ${name}`))
  let moments = optimiser.start(leavesOf(network))
  let sum = 0
  for (let step = 1; step <= steps; step++) {
    const samples = Array.from({ length: batchSize }, (_, i) =>
      sampleOf(name, (step - 1) * batchSize + i, real),
    )
    const [loss, gradient] = lossAndGradient(
      tree.ref(network),
      windowsTensor(samples, name),
      targetTensors(samples, name),
    )
    sum += Number(await loss.jsAsync())
    const rate = rateAt(step, steps)
    const [leaves, next] = optimiser.update(leavesOf(network), leavesOf(gradient), moments, step, rate)
    network = withLeaves(network, leaves)
    moments = next
    if (step % every === 0) {
      onProgress?.(step, sum / every)
      sum = 0
    }
  }
  return toNamed(network)
}

function leavesOf(network: ChestNetwork): Tensor[] {
  return tree.leaves<Tensor>(network)
}

/** The network with other arrays, in the order of `leavesOf`. */
function withLeaves(network: ChestNetwork, leaves: readonly Tensor[]): ChestNetwork {
  const left = leaves.values()
  return tree.map((old: Tensor) => left.next().value ?? old, network)
}

function rateAt(step: number, steps: number): number {
  return peakRate * Math.min(1, step / warmUp) * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps))
}

/** A number for a batch of targets. A target below 0 is not known and does not count. */
function lossOf({ trunk, heads }: ChestNetwork, windows: Tensor, targets: Targets): Tensor {
  const { tokens: features, near } = featuresOf(trunk, windows)
  const losses: Tensor[] = []
  const judge = (head: Head, logits: Tensor) => {
    const target = targets[head]
    if (target === undefined) throw new RangeError(`there is no target for the head ${head}`)
    losses.push(crossEntropy(logits, target).mul(headWeights[head]))
  }
  if (near !== undefined && heads.closeUps) judge('closeUps', linear(heads.closeUps, near))
  const places = heads.places && linear(heads.places, features.ref)
  if (places) judge('places', places.ref)
  if (heads.labels && places) judge('labels', labelLogits(heads.labels, features.ref, places))
  if (heads.masks) judge('masks', linear(heads.masks, features.ref))
  features.dispose()
  return losses.reduce((sum, loss) => sum.add(loss))
}

/** The mean of log(1 + eᶻ) − y z, computed without overflow. What is not known counts as 0 in it. */
function crossEntropy(logits: Tensor, target: Tensor): Tensor {
  const known = np.where(np.greaterEqual(target.ref, 0), 1, 0)
  const wanted = np.maximum(target, 0)
  const each = nn
    .relu(logits.ref)
    .sub(logits.ref.mul(wanted))
    .add(nn.softplus(np.abs(logits).neg()))
  return np.mean(each.mul(known))
}

function windowsTensor(samples: readonly Sample[], name: NetworkName): Tensor {
  const [places, values] = windowShape[designs[name].view]
  return np.array(joined(samples.map(({ windows }) => windows))).reshape([samples.length, places, values])
}

function targetTensors(samples: readonly Sample[], name: NetworkName): Targets {
  const outputs = findingLabels.length
  const shapes: Record<Head, number[]> = {
    labels: [outputs],
    places: [tokens, outputs],
    closeUps: [tokens * nearPerToken ** 2, outputs],
    masks: [tokens, structures.length * maskPoints ** 2],
  }
  return Object.fromEntries(
    designs[name].heads.map(head => {
      const values = joined(samples.map(({ targets }) => targets[head] ?? new Float32Array()))
      return [head, np.array(values).reshape([samples.length, ...shapes[head]])]
    }),
  )
}

function joined(lists: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}
