/** The encoder and the decoder of a folder, checked against each other. */
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { messageOf, PraxisError } from '../../../cases/index.ts'
import { loadNetwork, type Network, type NetworkOptions, type TensorInfo } from '../../onnx/index.ts'
import type { Settings } from './settings.ts'
import {
  type Decoder,
  describeTensor,
  type Encoder,
  matchFeatures,
  readDecoder,
  readEncoder,
} from './signature.ts'

/** Files looked into: each is loaded whole. */
const mostFiles = 8

const largestSide = 4096
/** Values of one tensor that a decoder may take. */
const mostValues = 2 ** 26

export type Networks = {
  encoder: Encoder
  decoder: Decoder
  /** For each feature of the decoder, the output of the encoder that it is. */
  features: ReadonlyMap<string, string>
}

/** Throws `data-missing` and `data-malformed`, naming what is missing. */
export async function findNetworks(
  folder: string,
  settings: Settings,
  options: NetworkOptions,
): Promise<Networks> {
  const files = await candidates(folder, settings)
  const loading = await Promise.allSettled(files.map(file => loadNetwork(file, options)))
  const loaded = loading.filter(one => one.status === 'fulfilled').map(({ value }) => value)
  try {
    for (const one of loading) if (one.status === 'rejected') throw one.reason
    const networks = selectNetworks(folder, settings, loaded)
    const kept = [networks.encoder.network, networks.decoder.network]
    for (const network of loaded) if (!kept.includes(network)) network.close()
    return networks
  } catch (error) {
    for (const network of loaded) network.close()
    throw error
  }
}

async function candidates(folder: string, { encoder, decoder }: Settings): Promise<string[]> {
  if (encoder !== undefined && decoder !== undefined) return [join(folder, encoder), join(folder, decoder)]
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    throw new PraxisError(
      'data-missing',
      `the folder cannot be read (${messageOf(error)})`,
      'give a folder with an encoder and a decoder as ONNX files',
      { file: folder },
      error,
    )
  }
  const files = names.filter(name => name.toLowerCase().endsWith('.onnx')).sort()
  if (files.length === 0)
    throw new PraxisError(
      'data-missing',
      'the folder has no .onnx files',
      'put an exported encoder and decoder there; weights are never downloaded',
      { file: folder },
    )
  if (files.length > mostFiles)
    throw new PraxisError(
      'data-malformed',
      `the folder has ${files.length} .onnx files`,
      'name the two that belong together as encoder and decoder in segmenter.json',
      { file: folder },
    )
  return files.map(name => join(folder, name))
}

/** The pair among loaded networks. Throws `data-malformed` where there is none, or more than one. */
export function selectNetworks(folder: string, settings: Settings, loaded: readonly Network[]): Networks {
  const encoder = theOne(folder, 'encoder', settings, loaded, readEncoder)
  const decoder = theOne(folder, 'decoder', settings, loaded, readDecoder)
  return { encoder, decoder, features: checkPair(encoder, decoder) }
}

const signatures = {
  encoder: 'one picture [1, 3, side, side] and nothing else',
  decoder: 'point_coords or boxes, and gives low_res_masks, pred_masks or masks',
}

function theOne<T extends { network: Network }>(
  folder: string,
  role: 'encoder' | 'decoder',
  settings: Settings,
  loaded: readonly Network[],
  read: (network: Network) => T | undefined,
): T {
  const wanted = settings[role]
  const named = loaded.filter(({ file }) => wanted === undefined || file === join(folder, wanted))
  const found = named.map(read).filter(one => one !== undefined)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  if (found.length > 1)
    throw new PraxisError(
      'data-malformed',
      `there are ${found.length} ${role}s (${found.map(({ network }) => basename(network.file)).join(', ')})`,
      `name one as ${role} in segmenter.json`,
      { file: folder },
    )
  const seen = named.map(
    ({ file, inputs, outputs }) => `${basename(file)} takes ${list(inputs)} and gives ${list(outputs)}`,
  )
  throw new PraxisError(
    'data-malformed',
    `there is no ${role}, which takes ${signatures[role]} (${seen.join('; ')})`,
    'export the model as an encoder and a decoder of these names',
    { file: folder },
  )
}

function checkPair(encoder: Encoder, decoder: Decoder): Map<string, string> {
  const malformed = ({ file }: Network, what: string): PraxisError =>
    new PraxisError('data-malformed', what, 'export encoder and decoder of one model with the usual names', {
      file,
    })
  if (encoder.side !== undefined && encoder.side > largestSide)
    throw malformed(encoder.network, `it takes pictures of ${encoder.side} pixels, above ${largestSide}`)
  if (decoder.coords !== undefined && decoder.labels === undefined)
    throw malformed(decoder.network, `it takes ${decoder.coords.name}, but no point_labels`)
  if (decoder.mask !== undefined && decoder.hasMask === undefined)
    throw malformed(decoder.network, `it takes ${decoder.mask.name}, but no has_mask_input`)
  for (const one of decoder.network.inputs)
    if (one.dims.reduce<number>((product, size) => product * (size ?? 1), 1) > mostValues)
      throw malformed(decoder.network, `${describeTensor(one)} is larger than anything a segmenter needs`)
  const features = matchFeatures(encoder, decoder)
  const missing = decoder.features.filter(({ name }) => !features.has(name))
  if (missing.length > 0)
    throw malformed(
      decoder.network,
      `it takes ${list(missing)}, which the encoder does not give (it gives ${list(encoder.network.outputs)})`,
    )
  return features
}

function list(tensors: readonly TensorInfo[]): string {
  return tensors.map(describeTensor).join(', ')
}
