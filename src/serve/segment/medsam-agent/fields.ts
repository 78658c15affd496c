/** Form fields of MedSAM-Agent's service, and the prompts they hold. */
import * as z from 'zod'
import type { Prompt } from '../../../models/index.ts'
import { flagField, jsonField, wholeField } from '../../host/body.ts'
import { invalid } from '../../host/refusal.ts'
import { maxPrompts } from '../limits.ts'
import { boxOn, clickAt } from '../prompts.ts'

const coordinate = z.number().min(-1e9).max(1e9)
const boxField = jsonField(z.tuple([coordinate, coordinate, coordinate, coordinate]))

const promptFields = {
  point_coords: jsonField(z.array(z.tuple([coordinate, coordinate])).max(maxPrompts)).optional(),
  point_labels: jsonField(z.array(z.union([z.literal(0), z.literal(1)])).max(maxPrompts)).optional(),
  bbox: boxField.optional(),
}

/** `multimask_output` is left unread wherever it comes: one mask is drawn. */
export const predictSchema = z.object(promptFields)

export const segmentSchema = z.object({
  ...promptFields,
  session_id: z.string(),
  use_previous_mask: flagField.default(true),
})

/** An id becomes part of a path. */
export const createSchema = z.object({
  session_id: z
    .string()
    .regex(/^[\w.~-]{1,200}$/, 'a session id has letters, digits and _ . ~ - only')
    .optional(),
})

export const clickSchema = z.object({
  session_id: z.string(),
  point_x: wholeField,
  point_y: wholeField,
  is_positive: flagField.default(true),
})

export const boxSchema = z.object({ session_id: z.string(), bbox: boxField })

/** The box first, then the points. Throws `Refused` for none at all, and for what is not on the image. */
export function promptsOf(
  { point_coords = [], point_labels = [], bbox }: z.infer<typeof predictSchema>,
  size: { width: number; height: number },
): Prompt[] {
  if (point_coords.length !== point_labels.length)
    throw invalid(
      'body',
      'point_labels',
      `${point_labels.length} labels do not fit ${point_coords.length} points`,
    )
  if (bbox === undefined && point_coords.length === 0)
    throw invalid('body', 'point_coords', 'give point_coords with point_labels, or bbox', 'missing')
  return [
    ...(bbox ? [boxOn(bbox, size)] : []),
    ...point_coords.map(([x, y], i) => clickAt(x, y, point_labels[i] === 1, size)),
  ]
}
