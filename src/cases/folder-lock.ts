/**
 * One process per folder. The lock is an exclusive SQLite transaction, because the operating system
 * releases it however the process dies; a file with a process id would outlive `kill -9`.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, PraxisError } from './error.ts'

/** SQLite's name for a lock that somebody else holds. */
const busy = 5

/**
 * Takes the lock of a folder. Returns the function that releases it, or undefined while another holds it.
 * Throws `data-malformed` where the folder cannot be locked at all.
 */
export function lockFolder(dir: string): (() => void) | undefined {
  const file = join(dir, 'lock.sqlite')
  const db = new DatabaseSync(file, { open: false })
  try {
    db.open()
    db.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (error) {
    if (db.isOpen) db.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined
    throw new PraxisError(
      'data-malformed',
      `is no usable lock (${messageOf(error, 80)})`,
      'look at the disk, the folder and its permissions',
      { file },
      error,
    )
  }
  return () => {
    db.exec('ROLLBACK')
    db.close()
  }
}
