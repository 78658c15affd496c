/** A file in a second place, without its bytes where the disk allows. For files that are never edited. */
import { existsSync } from 'node:fs'
import { copyFile, link, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A hard link, or a copy where none can be had. Nothing where the source is absent or the place is taken. */
export async function share(from: string, to: string): Promise<void> {
  if (!existsSync(from) || existsSync(to)) return
  await mkdir(dirname(to), { recursive: true })
  await link(from, to).catch(() => copyFile(from, to))
}
