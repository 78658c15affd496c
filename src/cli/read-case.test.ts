import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { readCase } from './read-case.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-case-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function fileOf(name: string, content: string): Promise<string> {
  const file = join(dir, name)
  await writeFile(file, content)
  return file
}

suite('a case from a file', () => {
  test('is a story, named by the file', async () => {
    const file = await fileOf('story.txt', 'fever')
    expect(await readCase(file)).toEqual({
      id: 'story.txt',
      question: { text: 'fever', format: 'diagnosis' },
    })
  })

  test('may begin with a byte order mark', async () => {
    const question = { text: 'fever', format: 'diagnosis' }
    const record = { id: 'c1', cluster: 'p1', media: [], question, tags: {} }
    const json = await fileOf('case.json', `\ufeff${JSON.stringify(record)}`)
    const story = await fileOf('marked.txt', '\ufefffever')
    expect(await readCase(json)).toMatchObject({ id: 'c1', question })
    expect((await readCase(story)).question.text).toBe('fever')
  })

  test('is as long as a history may be, in any script', async () => {
    expect((await readCase(await fileOf('long.txt', '熱'.repeat(100_000)))).question.text).toHaveLength(
      100_000,
    )
    for (const letter of ['e', '熱', '𝄞'])
      await expect(readCase(await fileOf('longer.txt', letter.repeat(100_001)))).rejects.toThrow(
        /longer\.txt: has more than 100000 characters/,
      )
  })

  test('is not read to its end where it is far too long', async () => {
    const file = join(dir, 'huge.txt')
    const handle = await open(file, 'w')
    // More than can be read at once, and without a byte on the disk.
    await handle.truncate(3 * 2 ** 30)
    await handle.close()
    await expect(readCase(file)).rejects.toThrow(/has more than 100000 characters/)
  })

  test('is missing where there is no file', async () => {
    await expect(readCase(join(dir, 'none.txt'))).rejects.toMatchObject({ code: 'data-missing' })
    await expect(readCase(dir)).rejects.toMatchObject({ code: 'data-missing' })
  })
})
