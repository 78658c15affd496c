/** The networks of a folder, told apart by what they give: one row of numbers, or one picture for each structure. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { hashBytes, messageOf, PraxisError } from '../../../cases/index.ts'
import { loadNetwork, type Network, type NetworkOptions, type Tensor } from '../../onnx/index.ts'
import { ProviderError } from '../../provider-error.ts'
import { readSidecar, type Sidecar } from './sidecar.ts'

/** A network that takes one grey square. */
export type ChestNetwork = {
  name: string
  version: string
  /** Of the square it takes. */
  size: number
  sidecar: Sidecar
  /** Its one output for this input. Throws a `provider-…` error, also for values that are not numbers. */
  run: (input: Tensor, signal?: AbortSignal) => Promise<Tensor>
  close: () => void
}

export type ChestTask = 'findings' | 'anatomy'

/** Axes of the output. */
const ranks: Record<ChestTask, number> = { findings: 2, anatomy: 4 }
const wanted: Record<ChestTask, string> = {
  findings: 'a classifier, which takes [1, 1, side, side] and gives [1, labels]',
  anatomy: 'a segmenter, which takes [1, 1, side, side] and gives [1, structures, side, side]',
}
const usualSize: Record<ChestTask, number> = { findings: 224, anatomy: 512 }

/** Files looked into: each is loaded whole. */
const mostFiles = 16
const largestSize = 2048

/** In the order of their names, at least one. Throws `data-missing` or `data-malformed`. */
export async function findChestNetworks(
  folder: string,
  task: ChestTask,
  options: NetworkOptions,
): Promise<ChestNetwork[]> {
  const found: ChestNetwork[] = []
  const others: string[] = []
  try {
    for (const file of await filesIn(folder)) {
      const network = await loadNetwork(file, options)
      const fits = network.outputs[0]?.dims.length === ranks[task]
      if (fits) found.push(await chestNetwork(network, task))
      else {
        network.close()
        others.push(basename(file))
      }
    }
    if (found.length > 0) return found
  } catch (error) {
    for (const network of found) network.close()
    throw error
  }
  throw new PraxisError(
    'data-malformed',
    `there is no network for ${task} beside ${others.join(', ')}`,
    `export ${wanted[task]}, as docs/chest-models.md shows`,
    { file: folder },
  )
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(error => {
    throw new PraxisError(
      'data-missing',
      `the folder cannot be read (${messageOf(error)})`,
      'give a folder with networks as ONNX files',
      { file: folder },
      error,
    )
  })
  const files = names.filter(name => name.toLowerCase().endsWith('.onnx')).sort()
  if (files.length === 0 || files.length > mostFiles)
    throw new PraxisError(
      files.length === 0 ? 'data-missing' : 'data-malformed',
      `the folder has ${files.length} .onnx files`,
      `put 1 to ${mostFiles} there, exported as docs/chest-models.md shows; weights are never downloaded`,
      { file: folder },
    )
  return files.map(name => join(folder, name))
}

async function chestNetwork(network: Network, task: ChestTask): Promise<ChestNetwork> {
  const { file } = network
  try {
    const sidecar = await readSidecar(file)
    const { input, size } = squareInput(network, task)
    const output = network.outputs[0]?.name ?? ''
    const run: ChestNetwork['run'] = async (tensor, signal) => {
      const given = (await network.run({ [input]: tensor }, [output], signal))[output]
      if (given === undefined) throw malformed(file, `it gave no ${output}`)
      return given
    }
    return {
      name: basename(file).replace(/\.onnx$/i, ''),
      version: sidecar.version ?? `sha256:${hashBytes(await readFile(file)).slice(0, 12)}`,
      size,
      sidecar,
      run,
      close: network.close,
    }
  } catch (error) {
    network.close()
    throw error
  }
}

function squareInput({ file, inputs }: Network, task: ChestTask): { input: string; size: number } {
  const [input, ...more] = inputs
  const [, channels, height, width] = input?.dims ?? []
  const size = height ?? usualSize[task]
  const isSquare = input?.dims.length === 4 && (channels === 1 || channels === null) && height === width
  if (input === undefined || more.length > 0 || !isSquare || size < 1 || size > largestSize) {
    const dims = inputs.map(one => `${one.name} [${one.dims.map(n => n ?? 'any').join(', ')}]`)
    throw new PraxisError(
      'data-malformed',
      `it takes ${dims.join(' and ') || 'nothing'}`,
      `export ${wanted[task]}`,
      { file },
    )
  }
  return { input: input.name, size }
}

/** What a network is told whose answer cannot be used. */
export function malformed(name: string, what: string): ProviderError {
  return new ProviderError(
    'provider-malformed',
    `${name} cannot be used: ${what}`,
    'see docs/chest-models.md',
  )
}
