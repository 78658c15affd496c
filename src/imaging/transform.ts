/** Whole-picture transforms from bytes to bytes. All apply the EXIF orientation and drop the tag. */
import { PraxisError, sniffMediaType } from '../cases/index.ts'
import { decode, encodePng, guard, open } from './decode.ts'
import { type Box, boxFits } from './geometry.ts'

/** The same pixels as PNG, 16-bit samples kept. Throws `media-undecodable`. */
export async function toPng(bytes: Uint8Array): Promise<Uint8Array> {
  return guard(bytes, async () => (await open(bytes)).image.png().toBuffer())
}

/**
 * The picture mirrored left to right, upright first. JPEG stays JPEG (encoded again at quality 95
 * without chroma subsampling, so not bit-exact), WebP stays WebP (lossless), all else becomes PNG
 * (lossless, 16-bit samples kept). Throws `media-undecodable`.
 */
export async function mirrorHorizontally(bytes: Uint8Array): Promise<Uint8Array> {
  return guard(bytes, async () => {
    const mirrored = (await open(bytes)).image.flop()
    switch (sniffMediaType(bytes)) {
      case 'image/jpeg':
        return mirrored.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()
      case 'image/webp':
        return mirrored.webp({ lossless: true, exact: true }).toBuffer()
      default:
        return mirrored.png().toBuffer()
    }
  })
}

/** The pixels of the box, which must lie on the picture, as PNG. Throws `bad-usage` and `media-undecodable`. */
export async function crop(bytes: Uint8Array, { x0, y0, x1, y1 }: Box): Promise<Uint8Array> {
  const { width, height, channels, samples } = await decode(bytes)
  const whole = [x0, y0, x1, y1].every(Number.isInteger)
  if (!whole || !boxFits({ frame: 'pixel', x0, y0, x1, y1 }, width, height))
    throw new PraxisError(
      'bad-usage',
      `no such box on a picture of ${width}×${height}: ${x0},${y0} to ${x1},${y1}`,
      'give whole pixels within the picture',
    )
  const rows = Array.from({ length: y1 - y0 }, (_, row) => ((y0 + row) * width + x0) * channels)
  const length = (x1 - x0) * channels
  const cut = samples.slice(0, length * rows.length)
  for (const [row, from] of rows.entries()) cut.set(samples.subarray(from, from + length), row * length)
  return encodePng({ width: x1 - x0, height: y1 - y0, channels, samples: cut })
}

/**
 * A small WebP for reports, at most `maxSide` pixels on the longer side and never enlarged. Of 16-bit
 * pictures the high byte is shown. Throws `media-undecodable`.
 */
export async function thumbnail(bytes: Uint8Array, maxSide: number): Promise<Uint8Array> {
  return guard(bytes, async () =>
    (await open(bytes)).image
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: 80 })
      .toBuffer(),
  )
}
