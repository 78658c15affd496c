/** The diagnostician of `praxis run` and `praxis diagnose`, from their options. */
import type { Client } from '@modelcontextprotocol/client'
import {
  type Ablation,
  type Basis,
  chatReasoner,
  diagnostician,
  memoryHash,
  type NamedMemory,
  readMemory,
  type Solver,
  symbolicReasoner,
} from '../agents/index.ts'
import { PraxisError, readDdxplus, shippedPath } from '../cases/index.ts'
import type { Ask } from '../runs/index.ts'
import { connectInMemory, knowledgeServer, openKnowledgeBase } from '../tools/index.ts'
import { packageVersion } from './package.ts'

export type DiagnosticianOptions = { reasoner?: string; ablate?: Ablation; memory?: string; model?: string }

export type OpenedDiagnostician = { solver: Solver; ask: NonNullable<Ask['diagnostician']> }

/** Patience with a lookup. */
const lookupMs = 5000

/** The memory that ships: grown from the shipped training patients. */
const shippedMemory = 'ecr-memory'

export async function openDiagnostician({
  reasoner: asked,
  model,
  ablate: ablation = 'full',
  memory: folder,
}: DiagnosticianOptions): Promise<OpenedDiagnostician> {
  if (asked !== undefined && model !== undefined && asked !== model)
    throw new PraxisError(
      'bad-usage',
      `--reasoner ${asked} and --model ${model} name different ones`,
      'leave --model away',
    )
  if (folder !== undefined && ablation !== 'full')
    throw new PraxisError('bad-usage', `--ablate ${ablation} uses no memory`, 'leave --memory away')
  const reasoner = asked ?? model ?? 'symbolic'
  const memory = ablation === 'full' ? await openMemory(folder) : undefined
  const basis = basisOf(reasoner)
  const knowledge = ablation === 'intuition' ? undefined : await openKnowledge()
  const staged = { ablation, ...(memory && { memory }), ...(knowledge && { knowledge }) }
  const ask = { reasoner, ablation, ...(memory && { memory: toldMemory(memory) }) }
  if (basis === undefined)
    return {
      solver: diagnostician({
        ...staged,
        reasonerFor: async ({ model, sampling, signal }, said) =>
          chatReasoner({ model, sampling, signal, said }),
      }),
      ask,
    }
  const symbolic = symbolicReasoner(await readDdxplus(), basis)
  return { solver: diagnostician({ ...staged, reasonerFor: async () => symbolic, asksNoModel: true }), ask }
}

/** The knowledge server in this process: the built-in base alone, so nothing that is asked leaves the machine. */
async function openKnowledge(): Promise<{ client: Client; deadlineMs: number }> {
  const base = await openKnowledgeBase()
  const factory = knowledgeServer({ base, version: packageVersion, log: () => {} })
  return { client: await connectInMemory(factory, packageVersion), deadlineMs: lookupMs }
}

export function openMemory(folder: string | undefined): Promise<NamedMemory> {
  return readMemory(folder ?? shippedPath(shippedMemory))
}

/** What a disease is held to show: its published list, or only what its training patients did. */
const bases: ReadonlyMap<string, Basis> = new Map([
  ['symbolic', 'lists'],
  ['symbolic:counted', 'counted'],
])

/** Reasoners that ask no model. */
export const symbolicIds: readonly string[] = [...bases.keys()]

/** Undefined for a model. */
export function basisOf(reasoner: string): Basis | undefined {
  return bases.get(reasoner)
}

function toldMemory({ name, memory }: NamedMemory): NonNullable<OpenedDiagnostician['ask']['memory']> {
  return { name, revision: memory.revision, sha256: memoryHash(memory) }
}
