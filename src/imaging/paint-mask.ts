/**
 * What a model is shown of a mask: the picture with translucent green over it, in a square of fixed size.
 * Reference: the observations of MedSAM-Agent (arXiv 2602.03320). The mask is painted on the original at
 * full size, or on a small view of it, never on an earlier overlay.
 */
import sharp from 'sharp'
import { canvasOf, paintLayer } from './canvas.ts'
import { encodePng, maxPixels, type Raster } from './decode.ts'
import type { Mask } from './mask.ts'

/**
 * Half picture, half pure green inside the mask; 8-bit colour. A mask that is larger than the picture is laid
 * over it edge to edge, and a pixel that it covers in part is painted in part.
 */
export function paintMask(picture: Raster, mask: Mask): Raster {
  const canvas = canvasOf(picture)
  const layer = new Uint8Array(canvas.width * canvas.height * 4)
  for (const [i, cover] of coverage(canvas, mask).entries()) {
    layer[i * 4 + 1] = 255
    layer[i * 4 + 3] = Math.round(128 * cover)
  }
  paintLayer(canvas, layer)
  return canvas
}

/** The part of each pixel that the mask covers, 0..1. Mask pixels are not split between the pixels they fall on. */
function coverage(
  canvas: { width: number; height: number },
  { width, height, data }: Mask,
): Uint8Array | Float32Array {
  if (width === canvas.width && height === canvas.height) return data
  const held = new Float32Array(canvas.width * canvas.height)
  const inside = new Float32Array(held.length)
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * canvas.height) / height) * canvas.width
    for (let x = 0; x < width; x++) {
      const at = row + Math.floor((x * canvas.width) / width)
      held[at] = (held[at] ?? 0) + 1
      inside[at] = (inside[at] ?? 0) + (data[y * width + x] ?? 0)
    }
  }
  return inside.map((count, i) => count / Math.max(1, held[i] ?? 0))
}

/** The picture fitted into a square of `side` pixels (Lanczos), centred on white, as an 8-bit colour PNG. */
export async function letterbox(picture: Raster, side: number): Promise<Uint8Array> {
  const { samples, ...raw } = canvasOf(picture)
  return sharp(samples, { raw, limitInputPixels: maxPixels })
    .flatten({ background: '#ffffff' })
    .resize(side, side, { fit: 'contain', background: '#ffffff' })
    .png()
    .toBuffer()
}

/** A mask as a grey PNG, 255 inside and 0 outside. */
export async function maskPng({ width, height, data }: Mask): Promise<Uint8Array> {
  const samples = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) samples[i] = data[i] === 1 ? 255 : 0
  return encodePng({ width, height, channels: 1, samples })
}
