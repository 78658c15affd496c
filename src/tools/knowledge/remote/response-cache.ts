/**
 * Answers of services, kept on disk so that a question is asked once a week: bodies under the hash of the request,
 * without secrets. Bounded by age and by size; the oldest go first. A loss costs a request.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, PraxisError } from '../../../cases/index.ts'

export type Stored = { body: string; at: number }

export type ResponseCache = {
  get: (key: string) => Stored | undefined
  put: (key: string, stored: Stored) => void
  close: () => void
}

export const cacheLimits = { ageMs: 7 * 24 * 3_600_000, characters: 64_000_000 }

/** Opens the file, making its folder. Several processes may share it. Throws `data-malformed` for another file. */
export function openResponseCache(
  file: string,
  { limits = cacheLimits, now = Date.now }: { limits?: typeof cacheLimits; now?: () => number } = {},
): ResponseCache {
  const db = openDatabase(file)
  const select = db.prepare('SELECT body, at FROM responses WHERE key = ? AND at > ?')
  const insert = db.prepare('INSERT OR REPLACE INTO responses (key, body, at) VALUES (?, ?, ?)')
  const expire = db.prepare('DELETE FROM responses WHERE at <= ?')
  const shrink = db.prepare(`DELETE FROM responses WHERE key IN (SELECT key FROM
    (SELECT key, SUM(LENGTH(body)) OVER (ORDER BY at DESC, key) AS total FROM responses) WHERE total > ?)`)
  return {
    get: key => {
      const row = select.get(key, now() - limits.ageMs)
      return typeof row?.body === 'string' && typeof row.at === 'number'
        ? { body: row.body, at: row.at }
        : undefined
    },
    put: (key, { body, at }) => {
      insert.run(key, body, at)
      expire.run(now() - limits.ageMs)
      shrink.run(limits.characters)
    },
    close: () => db.close(),
  }
}

function openDatabase(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const db = new DatabaseSync(file)
    db.exec(`PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS responses (key TEXT PRIMARY KEY, body TEXT NOT NULL, at INTEGER NOT NULL)`)
    return db
  } catch (error) {
    throw new PraxisError(
      'data-malformed',
      `cannot be used as the cache of answers (${messageOf(error, 120)})`,
      'remove it, or start in another folder',
      { file },
      error,
    )
  }
}
