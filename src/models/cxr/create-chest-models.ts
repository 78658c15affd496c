/** From a name to the models that read chest radiographs. The forms are those of the command line. */
import { PraxisError } from '../../cases/index.ts'
import { builtinAnatomy } from './builtin/anatomy.ts'
import { builtinFindings } from './builtin/findings.ts'
import type { AnatomyModel, FindingsModel } from './chest-models.ts'
import { onnxAnatomy } from './onnx/anatomy.ts'
import { onnxFindings } from './onnx/findings.ts'

export type ChestModelContext = {
  /** Milliseconds that loading a network, or one run of it, may take; 120 000 by default. */
  timeoutMs?: number
}

/** What may be given to `createFindings` and `createAnatomy`. */
export const chestModelForms = ['builtin', 'onnx:DIR'] as const

/**
 * The findings models of a name, each with a name of its own. Throws `model-unknown` for an unknown form,
 * `data-missing` or `data-malformed` for a folder of networks that cannot be used.
 */
export async function createFindings(id: string, context: ChestModelContext = {}): Promise<FindingsModel[]> {
  if (id === 'builtin') return builtinFindings()
  return onnxFindings(folderOf(id, 'findings'), context)
}

/** The anatomy model of a name. Errors as `createFindings`. */
export async function createAnatomy(id: string, context: ChestModelContext = {}): Promise<AnatomyModel> {
  if (id === 'builtin') return builtinAnatomy()
  return onnxAnatomy(folderOf(id, 'anatomy'), context)
}

/** Both; where the anatomy model cannot be opened, the findings models are closed. Errors as `createFindings`. */
export async function createChestModels(
  ids: { findings: string; anatomy: string },
  context: ChestModelContext = {},
): Promise<{ models: FindingsModel[]; anatomy: AnatomyModel }> {
  const models = await createFindings(ids.findings, context)
  try {
    return { models, anatomy: await createAnatomy(ids.anatomy, context) }
  } catch (error) {
    for (const model of models) model.close()
    throw error
  }
}

function folderOf(id: string, task: string): string {
  if (/^onnx:./.test(id)) return id.slice('onnx:'.length)
  throw new PraxisError(
    'model-unknown',
    `there is no ${task} model ${id}`,
    `use one of ${chestModelForms.join(', ')}`,
  )
}
