/**
 * Drawing by SVG, for pictures that we describe ourselves (librsvg through sharp). The renderer loads
 * nothing from outside a document in memory; such a document would come out incomplete without a word, so
 * it is refused instead. References within it (`#id`) are fine.
 */
import sharp from 'sharp'
import { messageOf, PraxisError } from '../cases/index.ts'
import { maxPixels } from './decode.ts'

/**
 * A PNG of the drawing, `width` pixels wide, its height in proportion. How text looks depends on the fonts
 * of the machine: draw letters as paths where it matters. With `palette` the PNG keeps 256 colours at
 * most and is a few times smaller. Throws `media-undecodable` where this is not SVG, refers to anything
 * outside itself, or would be larger than `maxPixels`.
 */
export async function renderSvg(svg: string, width: number, palette = false): Promise<Uint8Array> {
  return guarded(svg, async () => {
    const image = sharp(Buffer.from(svg), { limitInputPixels: maxPixels })
    const facts = await image.metadata()
    if ((facts.height / facts.width) * width * width > maxPixels) throw new Error('exceeds the pixel limit')
    return image
      .resize({ width })
      .png(palette ? { palette, effort: 3, dither: 0.5 } : {})
      .toBuffer()
  })
}

/** Red, green, blue and alpha of the drawing at its own size, not premultiplied. Errors as `renderSvg`. */
export async function rasterizeSvg(svg: string): Promise<Uint8Array> {
  return guarded(svg, () =>
    sharp(Buffer.from(svg), { limitInputPixels: maxPixels, unlimited: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer(),
  )
}

async function guarded<T>(svg: string, work: () => Promise<T>): Promise<T> {
  const outside = outsideReference(svg)
  if (outside !== undefined)
    throw new PraxisError(
      'media-undecodable',
      `the SVG refers to something outside itself (${outside.slice(0, 80)})`,
      'put everything it needs into the SVG itself',
    )
  try {
    return await work()
  } catch (error) {
    throw new PraxisError(
      'media-undecodable',
      `the SVG of ${svg.length} characters does not render (${messageOf(error, 160)})`,
      'give well-formed SVG and a width of whole pixels',
      {},
      error,
    )
  }
}

/** What points elsewhere: references, CSS addresses and imports, entities, style sheets. */
function outsideReference(svg: string): string | undefined {
  const declared = /<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|@import/i.exec(svg)
  if (declared !== null) return declared[0]
  const references = svg.matchAll(/\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')|\burl\(\s*["']?([^"')]*)/gi)
  for (const [whole, double, single, address] of references)
    if (!(double ?? single ?? address ?? '').trim().startsWith('#')) return whole
  return undefined
}
