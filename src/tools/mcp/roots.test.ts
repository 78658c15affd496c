import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { openRoots } from './roots.ts'

let dir: string
let allowed: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-roots-'))
  allowed = join(dir, 'allowed')
  await mkdir(join(allowed, 'deep'), { recursive: true })
  await mkdir(join(dir, 'allowed-not'))
  await writeFile(join(allowed, 'deep', 'a.png'), 'inside')
  await writeFile(join(allowed, '..b'), 'odd name')
  await writeFile(join(dir, 'secret'), 'outside')
  await writeFile(join(dir, 'allowed-not', 'c'), 'outside')
  await symlink(join(dir, 'secret'), join(allowed, 'link'))
  await symlink(dir, join(allowed, 'up'))
  await symlink(join(allowed, 'deep', 'a.png'), join(allowed, 'inner'))
  await promisify(execFile)('mkfifo', [join(allowed, 'pipe')])
})
afterAll(() => rm(dir, { recursive: true }))

const read = async (path: string) => Buffer.from(await (await openRoots([allowed], 20)).read(path)).toString()

suite('image paths', () => {
  test('files below a folder are read by relative or whole path, through links that stay inside', async () => {
    for (const path of ['deep/a.png', './deep/../deep/a.png', join(allowed, 'deep/a.png'), 'inner'])
      expect(await read(path)).toBe('inside')
    expect(await read('..b')).toBe('odd name')
  })

  test('nothing else is, whether it is there or not, and the words are the same', async () => {
    const elsewhere = ['../secret', '../nothing', join(dir, 'secret'), '/etc/passwd', 'link', 'up/secret']
    const words = await Promise.all(
      [...elsewhere, '../allowed-not/c', '.'].map(path => read(path).catch(String)),
    )
    expect(new Set(words).size).toBe(1)
    expect(words[0]).toContain('outside the allowed folders')
  })

  test('a folder, a pipe, a missing file and one too large are refused without waiting', async () => {
    await writeFile(join(allowed, 'large'), 'x'.repeat(21))
    await expect(read('deep')).rejects.toThrow('is not a file')
    await expect(read('pipe')).rejects.toThrow('is not a file')
    await expect(read('missing')).rejects.toThrow('no such file')
    await expect(read('a\0b')).rejects.toThrow('no such file')
    await expect(read('large')).rejects.toThrow('20 are read at most')
  })

  test('a root that is no folder is refused at the start', async () => {
    await expect(openRoots([join(dir, 'secret')], 1)).rejects.toMatchObject({ code: 'bad-usage' })
  })
})
