/** Masks as they come from a service, read only where they can be one of the image. */
import { isPraxisError, sniffMediaType } from '../../../cases/index.ts'
import type { Mask } from '../../../imaging/index.ts'
import { type Caller, malformed } from './call.ts'

type Size = { width: number; height: number }

/** What the header of a PNG claims, before anything of that size is laid out; undefined for no PNG. */
export function pngSize(bytes: Uint8Array): Size | undefined {
  if (sniffMediaType(bytes) !== 'image/png' || bytes.byteLength < 24) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/**
 * The mask, of the size of its image. Throws `provider-malformed` for one that cannot be read or has another size,
 * which `claimed` may tell beforehand.
 */
export async function readFitting(
  { name }: Caller,
  read: () => Promise<Mask>,
  claimed: Size | undefined,
  { width, height }: Size,
): Promise<Mask> {
  const refuse = (size: Size) => {
    if (size.width === width && size.height === height) return
    throw malformed(name, `a mask of ${size.width}×${size.height} for an image of ${width}×${height}`)
  }
  if (claimed) refuse(claimed)
  try {
    const mask = await read()
    refuse(mask)
    return mask
  } catch (error) {
    if (isPraxisError(error) && error.code === 'media-undecodable')
      throw malformed(name, `a mask that cannot be read (${error.message})`)
    throw error
  }
}
