/**
 * Reads NIfTI-1, NIfTI-2 and Analyze 7.5 into a volume. Our own reader and not nifti-reader-js: that unfolds gzip
 * without a bound, believes the dimensions, knows no Analyze and leaves voxels and their order to the caller. Here
 * what a header claims is compared with the bytes that are there before anything is laid out.
 */
import { countSamples, type Volume } from '../volume.ts'
import { millimetresIn, placeOf } from './affine.ts'
import { datatypeOf, samplesOf } from './datatypes.ts'
import { isGzip, unfold } from './gzip.ts'
import { broken, headerBytes, type NiftiHeader, parseHeader } from './header.ts'

export type NiftiFacts = Pick<NiftiHeader, 'format' | 'littleEndian' | 'freeText'> & {
  gzipped: boolean
  datatype: string
  /** As written; `unknown` ones are taken as millimetres. */
  units: { space: 'm' | 'mm' | 'um' | 'unknown'; time: string }
  /** Between points in time, in the unit of time; absent where there is one only. */
  timeStep?: number
  affineFrom: 'sform' | 'qform' | 'analyze' | 'none'
}

export type NiftiImage = { volume: Volume; facts: NiftiFacts; notes: string[] }

/** Largest file that is unfolded, in bytes. */
const mostBytes = 1 << 30

/** The header of a file, gzipped or not. Throws `media-undecodable`. */
export async function readNiftiHeader(bytes: Uint8Array): Promise<NiftiHeader> {
  return parseHeader(await unfold(bytes, headerBytes))
}

/**
 * @param bytes the file, or the header of a pair; gzipped or not
 * @param voxels the other file of a pair
 *
 * Throws `media-undecodable` for what is damaged, shorter than its header says, or of numbers that are not real.
 */
export async function readNifti(bytes: Uint8Array, voxels?: Uint8Array): Promise<NiftiImage> {
  const header = await readNiftiHeader(bytes)
  const { dims, offset, littleEndian } = header
  const [x = 1, y = 1, z = 1, ...more] = dims
  const size = { x, y, z, t: more.reduce((product, length) => product * length, 1) }
  const type = datatypeOf(header.datatype)
  const count = countSamples(size, type.channels)
  const needed = (count / type.channels) * type.bytes
  const source = header.pair ? voxels : bytes
  if (source === undefined)
    throw broken(`it is the header of a pair and holds no voxels`, 'give the .hdr beside its .img')
  if (isGzip(source) && offset + needed > mostBytes)
    throw broken(`it would unfold to ${offset + needed} bytes`, `give a file of at most ${mostBytes}`)
  const whole = await unfold(source, offset + needed)
  if (whole.length < offset + needed)
    throw broken(
      `its voxels need ${offset + needed} bytes and ${whole.length} are there`,
      'fetch the file again',
    )
  const samples = samplesOf(type, whole.subarray(offset, offset + needed), littleEndian)
  const placed = placeOf(header)
  const volume: Volume = {
    size,
    channels: type.channels,
    samples,
    rescale: type.channels === 1 ? rescaleOf(header) : { slope: 1, intercept: 0 },
    unit: header.intent === labelIntent ? 'label' : 'stored',
    ...spacingOf(header, placed.affine),
    ...(placed.affine && { affine: placed.affine }),
    ...windowOf(header.shown),
  }
  const facts = factsOf(header, isGzip(bytes), type.name, placed.from, size.t)
  return { volume, facts, notes: notesOn(header, volume, facts) }
}

/** NIFTI_INTENT_LABEL. */
export const labelIntent = 1002

/** A slope of 0 or none at all means that nothing is scaled. Analyze has SPM's factor at the same place. */
function rescaleOf({ slope, intercept }: NiftiHeader): Volume['rescale'] {
  if (!Number.isFinite(slope) || slope === 0) return { slope: 1, intercept: 0 }
  return { slope, intercept: Number.isFinite(intercept) ? intercept : 0 }
}

/** The steps of the affine, which may differ from those told beside it. */
function spacingOf(header: NiftiHeader, affine: number[] | undefined): Pick<Volume, 'spacing'> {
  const [x, y, z] = [0, 1, 2].map(axis =>
    affine
      ? Math.hypot(affine[axis] ?? 0, affine[4 + axis] ?? 0, affine[8 + axis] ?? 0)
      : Math.abs(header.pixdim[axis + 1] ?? 0) * millimetresIn(header),
  )
  const isStep = (step: number | undefined): step is number =>
    step !== undefined && Number.isFinite(step) && step > 0
  if (!isStep(x) || !isStep(y)) return {}
  return { spacing: { x, y, ...(isStep(z) && { z }) } }
}

function windowOf({ low, high }: NiftiHeader['shown']): Pick<Volume, 'window'> {
  const width = high - low
  if (!(Number.isFinite(width) && width > 0)) return {}
  return { window: { centre: (low + high) / 2, width, shape: 'linear-exact' } }
}

const spaces = { 1: 'm', 2: 'mm', 3: 'um' } as const
const times: Record<number, string | undefined> = {
  8: 's',
  16: 'ms',
  24: 'us',
  32: 'Hz',
  40: 'ppm',
  48: 'rad/s',
}

function factsOf(
  { format, littleEndian, freeText, units, pixdim }: NiftiHeader,
  gzipped: boolean,
  datatype: string,
  affineFrom: NiftiFacts['affineFrom'],
  points: number,
): NiftiFacts {
  const step = pixdim[4] ?? 0
  const space = units & 7
  return {
    format,
    littleEndian,
    freeText,
    gzipped,
    datatype,
    units: {
      space: space === 1 || space === 2 || space === 3 ? spaces[space] : 'unknown',
      time: times[units & 56] ?? 'unknown',
    },
    ...(points > 1 && Number.isFinite(step) && step > 0 && { timeStep: step }),
    affineFrom,
  }
}

function notesOn({ dims, sform, qform, orient }: NiftiHeader, volume: Volume, facts: NiftiFacts): string[] {
  const notes: string[] = []
  const further = dims.slice(4).filter(length => length > 1)
  if (further.length > 0)
    notes.push(`its axes past the fourth (${further.join(' × ')}) are laid out along time`)
  if (facts.format === 'Analyze 7.5')
    notes.push(
      orient === 0
        ? 'Analyze does not tell left from right for sure; rows are taken to run to the left, as its standard says'
        : 'its slices are not transverse, and Analyze tells their place too poorly to rely on',
    )
  else if (facts.affineFrom === 'none') notes.push('it does not say where it lies in the patient')
  else if (facts.affineFrom === 'qform' && sform.code > 0) notes.push('its sform is flat; the qform is used')
  if (facts.affineFrom === 'none' && (sform.code > 0 || qform.code > 0))
    notes.push('its sform and qform are flat')
  if (facts.datatype === 'rgba32') notes.push('transparency is left out')
  if (volume.samples instanceof Float64Array && facts.datatype.endsWith('int64'))
    notes.push('its whole numbers do not fit 32 bits; beyond 2^53 they are rounded')
  return notes
}
