import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { lockFolder } from './folder-lock.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-lock-'))
})
afterEach(() => rm(dir, { recursive: true }))

suite('the lock of a folder', () => {
  test('is had by one at a time, and by the next after its release', () => {
    const release = lockFolder(dir)
    expect(lockFolder(dir)).toBeUndefined()
    release?.()
    const again = lockFolder(dir)
    expect(again).toBeDefined()
    again?.()
  })

  test('that cannot be had at all is not taken for one that another holds', async () => {
    const absent = () => lockFolder(join(dir, 'absent'))
    expect(absent).toThrow(/lock.sqlite: is no usable lock \(unable to open database file\); look at/)
    await writeFile(
      join(dir, 'lock.sqlite'),
      'something else, and longer than the head of a database '.repeat(9),
    )
    expect(() => lockFolder(dir)).toThrow(/is no usable lock \(file is not a database\)/)
  })
})
