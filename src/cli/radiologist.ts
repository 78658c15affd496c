/** The radiologist of `praxis read` and `praxis run cxr`, from their options. */
import { join } from 'node:path'
import {
  type ChestReasoner,
  measurementsAgent,
  ownAgents,
  type Radiograph,
  type Read,
  readFabricWeights,
  readRadiograph,
} from '../agents/index.ts'
import { hashBytes, shippedPath } from '../cases/index.ts'
import { createChestModels } from '../models/index.ts'
import type { Ask } from '../runs/index.ts'
import { note } from './output.ts'
import { packageVersion } from './package.ts'

export type RadiologistOptions = {
  findings: string
  anatomy: string
  /** Seconds for one answer of a tool or a model. */
  timeout: number
}

export type OpenedRadiologist = {
  /** What a run is told of it. */
  ask: Omit<NonNullable<Ask['radiologist']>, 'reasoner'>
  /** `bytes`: those that the radiograph was opened from. */
  read: (radiograph: Radiograph, bytes: Uint8Array, how: How) => Promise<Read>
  close: () => Promise<void>
}

type How = { reasoner?: ChestReasoner; signal?: AbortSignal }

export async function openRadiologist({
  findings,
  anatomy,
  timeout,
}: RadiologistOptions): Promise<OpenedRadiologist> {
  const timeoutMs = timeout * 1000
  const weights = await readFabricWeights(fabricOf(findings))
  const { models, anatomy: outlines } = await createChestModels({ findings, anatomy }, { timeoutMs })
  const own = await ownAgents(models, outlines, { version: packageVersion, log: note, timeoutMs }).catch(
    error => {
      for (const model of [...models, outlines]) model.close()
      throw error
    },
  )
  const strangers = Object.keys(weights.agents).filter(
    name => name !== measurementsAgent && models.every(model => model.name !== name),
  )
  if (strangers.length > 0)
    note(
      `${fabricOf(findings)} tells how far to believe ${strangers.join(', ')}, which no findings network is called`,
    )
  return {
    ask: {
      findings,
      anatomy,
      agents: Object.fromEntries([...models, outlines].map(({ name, version }) => [name, version])),
      weights: hashBytes(JSON.stringify(weights)),
    },
    read: async (radiograph, bytes, { reasoner, signal }) => {
      const { given, release } = own.hold(bytes)
      try {
        return await readRadiograph(radiograph, given, {
          agents: own.agents,
          weights,
          ...(reasoner && { reasoner }),
          ...(signal && { signal }),
          deadlineMs: timeoutMs,
          budgetMs: 3 * timeoutMs,
          software: { name: 'Praxis', version: packageVersion },
          at: new Date(),
        })
      } finally {
        release()
      }
    },
    close: own.close,
  }
}

/** What the models were measured by lies beside them. */
function fabricOf(findings: string): string {
  const file = 'fabric.json'
  return findings.startsWith('onnx:')
    ? join(findings.slice('onnx:'.length), file)
    : shippedPath(join('cxr-demo', file))
}
