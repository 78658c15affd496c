/** An image of MONAI Label at work: its volume, and a drawing for each slice that was prompted. */
import { deepSliceRaster, type OpenedVolume, type Raster, sizeText } from '../../../imaging/index.ts'
import type { Prompt } from '../../../models/index.ts'
import { Refused } from '../../host/refusal.ts'
import { type Drawing, samePrompt } from '../drawing.ts'

export type MonaiImage = {
  shape: 'monai-label'
  /** As the client named the file. */
  name: string
  opened: OpenedVolume
  /** By slice, the one used last at the end. */
  slices: Map<number, { drawing: Drawing; prompts: readonly Prompt[] }>
  createdAt: Date
  accessedAt: Date
}

/** Of one volume: a drawing holds a picture and what was computed on it. */
const maxOpenSlices = 16

/** Throws `Refused` for what holds no image that can be segmented. */
export function monaiImage(opened: OpenedVolume, name: string): MonaiImage {
  const { size } = opened.volume
  if (opened.kind === 'segmentation') throw new Refused(400, `${name} is a segmentation, not an image`)
  if (size.t > 1)
    throw new Refused(400, `${name} has ${sizeText(size)} voxels over time; give one point in time`)
  const createdAt = new Date()
  return {
    shape: 'monai-label',
    name,
    opened,
    slices: new Map(),
    createdAt,
    accessedAt: createdAt,
  }
}

export function voxelsOf({ opened }: Pick<MonaiImage, 'opened'>): number {
  const { x, y, z } = opened.volume.size
  return x * y * z
}

export function closeSlices({ slices }: MonaiImage): void {
  for (const { drawing } of slices.values()) drawing.close()
  slices.clear()
}

/** 1 for each voxel of the target, 0 elsewhere. Slices without prompts are empty. */
export async function drawSlices(
  draw: (picture: Raster, signal: AbortSignal) => Promise<Drawing>,
  image: MonaiImage,
  prompts: ReadonlyMap<number, readonly Prompt[]>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { x, y } = image.opened.volume.size
  const labels = new Uint8Array(voxelsOf(image))
  for (const [k, wanted] of prompts) {
    const held = image.slices.get(k)
    image.slices.delete(k)
    const drawing = held?.drawing ?? (await draw(deepSliceRaster(image.opened.volume, k), signal))
    const ordered = inOldOrder(wanted, held?.prompts ?? [])
    image.slices.set(k, { drawing, prompts: ordered })
    closeOldest(image)
    labels.set((await drawing.draw(ordered, signal)).data, k * x * y)
  }
  return labels
}

/**
 * A request lists its points by sign, so their order among each other is lost. Those that were there before keep
 * theirs: then a new one costs only itself, and the mask is that of the prompts in the order in which they were set.
 */
export function inOldOrder(wanted: readonly Prompt[], held: readonly Prompt[]): Prompt[] {
  const rest = [...wanted]
  const known = held.flatMap(prompt => {
    const at = rest.findIndex(one => samePrompt(one, prompt))
    return at < 0 ? [] : rest.splice(at, 1)
  })
  return [...known, ...rest]
}

function closeOldest({ slices }: MonaiImage): void {
  const [oldest] = slices
  if (slices.size <= maxOpenSlices || oldest === undefined) return
  oldest[1].drawing.close()
  slices.delete(oldest[0])
}
