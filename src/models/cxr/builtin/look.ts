/** A built-in network at work on one picture. */
import { jit, numpy as np, tree } from '@jax-js/jax'
import type { Raster } from '../../../imaging/index.ts'
import { linear, startRuntime, type Tensor } from '../../../nn/index.ts'
import { type ChestNetwork, designs, featuresOf, labelLogits, type NetworkName } from './network.ts'
import { type Placement, prepare } from './prepare.ts'
import { windowShape, windowsOf } from './windows.ts'

export type Looked = {
  placement: Placement
  /** Mean and greatest value of each channel of the tokens: what makes the picture alike or unlike others. */
  summary: Float32Array
  /** Logits, where the network has the head; `places` by token and label, `masks` as `gridOf` reads them. */
  labels?: Float32Array
  places?: Float32Array
  masks?: Float32Array
}

/** Reads pictures until it is closed. */
export type Looking = { look: (image: Raster) => Promise<Looked>; close: () => void }

type Outputs = { summary: Tensor; labels?: Tensor; places?: Tensor; masks?: Tensor }

/** Takes over the parameters. */
export async function lookWith(
  name: NetworkName,
  { trunk, heads: { closeUps, ...heads } }: ChestNetwork,
): Promise<Looking> {
  await startRuntime()
  closeUps?.weight.dispose()
  closeUps?.bias.dispose()
  const network = { trunk, heads }
  const { view } = designs[name]
  const answer = jit(answerOf)
  return {
    look: async image => {
      const prepared = prepare(image)
      const windows = np
        .array(Float32Array.from(windowsOf(prepared, view)))
        .reshape([1, ...windowShape[view]])
      const { summary, ...outputs } = answer(tree.ref(network), windows)
      const read: Partial<Record<string, Float32Array>> = {}
      for (const [head, tensor] of Object.entries(outputs)) if (tensor) read[head] = await valuesOf(tensor)
      return { placement: prepared.placement, summary: await valuesOf(summary), ...read }
    },
    close: () => tree.dispose(network),
  }
}

async function valuesOf(tensor: Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data())
}

function answerOf({ trunk, heads }: ChestNetwork, windows: Tensor): Outputs {
  const { tokens, near } = featuresOf(trunk, windows)
  near?.dispose()
  const places = heads.places && linear(heads.places, tokens.ref)
  return {
    ...(heads.labels && places && { labels: labelLogits(heads.labels, tokens.ref, places.ref) }),
    ...(places && { places }),
    ...(heads.masks && { masks: linear(heads.masks, tokens.ref) }),
    summary: np.concatenate([np.mean(tokens.ref, 1), np.max(tokens, 1)], -1),
  }
}
