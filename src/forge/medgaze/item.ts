/**
 * One question about where someone looked, as a JSON line: our own format, because the official data of
 * MedGaze-Bench (arXiv 2601.06750) is unreleased and its format unpublished. Dimensions, sub-tasks and the
 * two kinds of trap are the paper's; all else is ours. See docs/medgaze-format.md.
 *
 * Every sub-object is strict, so that a misspelt field is told instead of passed over; unknown fields of
 * the item itself are kept out of the way of newer versions and tolerated.
 */
import * as z from 'zod'

export const medgazeSubtasks = {
  spatial: ['absolute', 'relative'],
  temporal: ['retrospective', 'prospective'],
  standard: ['protocol-compliance'],
} as const satisfies Record<string, readonly string[]>
export const medgazeDimensions = ['spatial', 'temporal', 'standard'] as const
export type MedgazeDimension = (typeof medgazeDimensions)[number]

export const medgazeTraps = ['none', 'hallucination', 'sycophancy'] as const
export type MedgazeTrap = (typeof medgazeTraps)[number]

const stretch = { startMs: z.number(), endMs: z.number() }

const frameSchema = z.strictObject({
  unit: z
    .enum(['pixel', 'normalised'])
    .describe('pixels from the top left corner, or shares of width and height'),
  width: z.number().positive().describe('pixels of the picture that was looked at'),
  height: z.number().positive(),
})

const gazeSchema = z.strictObject({
  kind: z.enum(['real', 'simulated']),
  frame: frameSchema,
  fixations: z
    .array(z.strictObject({ ...stretch, x: z.number(), y: z.number() }))
    .optional()
    .describe('in time order; milliseconds'),
  samples: z
    .array(
      z
        .tuple([z.number(), z.number().nullable(), z.number().nullable()])
        .describe('[ms, x, y]; null: eye lost'),
    )
    .optional()
    .describe('fixations are then found by dispersion, see the document'),
  file: z
    .strictObject({
      path: z.string(),
      recording: z.string().optional(),
      ...{ fromMs: z.number(), toMs: z.number() },
    })
    .partial({ fromMs: true, toMs: true })
    .optional()
    .describe('an eye-tracker export of a known layout, and the recording in it; times count from its start'),
  pixelsPerDegree: z.strictObject({ x: z.number().positive(), y: z.number().positive() }).optional(),
  focus: z.strictObject(stretch).optional().describe('the stretch that the question is about'),
})

const pointSchema = z.strictObject({ x: z.number(), y: z.number() })

export const medgazeAoiSchema = z
  .strictObject({
    name: z.string().min(1),
    box: z
      .strictObject({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() })
      .optional()
      .describe('half-open pixels; beside a mask, the part of it that is meant'),
    polygon: z.array(pointSchema).min(3).optional(),
    mask: z.string().optional().describe('path of a picture, white inside'),
  })
  .refine(({ box, polygon, mask }) => polygon === undefined || (box === undefined && mask === undefined), {
    message: 'a polygon stands alone',
  })
export type MedgazeAoi = z.infer<typeof medgazeAoiSchema>

export const medgazeItemSchema = z
  .object({
    id: z.string().min(1),
    patient: z.string().min(1).optional(),
    images: z
      .array(z.union([z.string().min(1), z.strictObject({ path: z.string().min(1), fromMs: z.number() })]))
      .min(1)
      .describe('paths beside the file; frames in time order say when each came up'),
    gaze: gazeSchema,
    aois: z.array(medgazeAoiSchema).optional().describe('never sent; for building and checking'),
    dimension: z.enum(medgazeDimensions),
    subtask: z.enum(['absolute', 'relative', 'retrospective', 'prospective', 'protocol-compliance']),
    question: z.string().min(1),
    options: z.array(z.strictObject({ key: z.string().min(1), text: z.string().min(1) })).min(2),
    answer: z.string().min(1).describe('key of the right option'),
    trap: z.enum(medgazeTraps).default('none'),
    controlFor: z
      .enum(['hallucination', 'sycophancy'])
      .optional()
      .describe('the words and options of such a trap where the premise holds; kept out of plain accuracy'),
    lure: z
      .string()
      .optional()
      .describe('key of the one option that goes along with the trap; absent: every wrong option does'),
    scenario: z.string().default('not stated').describe('such as surgery, emergency, radiology, mammography'),
    provenance: z.record(z.string(), z.unknown()).optional().describe('how the item was made'),
  })
  .superRefine((item, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const subtasks: readonly string[] = medgazeSubtasks[item.dimension]
    if (!subtasks.includes(item.subtask))
      issue('subtask', `${item.dimension} has ${subtasks.join(' and ')}, not ${item.subtask}`)
    const keys = item.options.map(({ key }) => key)
    if (new Set(keys).size < keys.length) issue('options', 'two options have one key')
    if (!keys.includes(item.answer)) issue('answer', 'no option has this key')
    if (item.controlFor !== undefined && item.trap !== 'none') issue('controlFor', 'a trap is no control')
    if (item.lure !== undefined) {
      if (item.trap === 'none') issue('lure', 'only a trap has a lure')
      else if (!keys.includes(item.lure)) issue('lure', 'no option has this key')
      else if (item.lure === item.answer) issue('lure', 'the lure is the answer')
    }
    const sources = [item.gaze.fixations, item.gaze.samples, item.gaze.file].filter(s => s !== undefined)
    if (sources.length !== 1) issue('gaze', 'give fixations, samples or a file, and one of them only')
    const timed = item.images.filter(image => typeof image !== 'string')
    if (item.images.length > 1 && timed.length < item.images.length)
      issue('images', 'of several frames each must say fromMs')
    if (timed.some((image, i) => i > 0 && image.fromMs <= (timed[i - 1]?.fromMs ?? 0)))
      issue('images', 'frames must be in time order')
  })
export type MedgazeItem = z.infer<typeof medgazeItemSchema>
/** As written to a file, before defaults. */
export type MedgazeRow = z.input<typeof medgazeItemSchema>
