import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { cardSchema } from '../../cases/index.ts'
import { decode, fromCoco } from '../../imaging/index.ts'
import { drawPhantom } from './draw-phantom.ts'
import { forgePhantoms } from './forge-phantoms.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phantoms-'))
})
afterAll(() => rm(folder, { recursive: true }))

suite('a forged set of phantoms', () => {
  test('holds pictures, masks, a table and a card that says what they are', async () => {
    const out = join(folder, 'a')
    const made = await forgePhantoms({ out, count: 6, seed: 2, size: 64 })
    const lines = (await readFile(join(out, 'phantoms.jsonl'), 'utf8')).trimEnd().split('\n')
    const rows = lines.map(line => JSON.parse(line))
    expect(rows).toHaveLength(6)
    expect(made.labels.Effusion).toBe(rows.filter(row => row.labels.Effusion === 1).length)
    expect(made.noFinding).toBe(rows.filter(row => row.findings.length === 0).length)
    const card = cardSchema.parse(JSON.parse(await readFile(join(out, 'card.json'), 'utf8')))
    expect(card.limits).toMatch(/^PHANTOMS, not radiographs/)

    const drawn = drawPhantom('2/3', { size: 64 })
    const row = rows[3]
    expect(row).toMatchObject({ id: 'phantom-2-3', phantom: true, labels: drawn.labels })
    const picture = await decode(await readFile(join(out, row.image)))
    expect(Buffer.compare(Buffer.from(picture.samples), Buffer.from(drawn.image.samples))).toBe(0)
    const masks = JSON.parse(await readFile(join(out, row.masks), 'utf8'))
    expect(fromCoco(masks.structures.Heart)).toEqual(drawn.structures.Heart)
    expect(masks.findings.map(fromCoco)).toEqual(drawn.findings.map(({ mask }) => mask))
  })

  test('is the same for the same seed', async () => {
    const table = async (name: string, seed: number) => {
      await forgePhantoms({ out: join(folder, name), count: 3, seed, size: 32 })
      return readFile(join(folder, name, 'phantoms.jsonl'), 'utf8')
    }
    const first = await table('b', 1)
    expect((await table('c', 1)) === first).toBe(true)
    expect((await table('d', 2)) === first).toBe(false)
  })

  test('takes the place of an earlier one, which a command that is refused leaves as it is', async () => {
    const out = join(folder, 'again')
    await forgePhantoms({ out, count: 3, seed: 1, size: 32 })
    const before = await readFile(join(out, 'phantoms.jsonl'), 'utf8')
    await expect(forgePhantoms({ out, count: 3, seed: 1, size: 5 })).rejects.toThrow('5')
    expect(await readFile(join(out, 'phantoms.jsonl'), 'utf8')).toBe(before)
    await writeFile(join(out, 'images', 'mine.png'), '')
    await forgePhantoms({ out, count: 1, seed: 2, size: 32 })
    expect((await readdir(join(out, 'images'))).sort()).toEqual(['mine.png', 'phantom-2-0.png'])
    expect(await readdir(join(out, 'masks'))).toEqual(['phantom-2-0.json'])
    expect((await readdir(out)).sort()).toEqual(['card.json', 'images', 'masks', 'phantoms.jsonl'])
  })

  test('is refused in one line where it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '')
    for (const options of [{ out: join(folder, 'file', 'x') }, { out: join(folder, 'e'), size: 5 }])
      await expect(forgePhantoms({ count: 1, seed: 1, ...options })).rejects.toMatchObject({
        code: 'bad-usage',
      })
  })
})
