/** Our own tools as agents: MCP servers in this process, which are given pictures by name and never a path. */
import { PraxisError } from '../../cases/index.ts'
import type { AnatomyModel, FindingsModel } from '../../models/index.ts'
import {
  anatomyServer,
  connectInMemory,
  findingsServer,
  type Log,
  locateServer,
  type McpServerFactory,
  type Roots,
} from '../../tools/index.ts'
import { measurementsAgent } from './fabric-weights.ts'
import type { ChestAgents } from './gather.ts'

export type OwnAgents = {
  agents: ChestAgents
  /** Lets the tools see these bytes under a name, until they are released. */
  hold: (bytes: Uint8Array) => { given: string; release: () => void }
  /** Closes the models too. */
  close: () => Promise<void>
}

/** Throws `data-malformed` where a model has the name of what is measured. */
export async function ownAgents(
  models: readonly FindingsModel[],
  anatomy: AnatomyModel,
  { version, log, timeoutMs }: { version: string; log: Log; timeoutMs: number },
): Promise<OwnAgents> {
  if (models.some(({ name }) => name === measurementsAgent))
    throw new PraxisError(
      'data-malformed',
      `a findings model is called ${measurementsAgent}, as what is measured is`,
      'rename its file',
    )
  const held = new Map<string, Uint8Array>()
  let count = 0
  const shared = { roots: rootsOf(held), version, log, timeoutMs }
  const connect = (factory: McpServerFactory) => connectInMemory(factory, version)
  const [findings, outlines, locator] = await Promise.all([
    connect(findingsServer({ ...shared, models })),
    connect(anatomyServer({ ...shared, anatomy })),
    connect(locateServer({ ...shared, models, anatomy })),
  ])
  return {
    agents: {
      findings: models.map(({ name }) => ({ name, client: findings, model: name })),
      anatomy: { name: 'anatomy', client: outlines },
      locate: { name: 'locate', client: locator },
    },
    hold: bytes => {
      const given = `picture ${++count}`
      held.set(given, bytes)
      return { given, release: () => held.delete(given) }
    },
    close: async () => {
      await Promise.all([findings, outlines, locator].map(client => client.close()))
      for (const model of [...models, anatomy]) model.close()
    },
  }
}

function rootsOf(held: ReadonlyMap<string, Uint8Array>): Roots {
  const missing = (name: string) =>
    new PraxisError('media-missing', `there is no picture ${name}`, 'give the one that is read')
  return {
    folders: [],
    read: async name => {
      const bytes = held.get(name)
      if (bytes === undefined) throw missing(name)
      return bytes
    },
    locate: async name => {
      throw missing(name)
    },
  }
}
