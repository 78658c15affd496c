/** The picture of a reading and what was drawn on it, as data URIs that lie over each other. */
import type { ChestReading, ReadingArtifact } from '../../cases/index.ts'
import { decode, encodePng, thumbnail } from '../../imaging/index.ts'

export type Layer = {
  /** Which artifact, counted from 0. */
  artifact: number
  kind: 'mask' | 'heat-map'
  /** Absent where its bytes are missing, damaged or of another size than the picture. */
  uri?: string
}

/** Pixels of the longer side of the picture on the page. */
const side = 1024

/** Undefined where the bytes are missing or do not decode. */
export async function pictureUri(bytes: Uint8Array | undefined): Promise<string | undefined> {
  if (bytes === undefined) return undefined
  try {
    return uriOf(await thumbnail(bytes, side))
  } catch {
    return undefined
  }
}

/** `media` by hash. */
export function layersOf(
  { artifacts, image }: ChestReading,
  media: ReadonlyMap<string, Uint8Array>,
): Promise<Layer[]> {
  const drawn = artifacts.flatMap((artifact, i) =>
    artifact.kind === 'mask' || artifact.kind === 'heat-map' ? [{ artifact, i, kind: artifact.kind }] : [],
  )
  return Promise.all(
    drawn.map(async ({ artifact, i, kind }, n) => {
      const uri = await layerUri(artifact, image, media, n)
      return { artifact: i, kind, ...(uri !== undefined && { uri }) }
    }),
  )
}

async function layerUri(
  { kind, media: hash = '' }: ReadingArtifact,
  { width, height }: ChestReading['image'],
  media: ReadonlyMap<string, Uint8Array>,
  n: number,
): Promise<string | undefined> {
  const bytes = media.get(hash)
  if (bytes === undefined) return undefined
  try {
    const raster = await decode(bytes)
    if (raster.width !== width || raster.height !== height) return undefined
    const values = Uint8Array.from(
      { length: width * height },
      (_, i) => raster.samples[i * raster.channels] ?? 0,
    )
    const samples = kind === 'mask' ? maskPixels(values, width, n) : heatPixels(values)
    return uriOf(await thumbnail(await encodePng({ width, height, channels: 4, samples }), side))
  } catch {
    return undefined
  }
}

const colours = [
  [61, 184, 255],
  [61, 220, 132],
  [255, 178, 46],
  [200, 130, 255],
  [255, 110, 160],
] as const

/** A faint fill and a full outline. */
function maskPixels(values: Uint8Array, width: number, n: number): Uint8Array {
  const [red, green, blue] = colours[n % colours.length] ?? colours[0]
  const inside = (i: number) => (values[i] ?? 0) > 127
  const pixels = new Uint8Array(values.length * 4)
  for (let i = 0; i < values.length; i++) {
    if (!inside(i)) continue
    const edge = [i - 1, i + 1, i - width, i + width].some(next => !inside(next))
    pixels.set([red, green, blue, edge ? 255 : 60], i * 4)
  }
  return pixels
}

/** From nothing over red to yellow. */
function heatPixels(values: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(values.length * 4)
  for (const [i, value] of values.entries()) pixels.set([255, value, 30, Math.round(value * 0.6)], i * 4)
  return pixels
}

function uriOf(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`
}
