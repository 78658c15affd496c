/** What a trained network usually sees, and from where on a picture is unlike that: measured on pictures held out. */

import { drawPhantom } from '../../forge/index.ts'
import type { Raster } from '../../imaging/index.ts'
import {
  distance,
  fitGaussian,
  type Gaussian,
  lookWith,
  type NetworkName,
  networkFileBytes,
  networkFileOf,
  side,
} from '../../models/index.ts'
import type { NamedTensor } from '../../nn/index.ts'
import type { Outlined } from './augment.ts'
import { outlinedPicture } from './samples.ts'
import type { HeldOut } from './scale.ts'

/** Of held-out pictures like those of the training, this many in a hundred are not beyond the threshold. */
const within = 0.995

/** Seeds are `cxr-fit/0`, `cxr-fit/1`, … and likewise below. */
export const fitSeeds = 'cxr-fit/'
export const measureSeeds = 'cxr-measure/'
const thresholdSeeds = 'cxr-threshold/'

/** The bytes of the file that ships. All is measured with parameters in the precision of the file. */
export async function fileOfTrained(
  name: NetworkName,
  parameters: ReadonlyMap<string, NamedTensor>,
  { fit, threshold: count }: HeldOut,
  real: readonly Outlined[],
): Promise<Uint8Array> {
  const nothing: Gaussian = { mean: new Float32Array(1), whitening: new Float32Array(1) }
  const { network } = await networkFileOf(name, networkFileBytes(parameters, nothing, 1), name)
  const { look, close } = await lookWith(name, network)
  const summaries = async (seeds: string, count: number) => {
    const seen: Float32Array[] = []
    for (let n = 0; n < count; n++) seen.push((await look(pictureOf(name, seeds, n, real))).summary)
    return seen
  }
  const gaussian = fitGaussian(await summaries(fitSeeds, fit))
  const { seen } = await networkFileOf(name, networkFileBytes(parameters, gaussian, 1), name)
  const distances = (await summaries(thresholdSeeds, count)).map(summary => distance(seen, summary))
  close()
  const threshold = distances.sort((a, b) => a - b)[Math.ceil(within * count) - 1] ?? 1
  return networkFileBytes(parameters, gaussian, Number(threshold.toPrecision(4)))
}

/** What the network was trained on: phantoms as drawn, or pictures to outline. */
function pictureOf(name: NetworkName, seeds: string, n: number, real: readonly Outlined[]): Raster {
  const seed = `${seeds}${n}`
  return name === 'anatomy' ? outlinedPicture(seed, n, real).image : drawPhantom(seed, { size: side }).image
}
