/**
 * From a pair of files to cases. A picture is one case. Of a volume or a series of frames either the slice on which
 * the target is largest is taken, or each that holds it; they are shown as their file asks to be shown, and carry
 * their pixel spacing.
 */
import { readFile } from 'node:fs/promises'
import { type Case, embedMedia, fileMedia, type Media } from '../../cases/index.ts'
import {
  encodePng,
  type Mask,
  maskArea,
  maskPng,
  type OpenedVolume,
  openMasks,
  openVolume,
  readMask,
  type Slice,
  sliceOf,
} from '../../imaging/index.ts'
import { modalityIn, unstated } from './modality.ts'
import type { Pair } from './read-sets.ts'

export type Slices = 'largest' | 'all'

/** Throws `data-malformed` or `media-…` for what does not open or does not fit together, naming the file. */
export async function* openPair(pair: Pair, slices: Slices): AsyncGenerator<Case> {
  const opened = await openVolume(pair.image)
  const maskOf = await openMasks(pair.mask, opened)
  const { of } = sliceOf(opened)
  const all = Array.from({ length: of }, (_, n) => n)
  const held = of === 1 ? all : all.filter(n => maskArea(maskOf(n)) > 0)
  const chosen = slices === 'all' || of === 1 ? held : [largest(held.length > 0 ? held : all, maskOf)]
  for (const n of chosen) {
    const slice = sliceOf(opened, n)
    yield {
      id: slices === 'all' && of > 1 ? `${pair.id}#${n + 1}` : pair.id,
      cluster: pair.cluster,
      media: [await imageMedia(pair.image, opened, slice)],
      question: { text: pair.target, format: 'mask' },
      reference: { format: 'mask', mask: await maskMedia(pair.mask, opened, slice, maskOf(n)) },
      tags: { modality: modalityOf(pair, opened), target: pair.target },
    }
  }
}

/** What a DICOM file says of itself fills the gap that its name leaves. */
function modalityOf({ modality }: Pair, opened: OpenedVolume): string {
  return modality === unstated && opened.kind === 'dicom' ? modalityIn(opened.facts.modality) : modality
}

function largest(slices: readonly number[], maskOf: (n: number) => Mask): number {
  const areas = slices.map(n => maskArea(maskOf(n)))
  return slices[areas.indexOf(Math.max(...areas))] ?? 0
}

/** The file itself where it is a picture, so that its hash can be found again. */
async function imageMedia(
  file: string,
  opened: OpenedVolume,
  { raster, of, spacing }: Slice,
): Promise<Media> {
  if (opened.kind === 'picture' && of === 1) return fileMedia('image', file)
  const media = embedMedia('image', await encodePng(raster), 'image/png')
  // In place: the bytes are held for this very object.
  return spacing === undefined ? media : Object.assign(media, { spacing })
}

async function maskMedia(file: string, opened: OpenedVolume, { of }: Slice, mask: Mask): Promise<Media> {
  if (opened.kind === 'picture' && of === 1) {
    const asPicture = await readMask(await readFile(file)).catch(() => undefined)
    if (asPicture && Buffer.compare(asPicture.data, mask.data) === 0) return fileMedia('mask', file)
  }
  return embedMedia('mask', await maskPng(mask), 'image/png')
}
