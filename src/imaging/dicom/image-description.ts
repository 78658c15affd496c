/** The image pixel module (PS3.3, C.7.6.3): how the samples of a frame are laid out. */
import type { PraxisError } from '../../cases/index.ts'
import { broken } from './broken.ts'
import { type DataSet, numbersIn, tags, textIn } from './data-set.ts'

export type ImageDescription = {
  rows: number
  columns: number
  frames: number
  samplesPerPixel: 1 | 3
  photometric: string
  /** Samples one after the other in planes of one colour. */
  planar: boolean
  bitsAllocated: 1 | 8 | 16 | 32 | 64
  bitsStored: number
  highBit: number
  /** Never for colours. */
  signed: boolean
}

const widths = [1, 8, 16, 32, 64] as const

/** Throws `media-undecodable` where it is missing or makes no sense. */
export function describeImage(set: DataSet): ImageDescription {
  const one = (tag: number, fallback = Number.NaN) => numbersIn(set, tag)[0] ?? fallback
  const whole = (name: string, value: number, most: number) => {
    if (Number.isInteger(value) && value >= 1 && value <= most) return value
    throw senseless(name, value)
  }
  const photometric = textIn(set, tags.PhotometricInterpretation)
  const samples = one(tags.SamplesPerPixel, /^(RGB|YBR)/.test(photometric) ? 3 : 1)
  if (samples !== 1 && samples !== 3) throw senseless('Samples per Pixel', samples)
  const bitsAllocated = widths.find(width => width === one(tags.BitsAllocated))
  if (bitsAllocated === undefined) throw senseless('Bits Allocated', one(tags.BitsAllocated))
  const bitsStored = whole('Bits Stored', one(tags.BitsStored, bitsAllocated), bitsAllocated)
  const highBit = one(tags.HighBit, bitsStored - 1)
  if (!(highBit < bitsAllocated)) throw senseless('High Bit', highBit)
  return {
    rows: whole('Rows', one(tags.Rows), 65535),
    columns: whole('Columns', one(tags.Columns), 65535),
    // Some writers say 0 for a single frame.
    frames: whole('Number of Frames', one(tags.NumberOfFrames) || 1, 1_000_000),
    samplesPerPixel: samples,
    photometric: photometric || (samples === 3 ? 'RGB' : 'MONOCHROME2'),
    planar: samples === 3 && one(tags.PlanarConfiguration, 0) === 1,
    bitsAllocated,
    bitsStored,
    // A high bit below the stored bits is a mistake of the writer; the samples then lie at the low end.
    highBit: Math.max(highBit, bitsStored - 1),
    signed: samples === 1 && one(tags.PixelRepresentation, 0) === 1,
  }
}

function senseless(name: string, value: number): PraxisError {
  const said = Number.isNaN(value) ? 'missing' : String(value)
  return broken(`its ${name} is ${said}`, 'give an image with a sound header')
}
