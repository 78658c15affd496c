/** Parts of pictures at another size, and pictures as JPEG: for data sets that store many of them. */
import { guard, open } from './decode.ts'
import { type Box, boxFits } from './geometry.ts'

/**
 * The part of a picture within the box, resampled to the given size (Lanczos), as PNG, upright. The box
 * must lie on the picture and have whole corners. Throws `media-undecodable`, for such a box as well.
 */
export async function resample(
  bytes: Uint8Array,
  { x0, y0, x1, y1 }: Box,
  { width, height }: { width: number; height: number },
): Promise<Uint8Array> {
  return guard(bytes, async () => {
    const { image } = await open(bytes)
    const { autoOrient } = await image.metadata()
    if (
      ![x0, y0, x1, y1].every(Number.isInteger) ||
      !boxFits({ frame: 'pixel', x0, y0, x1, y1 }, autoOrient.width, autoOrient.height)
    )
      throw new RangeError(`${x0},${y0} to ${x1},${y1} is no box of whole pixels on the picture`)
    return image
      .extract({ left: x0, top: y0, width: x1 - x0, height: y1 - y0 })
      .resize(width, height, { fit: 'fill' })
      .png()
      .toBuffer()
  })
}

/** The picture mirrored left to right (`x`), top to bottom (`y`) or both, as PNG. Throws `media-undecodable`. */
export async function mirror(bytes: Uint8Array, { x, y }: { x: boolean; y: boolean }): Promise<Uint8Array> {
  return guard(bytes, async () => (await open(bytes)).image.flop(x).flip(y).png().toBuffer())
}

/** The picture as 8-bit JPEG without chroma subsampling, so that thin coloured lines keep their colour. */
export async function toJpeg(bytes: Uint8Array, quality = 90): Promise<Uint8Array> {
  return guard(bytes, async () =>
    (await open(bytes)).image
      .toColourspace('srgb')
      .flatten({ background: '#000000' })
      .jpeg({ quality, chromaSubsampling: '4:4:4' })
      .toBuffer(),
  )
}
