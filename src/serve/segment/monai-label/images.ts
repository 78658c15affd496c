/**
 * Images of MONAI Label: uploaded ones, and those below the roots, named by path or (a DICOM series) by UID. An
 * uploaded file goes through a folder of its own, as what it is can depend on its name and on the files beside it.
 */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { isPraxisError, PraxisError } from '../../../cases/index.ts'
import {
  findSeries,
  looksLikeDicom,
  type OpenedVolume,
  openVolume,
  readDicomFacts,
} from '../../../imaging/index.ts'
import type { Roots } from '../../../tools/index.ts'
import { Refused } from '../../host/refusal.ts'

const mostFiles = 20_000
/** In a folder, until one of them is DICOM. */
const filesTried = 3
const imageName = /\.(png|jpe?g|gif|webp|tiff?|dcm|dicom|nii|nii\.gz|img|hdr)$/i

/** One file, or the files of one DICOM series. Throws `Refused`, and what `openVolume` throws without its path. */
export async function openUploaded(files: readonly File[]): Promise<OpenedVolume> {
  const names = files.map(({ name }) => safeName(name))
  if (new Set(names).size < names.length) throw new Refused(400, 'two of the files have the same name')
  const folder = await mkdtemp(join(tmpdir(), 'praxis-upload-'))
  try {
    for (const [i, file] of files.entries())
      await writeFile(join(folder, names[i] ?? ''), new Uint8Array(await file.arrayBuffer()))
    return await openVolume(names.length === 1 ? join(folder, names[0] ?? '') : folder)
  } catch (error) {
    if (!isPraxisError(error)) throw error
    const words = error.message.replaceAll(`${folder}/`, '').replaceAll(folder, 'the upload')
    throw new PraxisError(error.code, words.slice(0, -`; ${error.next}`.length), error.next, {}, error)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A client may send a path, of either system. */
function safeName(name: string): string {
  return (
    basename(name.replaceAll('\\', '/'))
      .replaceAll(/[^\w.-]/g, '_')
      .replace(/^\.+/, '_') || 'image'
  )
}

/** Images below the roots, by their path below it, in order. */
export async function listImages({ folders }: Roots): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async folder => (await filesBelow(folder)).map(file => relative(folder, file))),
  )
  return found
    .flat()
    .filter(name => imageName.test(name))
    .toSorted()
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  if (entries.length > mostFiles)
    throw new Refused(500, `more than ${mostFiles} files lie below ${folder}; serve a smaller folder`)
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

export type Named = {
  path: string
  /** Changes with the file. */
  version: string
  isFile: boolean
}

/** Where an image of this name is: a file, a folder, or the series of this UID. Throws `Refused` for none. */
export async function locateImage(roots: Roots, id: string): Promise<Named> {
  const series = isUid(id) ? await seriesFolder(roots, id) : undefined
  const path = series ?? (await roots.locate(id).catch(() => undefined))
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined)
  // Other files below the roots are none of a client's business.
  if (path === undefined || found === undefined || (found.isFile() && !imageName.test(path)))
    throw new Refused(404, `Image NOT Found: ${id.slice(0, 100)}`)
  const { mtimeMs, size } = found
  return { path, version: `${mtimeMs}:${size}`, isFile: found.isFile() }
}

function isUid(id: string): boolean {
  return /^\d+(\.\d+){2,}$/.test(id) && id.length <= 64
}

/** The folder of a DICOM series that has one for itself, as plain files or as a DICOMweb tree. */
async function seriesFolder({ folders }: Roots, uid: string): Promise<string | undefined> {
  for (const folder of folders) {
    const tree = (await findSeries(folder)).find(series => basename(series) === uid)
    if (tree !== undefined) return tree
    const byFolder = Object.groupBy(await filesBelow(folder), file => dirname(file))
    for (const [at, files = []] of Object.entries(byFolder))
      if ((await seriesOf(files.filter(mayBeDicom))) === uid) return at
  }
  return undefined
}

/** Of the first of these files that is DICOM. */
async function seriesOf(files: readonly string[]): Promise<string | undefined> {
  for (const file of files.toSorted().slice(0, filesTried)) {
    const bytes = await readFile(file).catch(() => undefined)
    try {
      if (bytes && looksLikeDicom(bytes)) return readDicomFacts(bytes).series
    } catch (error) {
      if (!isPraxisError(error)) throw error
    }
  }
  return undefined
}

function mayBeDicom(file: string): boolean {
  return /(\.dcm|\.dicom|[/\\][^.]+|[/\\][\d.]+)$/i.test(file)
}
