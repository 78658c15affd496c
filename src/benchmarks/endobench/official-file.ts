/**
 * Is this the published file? Of the release EndoBench.tsv of 588,480,658 bytes we know the first eight and
 * the last four digits of its SHA-256. Hashing it takes a second or so where the disk keeps up, so it is done at each start; other files are not hashed for this.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { PraxisError } from '../../cases/index.ts'

export const officialBytes = 588_480_658
const starts = '75ad7214'
const ends = '5868'

/** Its SHA-256 where the file is the official one; undefined for any other. Throws `data-malformed` where it pretends. */
export async function officialHash(file: string): Promise<string | undefined> {
  const { size } = await stat(file)
  if (size !== officialBytes) return undefined
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk)
  return judgeHash(file, hash.digest('hex'))
}

/** A file of the official size, by its name and SHA-256. */
export function judgeHash(file: string, sha256: string): string | undefined {
  if (sha256.startsWith(starts) && sha256.endsWith(ends)) return sha256
  if (basename(file).toLowerCase() !== 'endobench.tsv') return undefined
  throw new PraxisError(
    'data-malformed',
    `the file has the name and size of the official one, but its SHA-256 ${sha256.slice(0, 8)}…${sha256.slice(-4)} is not ${starts}…${ends}`,
    'download it again, or rename it if it was changed on purpose',
    { file },
  )
}
