/**
 * What is asked. A case is one question about some media, with the reference answer that a solver
 * never sees. The Zod schemas are the truth; the types follow from them. Unknown keys are tolerated
 * on read, so files of newer versions stay readable.
 */
import * as z from 'zod'
import { mediaSchema } from './media.ts'

export const optionSchema = z.object({ key: z.string().min(1), text: z.string() })
export type Option = z.infer<typeof optionSchema>

/** The shape of the answer that is wanted. */
export const formatSchema = z.enum([
  'choice',
  'choices',
  'yes-no',
  'number',
  'open',
  'diagnosis',
  'labels',
  'mask',
])
export type Format = z.infer<typeof formatSchema>

export const questionSchema = z.object({
  text: z.string(),
  format: formatSchema,
  options: z
    .array(optionSchema)
    .optional()
    .describe('for choice and choices, in the order shown; for labels, those that are asked for'),
})
export type Question = z.infer<typeof questionSchema>

const lure = z
  .string()
  .optional()
  .describe('the wrong answer that a trap invites: an option key, yes or no, a number, or a name')

export const referenceSchema = z.discriminatedUnion('format', [
  z.object({ format: z.literal('choice'), key: z.string(), lure }),
  z.object({ format: z.literal('choices'), keys: z.array(z.string()).min(1), lure }),
  z.object({ format: z.literal('yes-no'), answer: z.enum(['yes', 'no']), lure }),
  z.object({
    format: z.literal('number'),
    value: z.number(),
    tolerance: z.number().nonnegative().optional(),
    lure,
  }),
  z.object({ format: z.literal('open'), answers: z.array(z.string()).min(1), lure }),
  z.object({
    format: z.literal('diagnosis'),
    name: z.string(),
    synonyms: z.array(z.string()).optional(),
    lure,
  }),
  z.object({
    format: z.literal('labels'),
    present: z.array(z.string()),
    absent: z.array(z.string()).describe('a label in neither list is unknown, and counts nowhere'),
    places: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .describe('for a present label, the places of which each is right; where absent, its place is unknown'),
    boxes: z
      .record(
        z.string(),
        z.array(z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() })),
      )
      .optional()
      .describe('for a present label, where it was marked, in pixels of the image, x1 and y1 excluded'),
    lure,
  }),
  z.object({
    format: z.literal('mask'),
    mask: mediaSchema.describe('a picture of the image’s size, light where the target is'),
    lure,
  }),
])
export type Reference = z.infer<typeof referenceSchema>

export const caseSchema = z.object({
  id: z.string().min(1),
  cluster: z.string().min(1).describe('the patient, study or image that makes cases dependent'),
  media: z.array(mediaSchema),
  question: questionSchema,
  reference: referenceSchema.optional(),
  rationale: z
    .array(z.string())
    .optional()
    .describe('reference reasoning, one step each; like the reference, no solver sees it'),
  tags: z.record(z.string(), z.string()).describe('what tables are grouped by'),
  after: z
    .object({ case: z.string(), answers: z.array(z.string()) })
    .optional()
    .describe(
      'asked only where the answer read from that case is one of these: texts of options, or plain answers',
    ),
  repeat: z
    .int()
    .min(2)
    .optional()
    .describe('the how-manieth time the same question is asked, with a sampling seed of its own'),
})
export type Case = z.infer<typeof caseSchema>
