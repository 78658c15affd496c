/**
 * De-identification of a file, or of a folder and all below it. Originals are only read. Copies are named by their
 * new UIDs, `STUDY/SERIES/INSTANCE.dcm`, so that no name of the old ones is carried over, into a folder that is new
 * or empty, so that nothing is overwritten and copies under two keys never lie beside each other.
 */
import { mkdir, open, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { isPraxisError, messageOf, PraxisError } from '../../cases/index.ts'
import { looksLikeDicom } from '../dicom/index.ts'
import { type Deidentified, deidentify } from './deidentify.ts'
import { newKey, type Pseudonyms, pseudonyms } from './pseudonyms.ts'

export type FileReport = { file: string } & (
  | ({ copy?: string } & Omit<Extract<Deidentified, { outcome: 'de-identified' }>, 'bytes'>)
  | Extract<Deidentified, { outcome: 'held back' }>
  | { outcome: 'damaged'; why: string }
  | { outcome: 'not DICOM' }
)

/**
 * One report for each file, in the order of their names. A dry run writes nothing and needs no folder for the copies.
 * Throws `data-missing` where there is no input and `bad-usage` for a folder that must not be written to.
 */
export async function* deidentifyPath(
  input: string,
  { out, dryRun = false }: { out?: string; dryRun?: boolean },
): AsyncGenerator<FileReport> {
  const files = await filesBelow(input)
  if (out === undefined && !dryRun)
    throw new PraxisError('bad-usage', 'no folder for the copies is given', 'give --out DIR, or --dry-run')
  if (out !== undefined) await refuseUnfit(input, out)
  const names = pseudonyms(newKey())
  const taken = new Set<string>()
  for (const file of files) {
    const report = { file: relative(input, file) || basename(file) }
    const done = await deidentifyFile(file, names)
    if (done.outcome !== 'de-identified') {
      yield { ...report, ...done }
      continue
    }
    const { bytes, ...told } = done
    const { name, twin } = copyName(told.uids, taken)
    const warnings = twin ? [...told.warnings, 'another file holds the same instance'] : told.warnings
    const copied = out !== undefined && !dryRun
    if (copied) await writeWhole(join(out, name), bytes)
    yield { ...report, ...told, warnings, ...(copied && { copy: name }) }
  }
}

/** Regular files; links are not followed. */
async function filesBelow(input: string): Promise<string[]> {
  const found = await stat(input).catch(() => undefined)
  if (found === undefined)
    throw new PraxisError('data-missing', `there is no ${input}`, 'name a DICOM file or a folder')
  if (found.isFile()) return [input]
  const entries = await readdir(input, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .toSorted()
}

async function refuseUnfit(input: string, out: string): Promise<void> {
  const [from, to] = [await realpath(input), await realPathOf(resolve(out))]
  if (to === from || to.startsWith(`${from}${sep}`))
    throw new PraxisError('bad-usage', `${out} lies in ${input}`, 'name a folder outside of the originals')
  const there = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new PraxisError('bad-usage', `${out} is no folder (${messageOf(error)})`, 'name a new folder')
  })
  if (there.length > 0)
    throw new PraxisError('bad-usage', `${out} is not empty, and nothing is overwritten`, 'name a new folder')
}

/** Of a path that may not exist yet. */
async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(async () =>
    dirname(path) === path ? path : join(await realPathOf(dirname(path)), basename(path)),
  )
}

type Attempt = Deidentified | { outcome: 'damaged'; why: string } | { outcome: 'not DICOM' }

/** What Node reads into one buffer. */
const mostBytes = 2 ** 31 - 1

async function deidentifyFile(file: string, names: Pseudonyms): Promise<Attempt> {
  try {
    if (!looksLikeDicom(await headOf(file))) return { outcome: 'not DICOM' }
    const { size } = await stat(file)
    if (size > mostBytes) return { outcome: 'damaged', why: `it has ${size} bytes; up to 2 GiB are read` }
    return deidentify(await readFile(file), names)
  } catch (error) {
    if (isPraxisError(error) || (error instanceof Error && 'syscall' in error))
      return { outcome: 'damaged', why: messageOf(error) }
    throw error
  }
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(256), 0, 256, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Two files may hold one instance, as in two transfer syntaxes; each is kept. */
function copyName(
  { study, series, instance }: { study: string; series: string; instance: string },
  taken: Set<string>,
): { name: string; twin: boolean } {
  const base = join(study || 'no-study', series || 'no-series', instance)
  let name = `${base}.dcm`
  for (let n = 2; taken.has(name); n++) name = `${base}-${n}.dcm`
  taken.add(name)
  return { name, twin: name !== `${base}.dcm` }
}

/** Under its name there is either all of it or nothing. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.part`, bytes, { flag: 'wx' })
  await rename(`${path}.part`, path)
}
