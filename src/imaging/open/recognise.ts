/** What a file is, by its first bytes and not by its name. */
import { open, readFile, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { isPraxisError, messageOf, PraxisError, sniffMediaType } from '../../cases/index.ts'
import { looksLikeDicom } from '../dicom/index.ts'
import { headerBytes, isGzip, looksLikeNifti, readNiftiHeader, unfold } from '../nifti/index.ts'

export type Recognised =
  | { kind: 'picture'; bytes: Uint8Array; mediaType: string }
  | { kind: 'dicom'; bytes: Uint8Array }
  /** `voxels`: the other file of a pair. */
  | { kind: 'nifti'; bytes: Uint8Array; voxels?: Uint8Array }

/** Largest file that is read, in bytes. */
const mostBytes = 2 ** 31

/**
 * Reads a file and tells what it is. Throws `data-missing` where there is none, and `media-undecodable` for what
 * cannot be opened as a picture or volume, naming the file.
 */
export async function recognise(file: string): Promise<Recognised> {
  return atFile(file, async () => {
    const bytes = await readWhole(file)
    if (bytes.length === 0) throw unopenable('it is empty')
    // Before pictures: the preamble of a DICOM file may look like a TIFF.
    if (hasDicomMark(bytes)) return { kind: 'dicom', bytes }
    const mediaType = sniffMediaType(bytes)
    if (mediaType.startsWith('image/')) return { kind: 'picture', bytes, mediaType }
    if (looksLikeNifti(await unfold(bytes, headerBytes).catch(() => bytes))) return niftiAt(file, bytes)
    const header = await headerBeside(file)
    if (header) return { kind: 'nifti', bytes: header, voxels: bytes }
    if (looksLikeDicom(bytes)) return { kind: 'dicom', bytes }
    throw unopenable(descriptionOf(bytes))
  })
}

/** Errors of `work` that name no file name this one. */
export async function atFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isPraxisError(error) || error.place.file !== undefined) throw error
    const what = error.message.slice(0, -`; ${error.next}`.length)
    throw new PraxisError(error.code, what, error.next, { ...error.place, file }, error)
  }
}

/** What the first bytes of a file say: that it is DICOM, that it may be (there is no mark), or that it is not. */
export async function sniffDicom(file: string): Promise<'yes' | 'maybe' | 'no'> {
  // Anything else than a plain file might never answer.
  const isPlain = await stat(file).then(
    found => found.isFile(),
    () => false,
  )
  if (!isPlain) return 'no'
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0)
    const head = buffer.subarray(0, bytesRead)
    if (hasDicomMark(head)) return 'yes'
    return sniffMediaType(head) === 'application/octet-stream' && looksLikeDicom(head) ? 'maybe' : 'no'
  } finally {
    await handle.close()
  }
}

/** All bytes of a plain file, if they are not too many. */
export async function readWhole(file: string): Promise<Uint8Array> {
  const found = await stat(file).catch(error => {
    const what = error.code === 'ENOENT' ? 'there is no such file or folder' : messageOf(error, 80)
    throw new PraxisError('data-missing', what, 'name one that is there', {}, error)
  })
  if (!found.isFile()) throw unopenable('it is no plain file')
  if (found.size > mostBytes) throw unopenable(`it has ${found.size} bytes, more than ${mostBytes}`)
  return readFile(file)
}

function hasDicomMark(bytes: Uint8Array): boolean {
  return bytes.length > 132 && String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM'
}

async function niftiAt(file: string, bytes: Uint8Array): Promise<Recognised> {
  const { pair } = await readNiftiHeader(bytes)
  if (!pair) return { kind: 'nifti', bytes }
  const voxels = await firstThere(namesBeside(file, 'img'))
  if (voxels) return { kind: 'nifti', bytes, voxels }
  throw new PraxisError(
    'data-missing',
    `it is the header of a pair, and ${parse(namesBeside(file, 'img')[0] ?? '').base} is not beside it`,
    'put both files into one folder',
  )
}

/** The voxels of a pair do not announce themselves; their header does. */
async function headerBeside(file: string): Promise<Uint8Array | undefined> {
  if (!/\.img(\.gz)?$/i.test(file)) return undefined
  const header = await firstThere(namesBeside(file, 'hdr'))
  if (header === undefined) return undefined
  return looksLikeNifti(await unfold(header, headerBytes)) ? header : undefined
}

function namesBeside(file: string, ending: 'img' | 'hdr'): string[] {
  const { dir, base } = parse(file)
  const stem = base.replace(/\.gz$/i, '').replace(/\.[^.]*$/, '')
  return [ending, `${ending}.gz`, ending.toUpperCase()].map(end => join(dir, `${stem}.${end}`))
}

async function firstThere(files: readonly string[]): Promise<Uint8Array | undefined> {
  for (const file of files) {
    const bytes = await readWhole(file).catch(() => undefined)
    if (bytes) return bytes
  }
  return undefined
}

function descriptionOf(bytes: Uint8Array): string {
  if (isGzip(bytes)) return 'it is gzipped and holds no NIfTI volume'
  const head = String.fromCharCode(...bytes.subarray(0, 512))
  if (head.startsWith('%PDF')) return 'it is a PDF file'
  if (head.startsWith('PK\u0003\u0004')) return 'it is a ZIP archive'
  return /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(head)
    ? 'it is a text file'
    : 'its first bytes are of no known kind'
}

function unopenable(what: string): PraxisError {
  return new PraxisError(
    'media-undecodable',
    what,
    'give a PNG, JPEG, GIF, WebP, TIFF, DICOM, NIfTI or Analyze file, or a folder with one DICOM series',
  )
}
