/** What the trained networks say of a held-out phantom, as the agents of the radiologist would. */
import { type AgentAnswers, measuredLabels, measurementsAgent } from '../../agents/index.ts'
import { type FindingLabel, findingLabels, type Structure, structures } from '../../cases/index.ts'
import { drawPhantom, type Phantom } from '../../forge/index.ts'
import { dice, gridOf } from '../../imaging/index.ts'
import {
  type AnatomyModel,
  builtinAnatomyModel,
  builtinFindingsModel,
  builtinFindingsNames,
  type FindingsModel,
  type NetworkFile,
  type NetworkName,
  side,
} from '../../models/index.ts'
import { measureChest } from '../../tools/index.ts'
import { labelTarget } from './targets.ts'

export type Networks = { findings: FindingsModel[]; anatomy: AnatomyModel }

export type Asked = {
  truth: ReadonlyMap<FindingLabel, boolean>
  agents: AgentAnswers
  /** Of the structures that are on the picture. */
  dice: ReadonlyMap<Structure, number>
}

export async function openNetworks(files: ReadonlyMap<NetworkName, NetworkFile>): Promise<Networks> {
  const fileOf = (name: NetworkName) => {
    const file = files.get(name)
    if (file === undefined) throw new RangeError(`there is no network ${name}`)
    return file
  }
  return {
    findings: await Promise.all(builtinFindingsNames.map(name => builtinFindingsModel(name, fileOf(name)))),
    anatomy: await builtinAnatomyModel(fileOf('anatomy')),
  }
}

export function closeNetworks({ findings, anatomy }: Networks): void {
  for (const { close } of [...findings, anatomy]) close()
}

export async function ask({ findings, anatomy }: Networks, seed: string): Promise<Asked> {
  const phantom = drawPhantom(seed, { size: side })
  const agents = new Map<string, ReadonlyMap<FindingLabel, number>>()
  for (const { name, read } of findings) agents.set(name, (await read(phantom.image)).probabilities)
  const { masks } = await anatomy.segment(phantom.image)
  const measured = measureChest(masks).map(({ measures, value }) => [measures, value] as const)
  agents.set(measurementsAgent, measuredLabels(new Map(measured)))
  return { truth: truthOf(phantom), agents, dice: diceOfEach(phantom, masks) }
}

function truthOf(phantom: Phantom): Map<FindingLabel, boolean> {
  const target = labelTarget(phantom)
  return new Map(findingLabels.map((label, k) => [label, target[k] === 1]))
}

function diceOfEach(
  { structures: drawn }: Phantom,
  masks: Awaited<ReturnType<AnatomyModel['segment']>>['masks'],
): Map<Structure, number> {
  return new Map(
    structures.flatMap(structure => {
      const mask = masks.get(structure)
      return mask === undefined || !drawn[structure].data.includes(1)
        ? []
        : [[structure, dice(gridOf(drawn[structure]), gridOf(mask))]]
    }),
  )
}
