/** A model's answer, checked: what cannot be read is a failed tool, and never a finding. */
import type * as z from 'zod'
import type { FindingLabel } from '../../cases/index.ts'
import {
  type AnatomyAnswer,
  type AnatomyModel,
  type FindingsModel,
  ProviderError,
} from '../../models/index.ts'
import { type FindingsToolAnswer, findingsAnswerSchema } from './answers.ts'
import type { ChestImage } from './chest-image.ts'

/** Throws `provider-malformed` for a probability that is none, or is missing. */
export async function readFindings(
  model: FindingsModel,
  { raster, image }: ChestImage,
  signal: AbortSignal,
): Promise<FindingsToolAnswer> {
  const { probabilities, outOfDistribution } = await model.read(raster, signal)
  return checked(model, findingsAnswerSchema, {
    model: { name: model.name, version: model.version },
    image,
    findings: model.labels.map(label => ({ label, probability: probabilities.get(label) })),
    ...(outOfDistribution && { outOfDistribution }),
  })
}

/** Throws `provider-malformed` where a mask is missing or is not of the size of the picture. */
export async function readAnatomy(
  model: AnatomyModel,
  { raster }: ChestImage,
  signal: AbortSignal,
): Promise<AnatomyAnswer> {
  const answer = await model.segment(raster, signal)
  const { width, height } = raster
  for (const structure of model.structures) {
    const mask = answer.masks.get(structure)
    if (mask?.width !== width || mask.height !== height || mask.data.length !== width * height)
      throw unreadable(model.name, `its mask of ${structure} is not of ${width}×${height} pixels`)
  }
  return answer
}

/** The labels with at least this probability, or those asked for. Labels that the model lacks are left out. */
export function chosenFindings(
  { findings }: FindingsToolAnswer,
  { labels, minProbability }: { labels?: readonly FindingLabel[] | undefined; minProbability: number },
): FindingsToolAnswer['findings'] {
  return labels === undefined
    ? findings.filter(({ probability }) => probability >= minProbability)
    : findings.filter(({ label }) => labels.includes(label))
}

/** Throws `provider-malformed`. */
export function checked<T>({ name }: { name: string }, schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw unreadable(name, `${issue?.path.join('.')}: ${issue?.message}`)
}

function unreadable(name: string, what: string): ProviderError {
  return new ProviderError(
    'provider-malformed',
    `the answer of ${name} cannot be read (${what})`,
    'use another model',
  )
}
