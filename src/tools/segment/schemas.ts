/** What the segmentation server's tools take and return. The actions themselves are those of `actions.ts`. */
import * as z from 'zod'
import { actionArguments } from './actions.ts'

/** `required`: over HTTP many clients share the server, so none may mean "the last one". */
export function argumentSchemas(required: boolean) {
  const id = z.string().max(100).describe('what open_image returned; one session for a whole episode')
  const session = required
    ? id
    : id.optional().describe('what open_image returned; the latest one if left out')
  return {
    open_image: z.strictObject({
      image: z
        .string()
        .min(1)
        .describe('path of an image file below an allowed folder, or a data: URL with base64'),
    }),
    add_bbox: actionArguments.add_bbox.safeExtend({ session }),
    add_point: actionArguments.add_point.safeExtend({ session }),
    stop_action: actionArguments.stop_action.safeExtend({ session }),
    get_mask: z.strictObject({ session }),
  }
}

const pixels = z.int().nonnegative()

export const openedSchema = z.object({
  session: z.string(),
  width: pixels.describe('pixels of the image'),
  height: pixels,
  idleSeconds: z.number().describe('the session is closed after so long without a call'),
})

export const maskStateSchema = z.object({
  session: z.string(),
  turn: z.int().nonnegative().describe('boxes and points so far'),
  stopped: z.boolean(),
  width: pixels.describe('pixels of the image and the mask'),
  height: pixels,
  areaPixels: pixels,
  areaFraction: z.number().min(0).max(1),
  components: z.int().nonnegative().describe('connected parts, diagonal neighbours included'),
  box: z
    .object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() })
    .nullable()
    .describe('around the mask in pixels, x1 and y1 excluded; null where the mask is empty'),
  bbox_2d: z.array(z.int()).length(4).nullable().describe('the same on the 0..999 grid'),
  mask: z.string().describe('URI of the mask as PNG, 0 and 255, at the size of the image'),
})

export type MaskState = z.infer<typeof maskStateSchema>
