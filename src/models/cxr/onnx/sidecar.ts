/**
 * What a network in `NAME.onnx` answers, as far as the file does not say it: `NAME.json` beside it, or, without one, the
 * published name. The classifiers of TorchXRayVision all have 18 outputs in one order, but each was trained for some of
 * them only; an export gives 0.5 for the others, which must not be taken for answers.
 */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import * as z from 'zod'
import {
  findingLabels,
  messageOf,
  PraxisError,
  structures,
  type XrvLabel,
  xrvLabels,
} from '../../../cases/index.ts'

/** What each output means; empty for one that means nothing. */
const namesOf = <T extends readonly string[]>(names: T) =>
  z
    .array(z.union([z.enum(names), z.literal('')]))
    .refine(given => isEachOnce(given.filter(name => name !== '')), 'a name is given twice')
    .optional()

const sidecarSchema = z.object({
  labels: namesOf(findingLabels),
  structures: namesOf(structures),
  version: z.string().min(1).optional(),
  /** What it was trained on, and its licence. */
  about: z.string().optional(),
  /** What is raised to 0.5 by the operating-point normalisation, where the network does not do that itself. */
  opThresholds: z.array(z.number().gt(0).lt(1).nullable()).optional(),
  outputs: z.enum(['logits', 'probabilities']).optional(),
})
export type Sidecar = z.infer<typeof sidecarSchema>

const nih = xrvLabels.slice(0, 14)
const chexpert: readonly XrvLabel[] = [
  'Atelectasis',
  'Consolidation',
  'Pneumothorax',
  'Edema',
  'Effusion',
  'Pneumonia',
  'Cardiomegaly',
  'Lung Lesion',
  'Fracture',
  'Lung Opacity',
  'Enlarged Cardiomediastinum',
]

/** What the published weights densenet121-res224-NAME were trained for. */
const published: Readonly<Record<string, readonly XrvLabel[]>> = {
  all: xrvLabels,
  nih,
  pc: [...nih, 'Fracture'],
  chex: chexpert,
  mimic_nb: chexpert,
  mimic_ch: chexpert,
  rsna: ['Pneumonia', 'Lung Opacity'],
}

/** The sidecar, or an empty one. Throws `data-malformed`. */
export async function readSidecar(network: string): Promise<Sidecar> {
  const file = network.replace(/\.onnx$/i, '.json')
  try {
    return sidecarSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    const what = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new PraxisError(
      'data-malformed',
      messageOf(what),
      'see docs/chest-models.md for its fields',
      { file },
      error,
    )
  }
}

/** The labels of the outputs that a classifier has by its name, all 18 where the name is none of the published ones. */
export function labelsByName(network: string): (XrvLabel | '')[] {
  const [, rest = ''] = /densenet121-res224-(.*)/.exec(basename(network, '.onnx')) ?? []
  const [, trained = xrvLabels] = Object.entries(published).find(([name]) => rest.startsWith(name)) ?? []
  return xrvLabels.map(label => (trained.includes(label) ? label : ''))
}

function isEachOnce(names: readonly string[]): boolean {
  return new Set(names).size === names.length
}
