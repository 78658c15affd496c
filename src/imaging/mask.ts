/**
 * Binary masks: one byte per pixel, so that every pass over them is a plain loop. Where a mask comes
 * from a picture it is cut at a threshold, because published masks are often JPEG files whose edges
 * ring around 0 and 255 (Kvasir-SEG), or were resampled to grey edges.
 */
import { decode } from './decode.ts'
import { type Box, box, type Point, point } from './geometry.ts'
import { brighterThan } from './luminance.ts'

/** Rows from the top; each value is 1 inside and 0 outside, nothing else. */
export type Mask = { width: number; height: number; data: Uint8Array }

/**
 * The pixels of a picture whose luminance lies above the threshold, 0..255. 16-bit samples are scaled to
 * that range, transparency is ignored, EXIF orientation applied. Label pictures with small numbers need a
 * threshold of their own, such as 0. Throws `media-undecodable`.
 */
export async function readMask(bytes: Uint8Array, threshold = 127): Promise<Mask> {
  const raster = await decode(bytes)
  return { width: raster.width, height: raster.height, data: brighterThan(raster, threshold) }
}

export function emptyMask(width: number, height: number): Mask {
  return { width, height, data: new Uint8Array(width * height) }
}

/** The pixels whose centre lies in the box; what lies off the picture is left away. */
export function maskFromBox({ x0, y0, x1, y1 }: Box, width: number, height: number): Mask {
  const mask = emptyMask(width, height)
  const [left, right] = [firstCentre(x0, width), firstCentre(x1, width)]
  for (let y = firstCentre(y0, height); y < firstCentre(y1, height); y++)
    if (left < right) mask.data.fill(1, y * width + left, y * width + right)
  return mask
}

/** Number of pixels inside. */
export function maskArea({ data }: Mask): number {
  let area = 0
  for (let i = 0; i < data.length; i++) area += data[i] ?? 0
  return area
}

/** The smallest box around all pixels inside; absent where there are none. */
export function boundingBox({ width, height, data }: Mask): Box | undefined {
  const first = data.indexOf(1)
  if (first < 0) return undefined
  const y0 = Math.floor(first / width)
  const y1 = Math.floor(data.lastIndexOf(1) / width) + 1
  let [x0, x1] = [width, 0]
  for (let y = y0; y < Math.min(y1, height); y++) {
    const row = data.subarray(y * width, (y + 1) * width)
    const left = row.indexOf(1)
    if (left < 0) continue
    x0 = Math.min(x0, left)
    x1 = Math.max(x1, row.lastIndexOf(1) + 1)
  }
  return box(x0, y0, x1, y1)
}

/** The mean of the pixel centres; absent where there are none. May lie outside a hollow shape. */
export function centroid({ width, height, data }: Mask): Point | undefined {
  let [area, sumX, sumY] = [0, 0, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (data[y * width + x] === 1) {
        area++
        sumX += x + 0.5
        sumY += y + 0.5
      }
  return area === 0 ? undefined : point(sumX / area, sumY / area)
}

/** Index of the first pixel whose centre is at or past `edge`, within 0..size. */
function firstCentre(edge: number, size: number): number {
  return Math.min(size, Math.max(0, Math.ceil(edge - 0.5)))
}
