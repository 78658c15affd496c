/** The image pixel module (PS3.3, C.7.6.3): how the samples of a frame are laid out. */
import { PraxisError } from '../../cases/index.ts'
import { type DataSet, numbersIn, tags, textIn } from './data-set.ts'

export type ImageDescription = {
  rows: number
  columns: number
  frames: number
  samplesPerPixel: 1 | 3
  photometric: string
  /** Samples one after the other in planes of one colour. */
  planar: boolean
  bitsAllocated: number
  bitsStored: number
  highBit: number
  signed: boolean
}

/** Throws `media-undecodable` where it is missing or makes no sense. */
export function describeImage(set: DataSet): ImageDescription {
  const one = (tag: number, fallback?: number) => numbersIn(set, tag)[0] ?? fallback ?? Number.NaN
  const bitsAllocated = one(tags.BitsAllocated)
  const bitsStored = one(tags.BitsStored, bitsAllocated)
  const samples = one(tags.SamplesPerPixel, 1)
  const described = {
    rows: one(tags.Rows),
    columns: one(tags.Columns),
    frames: one(tags.NumberOfFrames, 1),
    photometric: textIn(set, tags.PhotometricInterpretation) || (samples === 3 ? 'RGB' : 'MONOCHROME2'),
    planar: samples === 3 && one(tags.PlanarConfiguration, 0) === 1,
    bitsAllocated,
    bitsStored,
    highBit: one(tags.HighBit, bitsStored - 1),
    signed: one(tags.PixelRepresentation, 0) === 1,
  }
  const { rows, columns, frames, highBit } = described
  for (const [name, value, most] of [
    ['Rows', rows, 65535],
    ['Columns', columns, 65535],
    ['Number of Frames', frames, 1_000_000],
  ] as const)
    if (!(Number.isInteger(value) && value >= 1 && value <= most)) throw senseless(name, value)
  if (samples !== 1 && samples !== 3) throw senseless('Samples per Pixel', samples)
  if (![1, 8, 16, 32, 64].includes(bitsAllocated)) throw senseless('Bits Allocated', bitsAllocated)
  if (!(bitsStored >= 1 && bitsStored <= bitsAllocated)) throw senseless('Bits Stored', bitsStored)
  if (!(highBit >= bitsStored - 1 && highBit < bitsAllocated)) throw senseless('High Bit', highBit)
  return { ...described, samplesPerPixel: samples }
}

function senseless(name: string, value: number): PraxisError {
  const said = Number.isNaN(value) ? 'missing' : String(value)
  return new PraxisError('media-undecodable', `its ${name} is ${said}`, 'give an image with a sound header')
}
