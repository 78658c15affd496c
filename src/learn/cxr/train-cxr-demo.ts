/**
 * `praxis train cxr-demo`: the built-in networks of the radiologist from nothing but a seed: phantoms, and for outlines
 * the real lungs that ship. It trains the networks, measures what they usually see, how far each can be believed
 * (`fabric.json`) and how they do on phantoms held out (`card.json`). The same version gives the same bytes.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fitFabric } from '../../agents/index.ts'
import { type NetworkFile, type NetworkName, networkFileOf, weightsFile } from '../../models/index.ts'
import type { NamedTensor } from '../../nn/index.ts'
import { type Asked, ask, closeNetworks, type Networks, openNetworks } from './ask-networks.ts'
import { cardOf } from './card.ts'
import { fileOfTrained, fitSeeds, measureSeeds } from './fit-seen.ts'
import { type Measured, measure } from './measure.ts'
import { readRealLungs } from './real-lungs.ts'
import type { Scale } from './scale.ts'
import { inThread } from './threads.ts'

export type TrainCxrDemoOptions = {
  out: string
  scale: Scale
  /** Networks in training at once; the longest begin first. */
  threads: number
  onProgress?: (told: Progress) => void
}

export type Progress =
  | { kind: 'training'; name: NetworkName; step: number; steps: number; loss: number }
  | { kind: 'measuring'; what: string }

export type TrainedCxrDemo = { out: string; bytes: number; measured: Measured }

export async function trainCxrDemo({
  out,
  scale,
  threads,
  onProgress = () => {},
}: TrainCxrDemoOptions): Promise<TrainedCxrDemo> {
  await mkdir(out, { recursive: true })
  return finish(await trainAll(scale, threads, onProgress), { out, scale, onProgress })
}

type Trained = Map<NetworkName, Map<string, NamedTensor>>

async function trainAll(
  { steps }: Scale,
  threads: number,
  onProgress: (told: Progress) => void,
): Promise<Trained> {
  const waiting: NetworkName[] = ['local', 'sides', 'whole', 'anatomy']
  const trained: Trained = new Map()
  const failed = new AbortController()
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const wanted = { name, steps: steps[name] }
      const tell = (step: number, loss: number) =>
        onProgress({ kind: 'training', name: wanted.name, step, steps: wanted.steps, loss })
      trained.set(name, await inThread(wanted, tell, failed.signal))
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.max(1, threads) }, work))
  } catch (error) {
    failed.abort()
    throw error
  }
  return trained
}

/** Measures trained networks and writes all that ships of them. */
export async function finish(
  trained: Trained,
  { out, scale, onProgress }: Required<Pick<TrainCxrDemoOptions, 'out' | 'scale' | 'onProgress'>>,
): Promise<TrainedCxrDemo> {
  const { fit, measure: held } = scale.heldOut
  const real = await readRealLungs()
  const files = new Map<NetworkName, NetworkFile>()
  let size = 0
  for (const [name, parameters] of trained) {
    onProgress({ kind: 'measuring', what: `what ${name} usually sees` })
    const bytes = await fileOfTrained(name, parameters, scale.heldOut, real)
    await writeFile(join(out, weightsFile(name)), bytes)
    files.set(name, await networkFileOf(name, bytes, name))
    size += bytes.length
  }
  const networks = await openNetworks(files)
  onProgress({ kind: 'measuring', what: 'how far each network can be believed' })
  const weights = fitFabric(await askAll(networks, fitSeeds, fit), {
    data: `phantoms ${fitSeeds}0 to ${fitSeeds}${fit - 1}`,
    seed: fitSeeds,
  })
  onProgress({ kind: 'measuring', what: 'how they do on phantoms held out' })
  const measured = measure(await askAll(networks, measureSeeds, held), weights)
  closeNetworks(networks)
  await writeJson(join(out, 'fabric.json'), weights)
  await writeJson(join(out, 'card.json'), cardOf(scale, measured))
  return { out, bytes: size, measured }
}

async function askAll(networks: Networks, seeds: string, count: number): Promise<Asked[]> {
  const asked: Asked[] = []
  for (let n = 0; n < count; n++) asked.push(await ask(networks, `${seeds}${n}`))
  return asked
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
}
