/**
 * A picture and its masks as they might have been taken: moved, turned, stretched, exposed and blurred otherwise. It lets a
 * network that outlines structures stand more than the few poses it was shown.
 */
import type { Random } from '../../cases/index.ts'
import type { Mask, Raster } from '../../imaging/index.ts'

export type Outlined = { image: Raster; masks: ReadonlyMap<string, Mask> }

/** The picture must have one channel of 8 bits. Masks keep its size. */
export function augment({ image, masks }: Outlined, chance: Random): Outlined {
  const { width, height } = image
  const from = placeOf(chance, width, height)
  const tone = toneOf(chance)
  const samples = new Uint8Array(width * height)
  const moved = new Map([...masks].map(([name]) => [name, new Uint8Array(width * height)]))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = from(x, y)
      const i = y * width + x
      samples[i] = tone(bilinear(image, u, v))
      const nearest = nearestIn(width, height, u, v)
      if (nearest >= 0)
        for (const [name, mask] of masks) (moved.get(name) ?? samples)[i] = mask.data[nearest] ?? 0
    }
  return {
    image: { width, height, channels: 1, samples },
    masks: new Map([...moved].map(([name, data]) => [name, { width, height, data }])),
  }
}

/** From a pixel of the new picture to a place in the old one. */
function placeOf(
  { unit }: Random,
  width: number,
  height: number,
): (x: number, y: number) => [number, number] {
  const spread = (reach: number) => (2 * unit() - 1) * reach
  const angle = spread(0.14)
  const scale = Math.exp(spread(0.2))
  const [sx, sy] = [scale * Math.exp(spread(0.1)), scale * Math.exp(spread(0.1))]
  const [dx, dy] = [spread(0.08) * width, spread(0.08) * height]
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2]
  return (x, y) => {
    const [a, b] = [(x - cx) * sx, (y - cy) * sy]
    return [cx + dx + cos * a - sin * b, cy + dy + sin * a + cos * b]
  }
}

/** A grey value under another exposure and noise. */
function toneOf({ unit }: Random): (value: number) => number {
  const gamma = Math.exp((2 * unit() - 1) * 0.5)
  const gain = 1 + (2 * unit() - 1) * 0.25
  const lift = (2 * unit() - 1) * 25
  const noise = unit() ** 3 * 12
  return value => {
    const shown = 255 * (value / 255) ** gamma * gain + lift + (unit() + unit() - 1) * noise
    return Math.min(255, Math.max(0, shown))
  }
}

function bilinear({ width, height, samples }: Raster, x: number, y: number): number {
  const [u, v] = [clamp(x, width - 1.001), clamp(y, height - 1.001)]
  const [x0, y0] = [Math.floor(u), Math.floor(v)]
  const [fx, fy] = [u - x0, v - y0]
  const i = y0 * width + x0
  const upper = (samples[i] ?? 0) * (1 - fx) + (samples[i + 1] ?? 0) * fx
  const lower = (samples[i + width] ?? 0) * (1 - fx) + (samples[i + width + 1] ?? 0) * fx
  return upper * (1 - fy) + lower * fy
}

/** The index of the nearest pixel; negative off the picture. */
function nearestIn(width: number, height: number, x: number, y: number): number {
  const [u, v] = [Math.round(x), Math.round(y)]
  return u < 0 || v < 0 || u >= width || v >= height ? -1 : v * width + u
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value))
}
