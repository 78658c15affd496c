/** One slice of whatever was opened, as a picture to draw a mask on. A picture is a volume of one slice. */
import type { Raster } from '../decode.ts'
import { countSlices, deepSliceRaster, sliceRaster } from '../slice-raster.ts'
import type { Volume } from '../volume.ts'
import type { OpenedVolume } from './opened.ts'

export type Slice = {
  /** As it is shown: through the window of the file or the one given; a picture as it is stored. */
  raster: Raster
  /** From 0, of so many. */
  n: number
  of: number
  /** Millimetres between pixel centres. */
  spacing?: { x: number; y: number }
}

/** Slice `n`, from 0; the middle one where none is named. Throws `bad-usage` for one that is not there. */
export function sliceOf({ kind, volume }: OpenedVolume, n?: number, window?: Volume['window']): Slice {
  const of = countSlices(volume)
  const chosen = n ?? Math.floor((of - 1) / 2)
  const { lut, ...plain } = volume
  const raster =
    kind === 'picture' && window === undefined
      ? deepSliceRaster(volume, chosen)
      : sliceRaster({ ...plain, ...(window ? { window } : lut && { lut }) }, chosen)
  const { spacing } = volume
  return { raster, n: chosen, of, ...(spacing && { spacing: { x: spacing.x, y: spacing.y } }) }
}
