/** The mask of one target, from any file that holds one, on the slice of the image that it belongs to. */
import { PraxisError } from '../../cases/index.ts'
import type { Mask } from '../mask.ts'
import { atFile, type OpenedVolume, openVolume } from '../open/index.ts'
import { countSlices } from '../slice-raster.ts'
import type { Volume } from '../volume.ts'
import { labelsOf } from './labels-of.ts'
import { ontoGrid } from './onto-grid.ts'

/**
 * The mask on each slice of the image, by its number from 0. A volume of labels is brought to the image's grid first,
 * so it may have its axes turned; a mask of a single slice that does not say where it lies is taken for whichever
 * slice is asked for. Throws as `openVolume`, and `data-malformed` for a mask of another size and for several labels.
 */
export async function openMasks(
  path: string,
  { volume }: Pick<OpenedVolume, 'volume'>,
): Promise<(n: number) => Mask> {
  const opened = await openVolume(path)
  const named = <T>(work: () => T): Promise<T> => atFile(path, async () => work())
  const map = await named(() => labelsOf(opened))
  const placed = map.grid.affine !== undefined && volume.affine !== undefined
  if (!placed) await named(() => refuseOtherSize(map.grid, volume))
  const single = !placed && countSlices(map.grid) === 1 && countSlices(volume) > 1
  const whole = single ? undefined : await named(() => ontoGrid(map, volume).labels)
  const { x: width, y: height } = volume.size
  const length = width * height
  return n => {
    const slice = whole === undefined ? map.labels : whole.subarray(n * length, (n + 1) * length)
    return { width, height, data: onlyLabel(slice, path) }
  }
}

/** The mask on slice `n` of the image, from 0; else as `openMasks`. */
export async function openMask(path: string, image: Pick<OpenedVolume, 'volume'>, n: number): Promise<Mask> {
  return (await openMasks(path, image))(n)
}

function refuseOtherSize({ size: own }: Volume, image: Volume): void {
  if (own.x === image.size.x && own.y === image.size.y) return
  throw unfit(
    `the mask is ${own.x}×${own.y} and the image ${image.size.x}×${image.size.y}`,
    'give both the same size',
  )
}

function onlyLabel(labels: Uint8Array | Uint16Array, file: string): Uint8Array {
  const seen = new Uint8Array(65_536)
  const inside = new Uint8Array(labels.length)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0
    if (label === 0) continue
    seen[label] = 1
    inside[i] = 1
  }
  const found = [...seen.keys()].filter(label => seen[label] === 1)
  if (found.length > 1)
    throw unfit(
      `it holds ${found.length} labels (${found.slice(0, 6).join(', ')}${found.length > 6 ? ', …' : ''})`,
      'give a mask of one target',
      file,
    )
  return inside
}

function unfit(what: string, next: string, file?: string): PraxisError {
  return new PraxisError('data-malformed', what, next, file === undefined ? {} : { file })
}
