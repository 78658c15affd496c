/** Classifiers of TorchXRayVision's signature as findings models. */
import { type FindingLabel, PraxisError } from '../../../cases/index.ts'
import type { NetworkOptions } from '../../onnx/index.ts'
import type { FindingsModel } from '../chest-models.ts'
import { type ChestNetwork, findChestNetworks, malformed } from './find-chest-networks.ts'
import { prepareRadiograph } from './prepare-radiograph.ts'
import { labelsByName, type Sidecar } from './sidecar.ts'

/** One model for each classifier of the folder. Throws `data-missing` or `data-malformed`. */
export async function onnxFindings(folder: string, options: NetworkOptions): Promise<FindingsModel[]> {
  const networks = await findChestNetworks(folder, 'findings', options)
  try {
    return networks.map(findingsModel)
  } catch (error) {
    for (const { close } of networks) close()
    throw error
  }
}

function findingsModel({ name, version, size, sidecar, run, close }: ChestNetwork): FindingsModel {
  const outputs = sidecar.labels ?? labelsByName(name)
  const labels = outputs.filter(label => label !== '')
  const thresholds = sidecar.opThresholds?.length
  if (thresholds !== undefined && thresholds !== outputs.length)
    throw new PraxisError(
      'data-malformed',
      `${name}.json has ${thresholds} opThresholds for ${outputs.length} labels`,
      'give one for each, or null',
    )
  return {
    name,
    version,
    about: sidecar.about ?? `${name}, an ONNX file of the user`,
    labels,
    read: async (image, signal) => {
      const { dims, data } = await run(prepareRadiograph(image, size), signal)
      if (dims.length !== 2 || dims[0] !== 1 || dims[1] !== outputs.length)
        throw malformed(name, `it gave [${dims.join(', ')}] for ${outputs.length} labels`)
      return { probabilities: probabilitiesOf(name, data, outputs, sidecar) }
    },
    close,
  }
}

/** Of the outputs that mean something. Throws `provider-malformed` where one is no probability. */
export function probabilitiesOf(
  name: string,
  values: ArrayLike<number>,
  outputs: readonly (FindingLabel | '')[],
  { outputs: kind = 'probabilities', opThresholds = [] }: Sidecar,
): Map<FindingLabel, number> {
  const probabilities = new Map<FindingLabel, number>()
  for (const [i, label] of outputs.entries()) {
    if (label === '') continue
    const value = values[i] ?? Number.NaN
    const share = kind === 'logits' ? 1 / (1 + Math.exp(-value)) : value
    if (!(share >= 0 && share <= 1))
      throw malformed(
        name,
        `it gave ${value} as the ${kind === 'logits' ? 'logit' : 'probability'} of ${label}`,
      )
    probabilities.set(label, normalised(share, opThresholds[i]))
  }
  return probabilities
}

/** The operating-point normalisation: 0 stays 0, the threshold becomes 0.5, 1 stays 1, linear in between. */
function normalised(share: number, threshold: number | null | undefined): number {
  if (threshold == null) return share
  return share < threshold ? share / (2 * threshold) : 1 - (1 - share) / (2 * (1 - threshold))
}
