/**
 * What a model is shown: the picture, at most 512 pixels on the longer side and never enlarged, and the mask on it
 * as half-transparent green (MedSAM-Agent, arXiv 2602.03320). Its proportions are kept and nothing is filled up, so
 * that the 0..999 grid covers just what is seen. Always painted on the picture, never on an earlier overlay.
 */
import { decode, encodePng, type Mask, type Raster, resample, thumbnail } from '../../imaging/index.ts'
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

/** The view with the mask on it, as WebP. A pixel that the mask covers in part is painted in part. */
export async function paintMask(view: Raster, mask: Mask): Promise<Uint8Array> {
  const samples = Uint8Array.from(view.samples)
  const cover = coverage(view, mask)
  for (let i = 0; i < cover.length; i++) {
    const alpha = (cover[i] ?? 0) / 2
    if (alpha === 0) continue
    for (let c = 0; c < 3; c++)
      samples[3 * i + c] = (1 - alpha) * (samples[3 * i + c] ?? 0) + (c === 1 ? 255 * alpha : 0)
  }
  return showPicture({ ...view, samples })
}

export async function showPicture(view: Raster): Promise<Uint8Array> {
  return thumbnail(await encodePng(view), viewSide)
}

/** A mask as grey PNG, 0 and 255, at its full size. */
export async function maskPng({ width, height, data }: Mask): Promise<Uint8Array> {
  return encodePng({ width, height, channels: 1, samples: data.map(inside => inside * 255) })
}

/** The part of each view pixel that the mask covers, 0..1. */
function coverage(view: Raster, { width, height, data }: Mask): Float32Array {
  const cover = new Float32Array(view.width * view.height)
  const unit = (view.width * view.height) / (width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * view.height) / height) * view.width
    for (let x = 0; x < width; x++)
      if (data[y * width + x] === 1) {
        const at = row + Math.floor((x * view.width) / width)
        cover[at] = (cover[at] ?? 0) + unit
      }
  }
  return cover.map(part => Math.min(1, part))
}

function colours({ width, height, channels, samples }: Raster): Uint8Array {
  const [low, high] = samples instanceof Uint16Array ? extremes(samples, channels) : [0, 255]
  const gain = 255 / Math.max(1, high - low)
  const out = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++)
      out[3 * i + c] = ((samples[channels * i + (channels === 1 ? 0 : c)] ?? 0) - low) * gain
  return out
}

function extremes(samples: Uint16Array, channels: number): [number, number] {
  let [low, high] = [65535, 0]
  for (let i = 0; i < samples.length; i++) {
    // Transparency is no brightness.
    if (channels === 4 && i % 4 === 3) continue
    const value = samples[i] ?? 0
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

function scaled(side: number, scale: number): number {
  return Math.max(1, Math.round(side * scale))
}
