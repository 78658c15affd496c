/**
 * Gaze as a medium of a case: JSON bytes of kind `gaze` beside the picture, named by hash like any other
 * medium. It says where someone looked, never the names of the areas, which would be the answer.
 */
import * as z from 'zod'
import { embedMedia, type Media, messageOf, PraxisError, readMedia } from '../../cases/index.ts'
import { point } from '../geometry.ts'
import type { Fixation, PictureSize } from './gaze.ts'

export const gazeMediaType = 'application/json'

const stretch = { startMs: z.number(), endMs: z.number() }

export const gazeRecordSchema = z.object({
  picture: z
    .object({ width: z.number().positive(), height: z.number().positive() })
    .describe('pixels of the picture that x and y count in, from its top left corner'),
  kind: z.enum(['real', 'simulated']),
  fixations: z
    .array(z.object({ ...stretch, x: z.number(), y: z.number() }))
    .describe('in time order; milliseconds and pixels'),
  shownFromMs: z
    .array(z.number())
    .optional()
    .describe('when each picture of the case came up, where there are several'),
  focus: z.object(stretch).optional().describe('the stretch that the question is about'),
  pixelsPerDegree: z.object({ x: z.number().positive(), y: z.number().positive() }).optional(),
})
export type GazeRecord = z.infer<typeof gazeRecordSchema>

export function gazeMedia(record: GazeRecord): Media {
  return embedMedia('gaze', new TextEncoder().encode(JSON.stringify(record)), gazeMediaType)
}

/** Throws `media-missing` where the bytes cannot be had and `media-undecodable` where they are no record. */
export async function readGazeMedia(media: Media): Promise<GazeRecord> {
  const bytes = await readMedia(media)
  try {
    return gazeRecordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (error) {
    throw new PraxisError(
      'media-undecodable',
      `not a gaze record (${messageOf(error, 120)})`,
      'read the case again from its source',
      {},
      error,
    )
  }
}

/** The gaze on the picture mirrored left to right. */
export function mirrorGaze(record: GazeRecord): GazeRecord {
  const { width } = record.picture
  return { ...record, fixations: record.fixations.map(fixation => ({ ...fixation, x: width - fixation.x })) }
}

/** The fixations on a picture of another size, as points. */
export function fixationsOn({ fixations, picture }: GazeRecord, size: PictureSize): Fixation[] {
  const [sx, sy] = [size.width / picture.width, size.height / picture.height]
  return fixations.map(({ startMs, endMs, x, y }) => ({ startMs, endMs, at: point(x * sx, y * sy) }))
}
