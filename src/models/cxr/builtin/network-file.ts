/** The built-in networks as they ship: parameters, what the network saw, and from where on a picture is unlike that. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { hashBytes, PraxisError, shippedPath } from '../../../cases/index.ts'
import { type NamedTensor, readSafetensors, startRuntime, writeSafetensors } from '../../../nn/index.ts'
import { type ChestNetwork, type NetworkName, networkFrom } from './network.ts'
import { type Gaussian, gaussianFrom, gaussianToNamed } from './out-of-distribution.ts'

export type NetworkFile = {
  network: ChestNetwork
  seen: Gaussian
  /** A picture at a greater distance is unlike the training data. */
  threshold: number
  version: string
}

const metadataSchema = z.object({ threshold: z.coerce.number().positive() })

export const weightsFile = (name: NetworkName) => `${name}.safetensors`

/** Throws `data-missing` or `data-malformed`. */
export async function readNetworkFile(
  name: NetworkName,
  folder = shippedPath('cxr-demo'),
): Promise<NetworkFile> {
  const file = join(folder, weightsFile(name))
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined)
    throw new PraxisError('data-missing', 'the weights are not there', 'run praxis train cxr-demo', { file })
  return networkFileOf(name, bytes, file)
}

/** Throws `data-malformed`. */
export async function networkFileOf(
  name: NetworkName,
  bytes: Uint8Array,
  file: string,
): Promise<NetworkFile> {
  const { tensors, metadata } = readSafetensors(bytes, file)
  const parsed = metadataSchema.safeParse(metadata)
  if (!parsed.success)
    throw new PraxisError('data-malformed', 'its metadata has no threshold', 'train it again', { file })
  await startRuntime()
  return {
    network: networkFrom(name, tensors),
    seen: gaussianFrom(tensors),
    threshold: parsed.data.threshold,
    version: `cxr-demo ${hashBytes(bytes).slice(0, 8)}`,
  }
}

/** In half precision. */
export function networkFileBytes(
  parameters: ReadonlyMap<string, NamedTensor>,
  seen: Gaussian,
  threshold: number,
): Uint8Array {
  const tensors = new Map([...parameters, ...gaussianToNamed(seen)])
  return writeSafetensors({ tensors, metadata: { threshold: String(threshold) } }, 'F16')
}
