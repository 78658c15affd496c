/** Whatever holds labels as one: a mask picture, numbers in NIfTI, a DICOM segmentation. */
import { PraxisError } from '../../cases/index.ts'
import { brighterThan, luminance } from '../luminance.ts'
import type { OpenedVolume } from '../open/index.ts'
import type { Segment } from '../seg/index.ts'
import type { Volume } from '../volume.ts'

export type LabelMap = {
  /** The label of each voxel, 0 for none. */
  labels: Uint8Array | Uint16Array
  /** The grid on which they lie. */
  grid: Volume
  /** Of a segmentation, which says what its labels stand for. */
  segments?: Segment[]
}

/**
 * A picture is cut at half its brightness, or where it holds but one darker level, such as 0 and 1, there. Throws `bad-usage` for what holds
 * measurements and not labels.
 */
export function labelsOf(opened: OpenedVolume): LabelMap {
  const { volume } = opened
  switch (opened.kind) {
    case 'segmentation':
      return { labels: wholeNumbers(volume), grid: volume, segments: opened.seg.segments }
    case 'nifti':
      if (volume.channels === 1) return { labels: wholeNumbers(volume), grid: volume }
      throw noLabels('it holds colours')
    case 'picture':
      return { labels: insideOf(volume), grid: volume }
    case 'dicom':
      throw noLabels(`it is a DICOM ${opened.facts.kind}`)
  }
}

function wholeNumbers({ samples, rescale }: Volume): Uint8Array | Uint16Array {
  const { slope, intercept } = rescale
  let most = 0
  for (const sample of samples) {
    const value = sample * slope + intercept
    if (!(Number.isInteger(value) && value >= 0 && value <= 65535))
      throw noLabels(`one of its values is ${value}`)
    if (value > most) most = value
  }
  const labels = most > 255 ? new Uint16Array(samples.length) : new Uint8Array(samples.length)
  for (let i = 0; i < labels.length; i++) labels[i] = (samples[i] ?? 0) * slope + intercept
  return labels
}

function insideOf({ channels, samples }: Volume): Uint8Array {
  if (!(samples instanceof Uint8Array || samples instanceof Uint16Array))
    throw noLabels('its samples are no brightness')
  const bright = brighterThan({ channels, samples }, 127)
  if (bright.includes(1)) return bright
  const levels = new Set(luminance({ channels, samples }))
  levels.delete(0)
  if (levels.size > 1)
    throw new PraxisError(
      'bad-usage',
      `no pixel of the mask is brighter than half, and there are ${levels.size} darker levels`,
      'give a mask that is white inside and black outside, or numbered labels as NIfTI',
    )
  return brighterThan({ channels, samples }, 0)
}

function noLabels(what: string): PraxisError {
  return new PraxisError(
    'bad-usage',
    `${what}, which are no labels`,
    'give a mask picture, whole numbers from 0 to 65535 as NIfTI, or a DICOM segmentation',
  )
}
