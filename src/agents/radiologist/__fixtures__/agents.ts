/** Agents around models that say what a test wants, served by our real tools in memory. */
import { type FindingLabel, findingLabels, type Structure, structures } from '../../../cases/index.ts'
import { drawPhantom } from '../../../forge/index.ts'
import { encodePng, type Mask, type Raster } from '../../../imaging/index.ts'
import type { AnatomyModel, FindingsModel, OutOfDistribution } from '../../../models/index.ts'
import {
  anatomyServer,
  connectInMemory,
  findingsServer,
  locateServer,
  type McpServerFactory,
} from '../../../tools/index.ts'
import type { ChestAgents } from '../gather.ts'
import { openRadiograph } from '../open-radiograph.ts'
import { type RadiologistOptions, readRadiograph } from '../radiologist.ts'
import { type FabricWeights, noWeights } from '../fabric-weights.ts'

const inRightLung = {
  width: 4,
  height: 4,
  values: Float32Array.from({ length: 16 }, (_, i) => Number(i === 5)),
}

export const served = {
  roots: { folders: [], read: async () => new Uint8Array(), locate: async () => '' },
  version: '1.2.3',
  log: () => {},
}

export function findingsModel(
  name: string,
  said: Partial<Record<FindingLabel, number>>,
  more: { ood?: OutOfDistribution; read?: FindingsModel['read'] } = {},
): FindingsModel {
  const labels = findingLabels.filter(label => label in said)
  const { ood } = more
  return {
    name,
    version: '0.1',
    about: 'a test',
    labels,
    read:
      more.read ??
      (async () => ({
        probabilities: new Map(labels.map(label => [label, said[label] ?? 0])),
        ...(ood && { outOfDistribution: ood }),
      })),
    // All evidence in one cell of four by four, within the right lung.
    explain: async (_, wanted) =>
      new Map(wanted.map(label => [label, inRightLung])),
    close: () => {},
  }
}

export function anatomyModel(
  masks: Partial<Record<Structure, Mask>>,
  ood?: OutOfDistribution,
): AnatomyModel {
  return {
    name: 'outlines',
    version: '0.2',
    about: 'a test',
    structures: structures.filter(one => one in masks),
    segment: async () => ({
      masks: new Map(structures.flatMap(one => (masks[one] ? [[one, masks[one]] as const] : []))),
      ...(ood && { outOfDistribution: ood }),
    }),
    close: () => {},
  }
}

export async function agentsOf(
  models: readonly FindingsModel[],
  anatomy: AnatomyModel,
): Promise<ChestAgents> {
  const connect = (factory: McpServerFactory) => connectInMemory(factory, '1.2.3')
  const findings = await connect(findingsServer({ ...served, models }))
  return {
    findings: models.map(({ name }) => ({ name, client: findings, model: name })),
    anatomy: { name: 'anatomy', client: await connect(anatomyServer({ ...served, anatomy })) },
    locate: { name: 'locator', client: await connect(locateServer({ ...served, models, anatomy })) },
  }
}

/** A picture as tools are given it. */
export async function pictureOf(picture: Raster) {
  const png = await encodePng(picture)
  return {
    radiograph: await openRadiograph(png),
    given: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
  }
}

export function optionsOf(agents: ChestAgents, weights: FabricWeights = noWeights): RadiologistOptions {
  const software = { name: 'Praxis', version: '0.0.0' }
  return { agents, weights, software, at: new Date('2026-01-02T03:04:05Z') }
}

export const healthy = drawPhantom('radiologist/healthy', { size: 128, plan: { lesions: [], devices: [] } })

export const { 'Left Lung': left, 'Right Lung': right, Heart: heart, Mediastinum: mediastinum } =
  healthy.structures

/** The masks of the healthy phantom. */
export const anatomy = anatomyModel({
  'Left Lung': left,
  'Right Lung': right,
  Heart: heart,
  Mediastinum: mediastinum,
})
export const sure = findingsModel('sure', { Effusion: 0.9, Edema: 0.1, Cardiomegaly: 0.02 })

/** Reads the healthy phantom, or another picture, by these models. */
export async function read(
  models: FindingsModel[],
  change: Partial<RadiologistOptions> & { raster?: Raster; without?: keyof ChestAgents } = {},
  outlines = anatomy,
) {
  const { raster = healthy.image, without, ...options } = change
  const { radiograph, given } = await pictureOf(raster)
  const all = await agentsOf(models, outlines)
  const agents = without === undefined ? all : { ...all, [without]: undefined }
  const result = await readRadiograph(radiograph, given, { ...optionsOf(agents), ...options })
  return { ...result, impression: result.reading.sentences.filter(({ section }) => section === 'impression') }
}
