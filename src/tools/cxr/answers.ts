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

export const locationSchema = z
  .enum([...structures, 'Other'])
  .describe('the structure with most of the evidence')
export const sideSchema = z.enum(['left', 'right', 'both', 'midline']).describe("the patient's side")
export const measurementSchema = z.object({
  measures: z.string().describe('such as cardiothoracic ratio'),
  value: z.number(),
  unit: z.string().describe('UCUM; 1 for a pure number'),
  structures: z.array(structure).describe('the masks that it was measured on'),
})

/** Which model answered. */
const model = z.object({ name: z.string(), version: z.string() })

/** The picture as it was read. */
const image = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.int().min(1),
  height: z.int().min(1),
})

export const outOfDistributionSchema = z
  .object({ score: z.number(), threshold: z.number() })
  .describe('how unlike its training data the model found the picture: not to be trusted above the threshold')

export const findingsAnswerSchema = z.object({
  model,
  image,
  findings: z.array(z.object({ label, probability: share })).describe('one for each label of the model'),
  outOfDistribution: outOfDistributionSchema.optional(),
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
  measurements: z.array(measurementSchema),
  outOfDistribution: outOfDistributionSchema.optional(),
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
      location: locationSchema,
      side: sideSchema.optional(),
      shares: z.array(z.object({ structure, share })).describe('part of the evidence within each structure'),
      heatMap: z
        .string()
        .describe(
          'base64 of an 8-bit grey PNG over the whole picture, of its size or, where it is larger, 512 pixels on the longer side',
        ),
    }),
  ),
  outOfDistribution: outOfDistributionSchema.optional(),
  anatomyOutOfDistribution: outOfDistributionSchema.optional(),
})
export type LocateToolAnswer = z.infer<typeof locateAnswerSchema>

/** The parts of the template of RadFabric, in its order. */
export const reportSections = ['airway', 'breathing', 'cardiac', 'diaphragm', 'everything-else'] as const

export const reportAnswerSchema = z.object({
  /** Where the server read the image itself. */
  model: model.optional(),
  anatomy: model.optional(),
  image: image.optional(),
  /** In the order of the sections. A sentence of no section holds for the whole report. */
  sentences: z.array(
    z.object({
      section: z.enum(reportSections).optional(),
      text: z.string(),
      labels: z.array(label).describe('the findings that it rests on'),
      measures: z.array(z.string()).describe('the measurements that it rests on'),
      isConfident: z.boolean().describe('false where the picture is unlike the training data of the model'),
    }),
  ),
  text: z.string().describe('the whole report'),
  outOfDistribution: outOfDistributionSchema.optional(),
  notice: z.string(),
})
export type ReportToolAnswer = z.infer<typeof reportAnswerSchema>
