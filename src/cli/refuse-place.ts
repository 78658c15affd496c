/** Where a result cannot go, told before any work is done. */
import { realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { PraxisError } from '../cases/index.ts'

/** Throws `bad-usage` where the folder of `file` is not there, or where `file` is `input`, by whatever path. */
export async function refusePlace(file: string, input: string): Promise<void> {
  const folder = dirname(resolve(file))
  const isFolder = await stat(folder).then(
    found => found.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new PraxisError('bad-usage', `there is no folder ${folder}`, 'make it first')
  const [a, b] = await Promise.all([file, input].map(path => realpath(path).catch(() => undefined)))
  if (a !== undefined && a === b)
    throw new PraxisError('bad-usage', `${file} is the input itself`, 'write to another file')
}
