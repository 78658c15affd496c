/** From what the user named to a place on disk: data that ships, by name; the user's, by path. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { PraxisError, refuseKnownSet, shippedPath } from '../cases/index.ts'

export type Located = { name: string; path: string; isShipped: boolean }

/**
 * `shipped` gives the folder of each name below the shipped data. Throws `data-missing` where there is no such
 * path, and says how to get it (`data-gated`) where it names a known set that does not ship.
 */
export async function locateData(
  nameOrPath: string,
  shipped: Readonly<Record<string, string>>,
): Promise<Located> {
  const folder = Object.hasOwn(shipped, nameOrPath) ? shipped[nameOrPath] : undefined
  if (folder !== undefined) return { name: nameOrPath, path: shippedPath(folder), isShipped: true }
  const exists = await stat(nameOrPath).then(
    () => true,
    () => false,
  )
  if (exists) return { name: basename(nameOrPath), path: nameOrPath, isShipped: false }
  refuseKnownSet(nameOrPath)
  const names = Object.keys(shipped)
  throw new PraxisError(
    'data-missing',
    `there is no data ${nameOrPath}`,
    `give a path, or ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}`,
  )
}
