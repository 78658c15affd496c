/**
 * What a segmenter does to a picture before the encoder sees it, as far as the files do not say it: by family,
 * and changed by a `segmenter.json` beside them.
 *
 * - `sam`: the longer side fitted to the square, the rest empty; ImageNet mean and deviation. Also MobileSAM,
 *   EdgeSAM, HQ-SAM and other encoders for SAM.
 * - `medsam`: stretched over the square; its smallest value becomes 0 and its largest 1 (arXiv 2304.12306).
 * - `lite-medsam`: as `medsam`, fitted like `sam`.
 * - `sam2`: stretched over the square; ImageNet mean and deviation. Also MedSAM2 (arXiv 2504.03600).
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { messageOf, PraxisError } from '../../../cases/index.ts'
import type { Fit } from './frame.ts'

const rgb = z.tuple([z.number(), z.number(), z.number()])

const pixelsSchema = z.union([
  z.enum(['imagenet', 'min-max', 'bytes']),
  z.object({ mean: rgb, std: rgb.refine(std => std.every(one => one > 0), 'must be above 0') }),
])

/** `mean` and `std` are on the scale 0..255; `bytes` leaves that scale, for networks that prepare pixels themselves. */
export type Pixels = z.infer<typeof pixelsSchema>

const settingsSchema = z.object({
  family: z.enum(['sam', 'medsam', 'lite-medsam', 'sam2']).optional(),
  encoder: z.string().optional().describe('file in the folder, where there are several'),
  decoder: z.string().optional(),
  size: z.int().min(16).max(4096).optional().describe('side of the square, where the encoder takes any'),
  fit: z.enum(['pad', 'squash']).optional(),
  pixels: pixelsSchema.optional(),
})

export type Settings = z.infer<typeof settingsSchema>
export type Family = NonNullable<Settings['family']>

export const familyDefaults: Record<Family, { fit: Fit; pixels: Pixels; size: number }> = {
  sam: { fit: 'pad', pixels: 'imagenet', size: 1024 },
  medsam: { fit: 'squash', pixels: 'min-max', size: 1024 },
  'lite-medsam': { fit: 'pad', pixels: 'min-max', size: 256 },
  sam2: { fit: 'squash', pixels: 'imagenet', size: 1024 },
}

/** The settings of a folder; none where it has no `segmenter.json`. Throws `data-malformed`. */
export async function readSettings(folder: string): Promise<Settings> {
  const file = join(folder, 'segmenter.json')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new PraxisError(
      'data-malformed',
      `cannot be read (${messageOf(error)})`,
      'check it',
      { file },
      error,
    )
  }
  const next = 'see the settings of onnx segmenters in the README'
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new PraxisError('data-malformed', `is not JSON (${messageOf(error)})`, next, { file }, error)
  }
  const read = settingsSchema.safeParse(json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = { file, field: issue?.path.join('.') ?? '' }
  throw new PraxisError('data-malformed', issue?.message ?? 'is malformed', next, place)
}
