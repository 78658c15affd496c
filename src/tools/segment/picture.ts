/**
 * What a model is shown: the picture, at most 512 pixels on the longer side and never enlarged, and the mask on it
 * as half-transparent green (MedSAM-Agent, arXiv 2602.03320). Its proportions are kept and nothing is filled up, so
 * that the 0..999 grid covers just what is seen. Always painted on the picture, never on an earlier overlay.
 */
import {
  decode,
  eightBit,
  encodePng,
  type Mask,
  paintMask,
  type Raster,
  resample,
  thumbnail,
} from '../../imaging/index.ts'
import { imageSpan } from './grid.ts'

export const viewSide = 512

/** The picture at viewing size, 8-bit colour. 16-bit samples are spread between the darkest and the brightest. */
export async function viewOf(image: Raster): Promise<Raster> {
  const scale = Math.min(1, viewSide / Math.max(image.width, image.height))
  const size = { width: scaled(image.width, scale), height: scaled(image.height, scale) }
  const small =
    scale === 1 ? image : await decode(await resample(await encodePng(image), imageSpan(image), size))
  return { width: small.width, height: small.height, channels: 3, samples: colours(small) }
}

/** The view, with the mask of the image on it where there is one, as WebP. */
export async function showView(view: Raster, mask?: Mask): Promise<Uint8Array> {
  return thumbnail(await encodePng(mask === undefined ? view : paintMask(view, mask)), viewSide)
}

function colours(picture: Raster): Uint8Array {
  const { width, height, channels, samples } = eightBit(picture)
  const out = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) out[3 * i + c] = samples[channels * i + (channels === 1 ? 0 : c)] ?? 0
  return out
}

function scaled(side: number, scale: number): number {
  return Math.max(1, Math.round(side * scale))
}
