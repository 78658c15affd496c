/**
 * Files that a client may name. A model chooses these paths, and it may have been talked into choosing badly, so
 * only files below the allowed folders are opened, and links are followed before that is decided.
 */
import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { messageOf, PraxisError } from '../../cases/index.ts'

export type Roots = {
  /** The real paths of the folders. */
  folders: readonly string[]
  /**
   * The bytes of a regular file. A relative path is looked for in each folder in turn. Throws `media-missing`,
   * with the same words for a file elsewhere whether it exists or not.
   */
  read: (path: string) => Promise<Uint8Array>
  /** The real path of a file or folder, found in the same way. Throws `media-missing`. */
  locate: (path: string) => Promise<string>
}

/** Throws `bad-usage` for a folder that is none. `maxBytes` bounds one file. */
export async function openRoots(dirs: readonly string[], maxBytes: number): Promise<Roots> {
  const folders = await Promise.all(dirs.map(realFolder))
  return {
    folders,
    read: async path => readRegular(await locate(path, folders), path, maxBytes),
    locate: path => locate(path, folders),
  }
}

async function realFolder(dir: string): Promise<string> {
  try {
    const folder = await realpath(dir)
    if ((await stat(folder)).isDirectory()) return folder
  } catch {
    // Falls through to the one message for both.
  }
  throw new PraxisError('bad-usage', `${dir} is not a folder`, 'give an existing one with --root')
}

async function locate(path: string, folders: readonly string[]): Promise<string> {
  const named = folders.map(folder => resolve(folder, path)).filter(at => isBelow(at, folders))
  for (const at of named) {
    const real = await realpath(at).catch(() => undefined)
    if (real === undefined) continue
    if (isBelow(real, folders)) return real
    throw outside(folders)
  }
  throw named.length === 0
    ? outside(folders)
    : new PraxisError('media-missing', `no such file: ${shown(path)}`, where(folders))
}

async function readRegular(real: string, path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    // A link put in its place since is not followed, and a pipe does not block.
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const facts = await file.stat()
      if (!facts.isFile())
        throw new PraxisError('media-missing', `${shown(path)} is not a file`, 'name an image file')
      if (facts.size > maxBytes)
        throw new PraxisError(
          'media-undecodable',
          `${shown(path)} has ${facts.size} bytes, and ${maxBytes} are read at most`,
          'give a smaller image',
        )
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof PraxisError) throw error
    throw new PraxisError(
      'media-missing',
      `${shown(path)} cannot be read (${messageOf(error, 80)})`,
      'name another',
    )
  }
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some(folder => path.startsWith(folder.endsWith(sep) ? folder : folder + sep))
}

function outside(folders: readonly string[]): PraxisError {
  return new PraxisError('media-missing', 'the path leads outside the allowed folders', where(folders))
}

function where(folders: readonly string[]): string {
  return `give a path below ${folders.join(' or ')}, or a data: URL`
}

function shown(path: string): string {
  return JSON.stringify(path.length > 100 ? `…${path.slice(-99)}` : path)
}
