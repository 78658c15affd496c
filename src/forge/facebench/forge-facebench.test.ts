import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { cardSchema, faceAttributes, hashBytes, notVisible, shippedPath } from '../../cases/index.ts'
import { decode, inspectImage, renderSvg } from '../../imaging/index.ts'
import { drawFace } from './draw/draw-face.ts'
import { type ForgedFacebench, forgeFacebench, planFaces } from './forge-facebench.ts'
import type { FaceItem } from './items.ts'

let folder: string
let made: ForgedFacebench
let items: Record<'test' | 'train', FaceItem[]>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faces-'))
  made = await forgeFacebench({ out: join(folder, 'a'), count: 30, seed: 3, size: 128 })
  items = { test: await rowsOf('a/test.jsonl'), train: await rowsOf('a/train.jsonl') }
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

async function rowsOf<T = FaceItem>(path: string): Promise<T[]> {
  const text = await readFile(join(folder, path), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

suite('a forged set of faces', () => {
  test('covers five views, four types and more than thirty attributes of the hierarchy', () => {
    expect(Object.keys(made.views)).toEqual([
      'Appearance',
      'Accessories',
      'Surrounding',
      'Psychology',
      'Identity',
    ])
    expect(new Set(items.test.map(item => item.question_type))).toEqual(new Set(['TFQ', 'SCQ', 'MCQ', 'OEQ']))
    const known = new Set(faceAttributes().map(({ id }) => id))
    const asked = new Set(items.test.map(({ metadata }) => metadata.attribute))
    for (const id of asked) expect(known).toContain(id)
    expect(asked.size).toBeGreaterThan(60)
    expect(made).toMatchObject({ faces: { test: 20, train: 10 }, items: { test: items.test.length } })
  })

  test('has its pictures beside it, named by split, each once', async () => {
    const pictures = await readdir(join(folder, 'a', 'images'))
    expect(pictures).toHaveLength(30)
    for (const [split, rows] of Object.entries(items))
      for (const { image_id } of rows) {
        expect(image_id.startsWith(`${split}-praxis-`)).toBe(true)
        expect(pictures).toContain(image_id)
      }
    type Record_ = { image_id: string; sha256: string; face: unknown }
    const faces = await rowsOf<Record_>('a/faces.jsonl')
    expect(new Set(faces.map(({ face }) => JSON.stringify(face))).size).toBe(30)
    for (const { image_id, sha256 } of faces) {
      const bytes = await readFile(join(folder, 'a', 'images', image_id))
      expect(hashBytes(bytes)).toBe(sha256)
      expect(await inspectImage(bytes)).toEqual({ width: 128, height: 128, mediaType: 'image/png' })
    }
  })

  test('says yes as often as no, and no answer of a choice far more often than another', () => {
    for (const rows of Object.values(items))
      for (const [id, group] of Map.groupBy(rows, item => item.question_id)) {
        const count = Map.groupBy(group, item => JSON.stringify(item.gt_answer))
        const sizes = [...count.values()].map(({ length }) => length).sort((a, b) => a - b)
        expect([id, sizes.length > 1]).toEqual([id, true])
        if (group[0]?.question_type === 'TFQ')
          expect([id, count.get('"Yes"')?.length]).toEqual([id, count.get('"No"')?.length])
        expect(sizes.at(-1)).toBe(sizes[Math.floor((sizes.length - 1) / 2)] ?? sizes.at(-1))
      }
  })

  test('offers every answer that is right, in an order that tells nothing', () => {
    const places = new Map<number, number>()
    for (const { question_type: type, options, gt_answer: answer } of items.test) {
      if (type === 'OEQ') expect(options).toEqual([])
      else for (const right of [answer].flat()) expect(options).toContain(right)
      if (type === 'SCQ' && options.length === 4)
        places.set(options.indexOf(String(answer)), (places.get(options.indexOf(String(answer))) ?? 0) + 1)
      if (type === 'TFQ') expect(options.slice(0, 2)).toEqual(['Yes', 'No'])
      expect(new Set(options).size).toBe(options.length)
    }
    for (const count of places.values()) expect(count / items.test.length).toBeGreaterThan(0.01)
    expect(places.size).toBe(4)
    expect(items.test.some(({ gt_answer }) => gt_answer === notVisible)).toBe(true)
  })

  test('opens follow-ups only below a yes, and names each of them', () => {
    for (const rows of Object.values(items))
      for (const group of Map.groupBy(rows, item => item.image_id).values()) {
        const ids = new Set(group.map(item => item.question_id))
        for (const { conditions, gt_answer } of group) {
          for (const id of conditions['option Y']) expect(ids).toContain(id)
          if (gt_answer !== 'Yes') expect(conditions['option Y']).toEqual([])
          expect(conditions['option N']).toEqual([])
        }
      }
    const opened = items.test.flatMap(({ conditions }) => conditions['option Y'])
    expect(opened.length).toBeGreaterThan(50)
  })

  test('comes with a card that names the artist', async () => {
    const card = cardSchema.parse(JSON.parse(await readFile(join(folder, 'a', 'card.json'), 'utf8')))
    expect(card).toMatchObject({ licence: 'CC-BY-4.0', access: 'open' })
    expect(card.citation).toContain('Johan Melin')
  })

  test('is the same for the same seed, pictures too, and another for another', async () => {
    const few = async (name: string, seed: number) => {
      await forgeFacebench({ out: join(folder, name), count: 3, seed, size: 128 })
      return readFile(join(folder, name, 'faces.jsonl'), 'utf8')
    }
    const first = await few('b', 1)
    expect((await few('c', 1)) === first).toBe(true)
    expect((await few('d', 2)) === first).toBe(false)
  })
})

suite('wanted values', () => {
  const forge = async (wanted: unknown, count = 6) => {
    const from = join(folder, 'wanted.json')
    await writeFile(from, typeof wanted === 'string' ? wanted : JSON.stringify(wanted))
    return forgeFacebench({ out: join(folder, 'w'), count, seed: 1, size: 128, from })
  }

  test('are all that is drawn', async () => {
    await forge({ hairColor: ['Red', 'Blue'], hat: ['None'] })
    const faces = await rowsOf<{ face: Record<string, string> }>('w/faces.jsonl')
    expect(new Set(faces.map(({ face }) => face.hairColor))).toEqual(new Set(['Red', 'Blue']))
    expect(new Set(faces.map(({ face }) => face.hat))).toEqual(new Set(['None']))
  })

  test('are refused in one line where they cannot be drawn', async () => {
    await expect(forge({ hairColour: ['Red'] })).rejects.toThrow(/no trait hairColour/)
    await expect(forge({ hairColor: ['Mauve'] })).rejects.toThrow(/hairColor cannot be Mauve/)
    await expect(forge({ hairColor: [] })).rejects.toThrow(/lists of values/)
    await expect(forge('{')).rejects.toMatchObject({ code: 'data-malformed' })
    const absent = { out: join(folder, 'w'), count: 3, seed: 1, from: join(folder, 'absent.json') }
    await expect(forgeFacebench(absent)).rejects.toMatchObject({ code: 'data-missing' })
  })

  test('and counts that cannot be are refused', async () => {
    const options = { out: join(folder, 'x'), seed: 1 }
    await expect(forgeFacebench({ ...options, count: 1 })).rejects.toMatchObject({ code: 'bad-usage' })
    await expect(forgeFacebench({ ...options, count: 5, size: 12 })).rejects.toMatchObject({
      code: 'bad-usage',
    })
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(forgeFacebench({ out: join(file, 'x'), count: 2, seed: 1 })).rejects.toMatchObject({
      code: 'bad-usage',
    })
  })
})

suite('the shipped faces', () => {
  test('are what the command of their card makes, in less than 1.5 MB', async () => {
    const shipped = shippedPath('facebench-mini')
    const card = cardSchema.parse(JSON.parse(await readFile(join(shipped, 'card.json'), 'utf8')))
    const [, count, seed] = /--count (\d+) --seed (\d+)/.exec(card.source)?.map(Number) ?? []
    const { pictures, items: planned } = planFaces(count ?? 0, seed ?? 0)
    for (const [split, rows] of Object.entries(planned)) {
      const text = rows.map(row => `${JSON.stringify(row)}\n`).join('')
      expect((await readFile(join(shipped, `${split}.jsonl`), 'utf8')) === text).toBe(true)
    }
    const images = await readdir(join(shipped, 'images'))
    expect(images.sort()).toEqual(pictures.map(({ imageId }) => imageId).sort())
    const files = await readdir(shipped, { recursive: true })
    const sizes = await Promise.all(files.map(name => stat(join(shipped, name))))
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(1.5e6)
  })

  test('show what is drawn today', async () => {
    const shipped = shippedPath('facebench-mini')
    const [picture] = planFaces(40, 1).pictures
    if (picture === undefined) throw new Error('no picture')
    const bytes = await readFile(join(shipped, 'images', picture.imageId))
    const [then, now] = [
      await decode(bytes),
      await decode(await renderSvg(drawFace(picture.face), 256, true)),
    ]
    // Renderers differ in the last bits between versions and machines.
    const far = then.samples.filter((sample, i) => Math.abs(sample - (now.samples[i] ?? 0)) > 24)
    expect(far.length / then.samples.length).toBeLessThan(0.01)
  })
})
