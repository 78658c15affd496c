/** What the chest radiograph tools take. */
import * as z from 'zod'
import { findingLabels, structures } from '../../cases/index.ts'
import { locationSchema, measurementSchema, outOfDistributionSchema, sideSchema } from './answers.ts'

const image = z
  .string()
  .min(1)
  .describe('a frontal chest radiograph: path below a folder of the server, or data: URL; a picture or DICOM')
const model = z.string().optional().describe('which findings model; the first where left out')
const probability = z.number().min(0).max(1)
const label = z.enum(findingLabels)

export const argumentSchemas = {
  read_findings: z.strictObject({ image, model }),
  segment_anatomy: z.strictObject({
    image,
    structures: z.array(z.enum(structures)).min(1).optional().describe('only these; all where left out'),
  }),
  locate_findings: z.strictObject({
    image,
    model,
    labels: z
      .array(label)
      .min(1)
      .optional()
      .describe('only these, however probable they are; those that the model does not answer are left out'),
    minProbability: probability.default(0.5).describe('without labels, the findings from here on'),
  }),
  write_report: z.strictObject({
    image: image.optional().describe('read this one; or leave it out and give findings'),
    model,
    findings: z.array(z.object({ label, probability })).optional().describe('as read_findings gives them'),
    locations: z
      .array(z.object({ label, location: locationSchema, side: sideSchema.optional() }))
      .optional()
      .describe('as locate_findings gives them'),
    measurements: z.array(measurementSchema).optional().describe('as segment_anatomy gives them'),
    outOfDistribution: outOfDistributionSchema.optional(),
    minProbability: probability.default(0.5).describe('a finding is told as present from here on'),
  }),
}
