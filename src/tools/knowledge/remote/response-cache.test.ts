import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { openResponseCache } from './response-cache.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-responses-'))
})
afterEach(() => rm(dir, { recursive: true }))

suite('the cache of answers', () => {
  test('keeps an answer over a restart, in a folder that it makes', () => {
    const file = join(dir, 'new', 'cache.sqlite')
    const first = openResponseCache(file)
    const at = Date.now()
    first.put('a', { body: 'answer', at })
    first.close()
    const second = openResponseCache(file)
    expect(second.get('a')).toEqual({ body: 'answer', at })
    expect(second.get('b')).toBeUndefined()
    second.close()
  })

  test('forgets what is too old', () => {
    let time = 1_000
    const limits = { ageMs: 500, characters: 1_000 }
    const cache = openResponseCache(join(dir, 'cache.sqlite'), { limits, now: () => time })
    cache.put('a', { body: 'answer', at: 1_000 })
    time = 1_499
    expect(cache.get('a')).toBeDefined()
    time = 1_500
    expect(cache.get('a')).toBeUndefined()
    cache.close()
  })

  test('forgets the oldest where there is no room', () => {
    const limits = { ageMs: 1_000, characters: 10 }
    const cache = openResponseCache(join(dir, 'cache.sqlite'), { limits, now: () => 5 })
    cache.put('a', { body: '12345', at: 1 })
    cache.put('b', { body: '12345', at: 2 })
    cache.put('c', { body: '1234', at: 3 })
    expect(['a', 'b', 'c'].map(key => cache.get(key)?.at)).toEqual([undefined, 2, 3])
    cache.close()
  })

  test('refuses a file that is something else, in one line that names it', async () => {
    const file = join(dir, 'cache.sqlite')
    await writeFile(file, 'not a database, and longer than the header of one would be'.repeat(20))
    expect(() => openResponseCache(file)).toThrow(/cache\.sqlite: cannot be used as the cache.*remove it/)
  })
})
