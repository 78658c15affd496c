/**
 * The headers of NIfTI-1 and NIfTI-2 (nifti1.h, nifti2.h of the NIfTI working group) and of Analyze 7.5, from which
 * they grew. Which one it is, and in which byte order, is told by the size of the header, its first number, and by
 * the magic letters; a header without the letters is Analyze.
 */
import { PraxisError } from '../../cases/index.ts'

export type NiftiHeader = {
  format: 'NIfTI-1' | 'NIfTI-2' | 'Analyze 7.5'
  /** The voxels are in a file of their own. */
  pair: boolean
  littleEndian: boolean
  /** Of x, y, z, t and up to three more axes; those that are not told are 1. */
  dims: number[]
  datatype: number
  /** Where the voxels begin. */
  offset: number
  /** The sign of the third axis first (`qfac`), then the steps along the axes. */
  pixdim: number[]
  slope: number
  intercept: number
  /** Codes of the units of space (low three bits) and time. */
  units: number
  intent: number
  /** Values to be shown as black and white. */
  shown: { low: number; high: number }
  qform: { code: number; quaternion: number[]; offset: number[] }
  /** Twelve numbers, row by row. */
  sform: { code: number; rows: number[] }
  /** Analyze only: plane of the slices, and the voxel at the origin, counted from 1 (SPM). */
  orient: number
  origin: number[]
  /** Free text stands in it, which may name somebody. */
  freeText: boolean
}

/** Longest header there is. */
export const headerBytes = 544

/** Whether a file (unfolded, its first `headerBytes` at least) announces itself as one of the three. */
export function looksLikeNifti(head: Uint8Array): boolean {
  return formOf(head) !== undefined
}

type Form = Pick<NiftiHeader, 'format' | 'pair' | 'littleEndian'>

function formOf(head: Uint8Array): Form | undefined {
  if (head.length < 348) return undefined
  const view = viewOf(head)
  for (const littleEndian of [true, false]) {
    const size = view.getInt32(0, littleEndian)
    if (size === 348) {
      const magic = latin1(head, 344, 4)
      if (magic === 'n+1\0') return { format: 'NIfTI-1', pair: false, littleEndian }
      if (magic === 'ni1\0') return { format: 'NIfTI-1', pair: true, littleEndian }
      const axes = view.getInt16(40, littleEndian)
      if (axes >= 1 && axes <= 7) return { format: 'Analyze 7.5', pair: true, littleEndian }
    }
    if (size === 540 && head.length >= 540) {
      const magic = latin1(head, 4, 4)
      if (magic === 'n+2\0') return { format: 'NIfTI-2', pair: false, littleEndian }
      if (magic === 'ni2\0') return { format: 'NIfTI-2', pair: true, littleEndian }
    }
  }
  return undefined
}

/** Throws `media-undecodable` for bytes that are no header, and for dimensions and offsets that cannot be. */
export function parseHeader(head: Uint8Array): NiftiHeader {
  const form = formOf(head)
  if (form === undefined)
    throw broken('this is no NIfTI or Analyze file', 'give a .nii, .nii.gz, or .hdr beside its .img')
  const read = fieldsOf(viewOf(head), form.littleEndian)
  const fields = form.format === 'NIfTI-2' ? secondFields(read) : firstFields(read)
  const analyze = form.format === 'Analyze 7.5'
  const texts = form.format === 'NIfTI-2' ? secondTexts : analyze ? analyzeTexts : firstTexts
  return {
    ...form,
    ...fields,
    dims: dimsOf(fields.dims),
    offset: offsetOf(fields.offset, form),
    ...(analyze && {
      intercept: 0,
      units: 0,
      intent: 0,
      qform: { code: 0, quaternion: [], offset: [] },
      sform: { code: 0, rows: [] },
    }),
    orient: analyze ? (head[252] ?? 0) : 0,
    origin: analyze ? read.int16(253, 3) : [],
    freeText: texts.some(([at, length]) => /[^\0 ]/.test(latin1(head, at, length))),
  }
}

type Fields = ReturnType<typeof fieldsOf>

function firstFields({ uint8, int16, float32 }: Fields) {
  const [intent = 0, datatype = 0] = int16(68, 2)
  const [offset = 0, slope = 0, intercept = 0] = float32(108, 3)
  const [high = 0, low = 0] = float32(124, 2)
  const [qcode = 0, scode = 0] = int16(252, 2)
  return {
    dims: int16(40, 8),
    datatype,
    offset,
    pixdim: float32(76, 8),
    slope,
    intercept,
    units: uint8(123),
    intent,
    shown: { low, high },
    qform: { code: qcode, quaternion: float32(256, 3), offset: float32(268, 3) },
    sform: { code: scode, rows: float32(280, 12) },
  }
}

function secondFields({ int16, int32, int64, float64 }: Fields) {
  const [offset = 0] = int64(168, 1)
  const [datatype = 0] = int16(12, 1)
  const [slope = 0, intercept = 0, high = 0, low = 0] = float64(176, 4)
  const [qcode = 0, scode = 0] = int32(344, 2)
  const [units = 0, intent = 0] = int32(500, 2)
  return {
    dims: int64(16, 8),
    datatype,
    offset,
    pixdim: float64(104, 8),
    slope,
    intercept,
    units,
    intent,
    shown: { low, high },
    qform: { code: qcode, quaternion: float64(352, 3), offset: float64(376, 3) },
    sform: { code: scode, rows: float64(400, 12) },
  }
}

type Place = readonly [at: number, length: number]

// Name of the data base, description, auxiliary file, name of the intent; in Analyze also the patient's number.
const firstTexts: Place[] = [
  [14, 18],
  [148, 80],
  [228, 24],
  [328, 16],
]
const secondTexts: Place[] = [
  [240, 80],
  [320, 24],
  [508, 16],
]
const analyzeTexts: Place[] = [
  [14, 18],
  [148, 80],
  [228, 24],
  [263, 50],
]

function dimsOf([axes = 0, ...lengths]: number[]): number[] {
  if (!(axes >= 1 && axes <= 7)) throw broken(`its header claims ${axes} dimensions`, 'write the file again')
  return lengths.map((length, axis) => {
    if (axis >= axes) return 1
    // Some writers leave lengths past the third at 0.
    if (length === 0 && axis > 2) return 1
    if (length >= 1) return length
    throw broken(`its dimension ${axis + 1} is ${length}`, 'write the file again')
  })
}

function offsetOf(offset: number, { format, pair }: Form): number {
  const least = pair ? 0 : format === 'NIfTI-2' ? 544 : 352
  if (offset === 0) return least
  if (Number.isSafeInteger(offset) && offset >= least) return offset
  throw broken(`its voxels are said to begin at byte ${offset}`, 'write the file again')
}

function fieldsOf(view: DataView, littleEndian: boolean) {
  const several =
    (bytes: number, read: (at: number) => number) =>
    (at: number, count: number): number[] =>
      Array.from({ length: count }, (_, i) => read(at + i * bytes))
  return {
    uint8: (at: number) => view.getUint8(at),
    int16: several(2, at => view.getInt16(at, littleEndian)),
    int32: several(4, at => view.getInt32(at, littleEndian)),
    int64: several(8, at => Number(view.getBigInt64(at, littleEndian))),
    float32: several(4, at => view.getFloat32(at, littleEndian)),
    float64: several(8, at => view.getFloat64(at, littleEndian)),
  }
}

function latin1(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function broken(what: string, next: string): PraxisError {
  return new PraxisError('media-undecodable', what, next)
}
