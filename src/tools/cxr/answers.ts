/**
 * What the chest radiograph tools answer, as their `structuredContent`. The servers promise these schemas, and whoever
 * calls them, also a server of somebody else, checks answers against them: a NaN, an unknown label or a
 * mask of another size is then a failed tool and not a finding.
 */
import * as z from 'zod'
import { findingLabels, structures } from '../../cases/index.ts'

const share = z.number().min(0).max(1)
const label = z.enum(findingLabels)
const structure = z.enum(structures)

/** Which model answered. */
const model = z.object({ name: z.string(), version: z.string() })

/** The picture as it was read. */
const image = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.int().min(1),
  height: z.int().min(1),
})

const outOfDistribution = z
  .object({ score: z.number(), threshold: z.number() })
  .describe('how unlike its training data the model found the picture: not to be trusted above the threshold')

export const findingsAnswerSchema = z.object({
  model,
  image,
  findings: z.array(z.object({ label, probability: share })).describe('one for each label of the model'),
  outOfDistribution: outOfDistribution.optional(),
})
export type FindingsToolAnswer = z.infer<typeof findingsAnswerSchema>

export const anatomyAnswerSchema = z.object({
  model,
  image,
  masks: z.array(
    z.object({
      structure,
      rle: z.object({ size: z.tuple([z.int(), z.int()]), counts: z.string() }).describe('COCO run lengths'),
      area: share.describe('part of the picture'),
    }),
  ),
  measurements: z.array(
    z.object({
      measures: z.string().describe('such as cardiothoracic ratio'),
      value: z.number(),
      unit: z.string().describe('UCUM; 1 for a pure number'),
      structures: z.array(structure).describe('the masks that it was measured on'),
    }),
  ),
  outOfDistribution: outOfDistribution.optional(),
})
export type AnatomyToolAnswer = z.infer<typeof anatomyAnswerSchema>

export const locateAnswerSchema = z.object({
  /** Whose evidence was located, and on whose masks. */
  model,
  anatomy: model,
  image,
  method: z.enum(['occlusion', 'gradient', 'network']),
  findings: z.array(
    z.object({
      label,
      probability: share,
      location: z.enum([...structures, 'Other']).describe('the structure with most of the evidence'),
      side: z.enum(['left', 'right', 'both', 'midline']).optional().describe("the patient's side"),
      shares: z.array(z.object({ structure, share })).describe('part of the evidence within each structure'),
      heatMap: z.string().describe('base64 of an 8-bit grey PNG over the whole picture'),
    }),
  ),
})
export type LocateToolAnswer = z.infer<typeof locateAnswerSchema>
