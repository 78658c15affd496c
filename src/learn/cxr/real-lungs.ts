/**
 * The real radiographs with outlined lungs that ship (data/segment-mini): four, which is too few to learn from alone, and
 * enough to show a network trained on phantoms what film looks like.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { shippedPath } from '../../cases/index.ts'
import { connectedComponents, decode, type Mask, readMask } from '../../imaging/index.ts'
import { side, squareOf } from '../../models/index.ts'
import type { Outlined } from './augment.ts'

const annotationsSchema = z.object({
  images: z.array(z.object({ id: z.int(), file_name: z.string() })),
  annotations: z.array(z.object({ image_id: z.int(), mask_file: z.string(), modality: z.string() })),
})

export async function readRealLungs(): Promise<Outlined[]> {
  const folder = shippedPath('segment-mini')
  const { images, annotations } = annotationsSchema.parse(
    JSON.parse(await readFile(join(folder, 'annotations.json'), 'utf8')),
  )
  const radiographs = annotations.filter(({ modality }) => modality === 'X-ray')
  return Promise.all(
    radiographs.map(async ({ image_id, mask_file }) => {
      const file = images.find(({ id }) => id === image_id)?.file_name ?? ''
      const { plane } = squareOf(await decode(await readFile(join(folder, 'images', file))))
      const lungs = await readMask(await readFile(join(folder, 'masks', mask_file)))
      return {
        image: { width: side, height: side, channels: 1, samples: Uint8Array.from(plane) },
        masks: eachLung(fitted(lungs)),
      }
    }),
  )
}

function fitted({ width, height, data }: Mask): Mask {
  const { plane } = squareOf({ width, height, channels: 1, samples: data })
  return { width: side, height: side, data: Uint8Array.from(plane, value => Number(value >= 0.5)) }
}

/** The left lung of the patient lies on the right of the picture. */
function eachLung(lungs: Mask): Map<string, Mask> {
  const empty = () => new Uint8Array(side * side)
  const [left, right] = [empty(), empty()]
  for (const { mask, centroid } of connectedComponents(lungs)) {
    const into = centroid.x > side / 2 ? left : right
    for (const [i, value] of mask.data.entries()) if (value === 1) into[i] = 1
  }
  const maskOf = (data: Uint8Array): Mask => ({ width: side, height: side, data })
  return new Map([
    ['Left Lung', maskOf(left)],
    ['Right Lung', maskOf(right)],
  ])
}
