/**
 * The prompts in the parameters of a MONAI Label request, by slice. Points are voxel indices [i, j, k], as the
 * plugins for Slicer and OHIF send them to `deepgrow` and SAM models. A box (`roi`) is [i0, j0, i1, j1] as SAM models
 * and CVAT have it, or Slicer's [i0, i1, j0, j1, k0, k1].
 */
import * as z from 'zod'
import type { Volume } from '../../../imaging/index.ts'
import type { Prompt } from '../../../models/index.ts'
import { Refused } from '../../host/refusal.ts'
import { maxPrompts } from '../limits.ts'
import { boxOn, clickAt } from '../prompts.ts'

const coordinate = z.number().min(-1e9).max(1e9)
const pointSchema = z.array(coordinate).min(2).max(3)
const pointsSchema = z.array(pointSchema).max(maxPrompts).nullish()

export const paramsSchema = z.object({
  foreground: pointsSchema,
  background: pointsSchema,
  roi: z.array(coordinate).max(6).nullish(),
  slice: z.number().nullish(),
  /** The name of the target, for a DICOM segmentation. */
  label: z.string().nullish(),
  result_extension: z.string().max(20).nullish(),
  result_compress: z.unknown().optional(),
})
export type Params = z.infer<typeof paramsSchema>

/** Boxes first, then positive and negative points, as the lists have them. Throws `Refused` for none, or one off the image. */
export function promptsBySlice(params: Params, { x, y, z }: Volume['size']): Map<number, Prompt[]> {
  const size = { width: x, height: y }
  const { roi, slice } = params
  const foreground = params.foreground ?? []
  const background = params.background ?? []
  const prompts = new Map<number, Prompt[]>()
  const put = (k: number, prompt: Prompt) => {
    if (!Number.isInteger(k) || k < 0 || k >= z)
      throw new Refused(400, `slice ${k} is not in the image of ${z}; slices count from 0`)
    prompts.set(k, [...(prompts.get(k) ?? []), prompt])
  }
  const named = slice !== null && slice !== undefined && slice >= 0 ? slice : undefined
  const sliceOf = (point: readonly number[]) => point[2] ?? named ?? onlySlice(z)
  if (roi && roi.length > 0) {
    const [a = 0, b = 0, c = 0, d = 0, from, to] = roi
    if (roi.length !== 4 && roi.length !== 6)
      throw new Refused(400, 'roi has 4 numbers, i0, j0, i1, j1, or 6, i0, i1, j0, j1, k0, k1')
    const middle = from === undefined || to === undefined ? undefined : Math.floor((from + to) / 2)
    const last = [...foreground, ...background].at(-1)?.[2]
    put(
      named ?? last ?? middle ?? onlySlice(z),
      boxOn(middle === undefined ? [a, b, c, d] : [a, c, b, d], size),
    )
  }
  for (const [points, positive] of [
    [foreground, true],
    [background, false],
  ] as const)
    for (const point of points) {
      const [i = 0, j = 0] = point
      put(sliceOf(point), clickAt(i, j, positive, size))
    }
  if (prompts.size === 0) throw new Refused(400, 'params hold no prompt; give foreground, background or roi')
  return prompts
}

function onlySlice(slices: number): number {
  if (slices === 1) return 0
  throw new Refused(400, `the image has ${slices} slices; give points as [i, j, k], or slice`)
}
