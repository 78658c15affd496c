import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { readRows } from '../../cases/index.ts'
import { decode, encodePng, readMask } from '../../imaging/index.ts'
import { areaClass } from './area.ts'
import { forgeEndobench } from './forge-endobench.ts'
import type { ForgedEndobench } from './forged.ts'
import { drawPhantom } from './phantom.ts'

let folder = ''
let forged: ForgedEndobench
let rows: Row[] = []
/** Frame by frame: 1 where the mask marks a lesion. */
const masks = new Map<string, { width: number; height: number; data: Uint8Array }>()

/** Frames with one, two and six polyps: few enough for a quick test, enough for every shape. */
const polyps = [1, 2, 3, 4, 5, 6, 1, 2]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'praxis-forge-endobench-'))
  const from = join(folder, 'phantoms')
  await mkdir(join(from, 'images'), { recursive: true })
  await mkdir(join(from, 'masks'))
  for (const [i, count] of polyps.entries()) {
    const { picture, mask } = drawPhantom(`test ${i}`, count)
    masks.set(`frame-${i}`, mask)
    await writeFile(join(from, 'images', `frame-${i}.png`), await encodePng(picture))
    await writeFile(join(from, 'masks', `frame-${i}.png`), await maskPng(mask))
  }
  forged = await forgeEndobench({ from, out: join(folder, 'a'), seed: 7, most: 120 })
  rows = await rowsOf(join(folder, 'a'))
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

function maskPng({ width, height, data }: { width: number; height: number; data: Uint8Array }) {
  return encodePng({ width, height, channels: 1, samples: data.map(pixel => pixel * 255) })
}

type Row = {
  split: string
  fields: Record<string, string>
  options: string[]
  right: number
  how: {
    shape: string
    from: { frame: string; window: number[] }[]
    regions?: { name: string; box: number[]; shows: number }[]
    asked?: string
    size?: [number, number]
    mirrored?: { x: boolean; y: boolean }
    share?: number
    count?: number
  }
}

async function rowsOf(out: string): Promise<Row[]> {
  const found: Row[] = []
  for (const split of ['test', 'train'])
    for await (const item of readRows(join(out, `${split}.tsv`))) {
      if (!item.ok) throw item.error
      const fields = Object.fromEntries(
        Object.entries(item.fields).map(([name, value]) => [name, String(value)]),
      )
      const options = ['A', 'B', 'C', 'D', 'E', 'F'].map(key => fields[key] ?? '').filter(text => text !== '')
      const right = (fields.answer ?? '').charCodeAt(0) - 65
      found.push({ split, fields, options, right, how: JSON.parse(fields.how ?? '{}') })
    }
  return found
}

const ofShape = (start: string): Row[] => rows.filter(({ how }) => how.shape.startsWith(start))

/** Lesion pixels of the whole mask in a box of the picture, counted sample by sample, without the builder's code. */
function marked({ how }: Row, [x0 = 0, y0 = 0, x1 = 0, y1 = 0]: number[]): number {
  const [{ frame = '', window: [wx0 = 0, wy0 = 0, wx1 = 0, wy1 = 0] = [] } = {}] = how.from
  const mask = masks.get(frame)
  const [width, height] = how.size ?? [0, 0]
  if (mask === undefined) throw new Error(`there is no mask of ${frame}`)
  let count = 0
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      const [vx, vy] = [how.mirrored?.x ? width - 1 - x : x, how.mirrored?.y ? height - 1 - y : y]
      const fx = Math.floor(wx0 + ((vx + 0.5) * (wx1 - wx0)) / width)
      const fy = Math.floor(wy0 + ((vy + 0.5) * (wy1 - wy0)) / height)
      count += mask.data[fy * mask.width + fx] ?? 0
    }
  return count
}

suite('questions forged from frames and masks', () => {
  test('come in every shape of the paper, under all five visual prompts, with no row malformed', () => {
    expect(new Set(rows.map(({ how }) => how.shape))).toEqual(
      new Set([
        'recognition/box',
        'recognition/contour',
        'recognition/multi-box',
        'recognition/coordinates',
        'selection',
        'grounding',
        'area',
        'counting',
      ]),
    )
    expect(rows.length).toBe((forged.items.test ?? 0) + (forged.items.train ?? 0))
    expect(rows.length).toBeGreaterThan(80)
    for (const { options, right, fields } of rows) {
      expect(options[right]).toBe(fields.gt)
      expect(new Set(options).size).toBe(options.length)
    }
    expect(new Set(rows.map(({ fields }) => fields.index)).size).toBe(rows.length)
  })

  test('keep wrong boxes clear of every lesion and of each other, in the size of the right one', () => {
    for (const row of [...ofShape('selection'), ...ofShape('grounding')]) {
      const { regions = [] } = row.how
      expect(regions).toHaveLength(4)
      const [right, ...wrong] = regions
      expect(right?.name).toBe(row.fields.gt)
      expect(marked(row, right?.box ?? [])).toBeGreaterThan(0)
      for (const { box } of wrong) expect(marked(row, box)).toBe(0)
      const sizes = regions.map(({ box: [x0 = 0, y0 = 0, x1 = 0, y1 = 0] }) => `${x1 - x0}×${y1 - y0}`)
      expect(new Set(sizes).size).toBe(1)
      for (const [i, { box: a }] of regions.entries())
        for (const { box: b } of regions.slice(i + 1)) expect(touch(a, b)).toBe(false)
    }
  })

  test('ask about regions that show a whole polyp, a part or none, as the mask has it', () => {
    const shown = { 'a whole polyp': [1, 1], 'a part of a polyp': [0.35, 0.65], 'no polyp': [0, 0] }
    for (const row of ofShape('recognition')) {
      const asked = row.how.regions?.find(({ name }) => name === row.how.asked)
      const [least = 0, most = 0] = Object.entries(shown).find(([text]) => text === row.fields.gt)?.[1] ?? []
      expect(asked?.shows).toBeGreaterThanOrEqual(least)
      expect(asked?.shows).toBeLessThanOrEqual(most)
      const outlined = row.how.shape === 'recognition/contour'
      if (!outlined || row.fields.gt === 'no polyp')
        expect(marked(row, asked?.box ?? []) > 0).toBe(row.fields.gt !== 'no polyp')
    }
  })

  test('tell areas and counts that the masks bear out', () => {
    for (const row of ofShape('area')) {
      const [width, height] = row.how.size ?? [1, 1]
      expect(areaClass(marked(row, [0, 0, width, height]) / (width * height))).toBe(row.right)
    }
    for (const { right, how } of ofShape('counting')) expect(Math.min(5, how.count ?? -1)).toBe(right)
  })

  test('use every answer equally often, and every letter as far as rounds are whole', () => {
    const share = (list: Row[], of: (row: Row) => string) =>
      Object.values(Object.groupBy(list, of)).map(group => group?.length ?? 0)
    for (const split of ['test', 'train']) {
      const inSplit = (shape: string) => ofShape(shape).filter(row => row.split === split)
      for (const shape of ['recognition/box', 'recognition/contour', 'area', 'counting'])
        for (const column of ['gt', 'answer'])
          expect(
            new Set(share(inSplit(shape), ({ fields }) => fields[column] ?? '')).size,
            shape,
          ).toBeLessThanOrEqual(1)
      const wordings = Object.values(
        Object.groupBy(inSplit('recognition/box'), ({ fields }) => fields.question ?? ''),
      )
      for (const group of wordings)
        expect(new Set(share(group ?? [], ({ fields }) => fields.gt ?? '')).size).toBe(1)
      for (const shape of ['selection', 'grounding']) {
        const letters = share(inSplit(shape), ({ fields }) => fields.answer ?? '')
        expect(Math.max(...letters) - Math.min(...letters), shape).toBeLessThanOrEqual(1)
      }
    }
  })

  test('keep each frame in one split, and name it as the cluster', () => {
    const splitOf = new Map<string, string>()
    for (const { how, split, fields } of rows)
      for (const { frame } of how.from) {
        expect(splitOf.get(frame) ?? split).toBe(split)
        splitOf.set(frame, split)
        if (how.from.length === 1) expect(fields.cluster).toBe(frame)
      }
    expect(splitOf.size).toBeGreaterThan(5)
  })

  test('draw the prompt into the picture, and nothing outside it', async () => {
    const [whole, ...others] = ofShape('recognition/box').filter(
      ({ how }) => how.from[0]?.frame === ofShape('recognition/box')[0]?.how.from[0]?.frame,
    )
    const picture = await decode(Buffer.from(whole?.fields.image ?? '', 'base64'))
    const [x0 = 0, y0 = 0, x1 = 0] = whole?.how.regions?.[0]?.box ?? []
    const at = (x: number, y: number) => (y * picture.width + x) * picture.channels
    const green = (i: number) =>
      (picture.samples[i + 1] ?? 0) - Math.max(picture.samples[i] ?? 0, picture.samples[i + 2] ?? 0)
    expect(green(at(Math.round((x0 + x1) / 2), y0))).toBeGreaterThan(40)
    expect(others.length).toBeGreaterThan(0)
  })

  test('are the same bytes for the same seed, and others for another', async () => {
    const from = join(folder, 'phantoms')
    const first = { from, most: 15, seed: 3 }
    await forgeEndobench({ ...first, out: join(folder, 'b') })
    await forgeEndobench({ ...first, out: join(folder, 'c') })
    await forgeEndobench({ ...first, out: join(folder, 'd'), seed: 4 })
    const [b, c, d] = await Promise.all(['b', 'c', 'd'].map(name => readFile(join(folder, name, 'test.tsv'))))
    expect(b?.equals(c ?? Buffer.of())).toBe(true)
    expect(b?.equals(d ?? Buffer.of())).toBe(false)
  }, 60_000)
})

function touch(
  [ax0 = 0, ay0 = 0, ax1 = 0, ay1 = 0]: number[],
  [bx0 = 0, by0 = 0, bx1 = 0, by1 = 0]: number[],
) {
  return ax0 < bx1 && bx0 < ax1 && ay0 < by1 && by0 < ay1
}

suite('bad input to the builder', () => {
  /** A folder with one good frame, and what is given over it. */
  async function damaged(files: Record<string, Uint8Array | string>): Promise<string> {
    const from = await mkdtemp(join(folder, 'bad-'))
    const good = drawPhantom('good', 2)
    const all = {
      'images/good.png': await encodePng(good.picture),
      'masks/good.png': await maskPng(good.mask),
      ...files,
    }
    for (const [name, bytes] of Object.entries(all)) {
      await mkdir(join(from, name, '..'), { recursive: true })
      await writeFile(join(from, name), bytes)
    }
    return from
  }
  const forge = (from: string) => forgeEndobench({ from, out: join(from, 'out'), seed: 1, most: 6 })
  const picture = async (name: string) => encodePng(drawPhantom(name, 1).picture)
  const empty = { width: 240, height: 192, data: new Uint8Array(240 * 192) }

  test('refuses each frame at fault in a line of its own, and goes on with the others', async () => {
    const from = await damaged({
      'images/empty.png': await picture('e'),
      'masks/empty.png': await maskPng(empty),
      'images/small.png': await picture('s'),
      'masks/small.png': await maskPng({ width: 10, height: 10, data: new Uint8Array(100).fill(1) }),
      'images/broken.png': (await picture('b')).slice(0, 5000),
      'masks/broken.png': await maskPng(empty),
      'images/bare.png': await picture('n'),
      'masks/alone.png': await maskPng(empty),
    })
    const { refused, frames } = await forge(from)
    expect(frames).toBe(1)
    const why = Object.fromEntries(refused.map(refusal => [refusal.frame, refusal.why]))
    expect(why.empty).toMatch(/the mask is empty, which does not prove that there is no lesion/)
    expect(why.small).toMatch(/the mask is 10×10, the image 240×192/)
    expect(why.broken).toMatch(/does not decode/)
    expect(why.bare).toMatch(/no mask of that stem/)
    expect(why.alone).toMatch(/no image of that stem/)
    expect(refused).toHaveLength(5)
  })

  test('stops with one line where there are no images, or nothing marks them', async () => {
    const bare = await mkdtemp(join(folder, 'bare-'))
    await expect(forge(bare)).rejects.toThrow(/there is no folder images\//)
    await mkdir(join(bare, 'images'))
    await writeFile(join(bare, 'images', 'a.png'), await picture('a'))
    await expect(forge(bare)).rejects.toThrow(/nothing marks the lesions/)
  })

  test('thins near-duplicates, and refuses a patient who is in two splits', async () => {
    const twin = await encodePng(drawPhantom('good', 2).picture)
    const other = drawPhantom('other', 1)
    const from = await damaged({
      'images/other.png': await encodePng(other.picture),
      'masks/other.png': await maskPng(other.mask),
      'images/twin.png': twin,
      'masks/twin.png': await maskPng(drawPhantom('good', 2).mask),
      'frames.csv': 'image,patient,split\ngood.png,P1,test\nother.png,P1,train\ntwin.png,P2,test\n',
    })
    const { leaks, thinned, frames } = await forge(from)
    expect(leaks).toEqual([
      { kept: 'good', refused: 'other', splits: ['test', 'train'], why: 'same patient P1' },
    ])
    expect(thinned).toEqual([{ kept: 'good', dropped: 'twin', why: 'same image' }])
    expect(frames).toBe(1)
  })

  test('takes boxes as CSV and as COCO, and refuses one off the picture', async () => {
    const from = await mkdtemp(join(folder, 'boxes-'))
    await mkdir(join(from, 'images'))
    for (const name of ['a', 'b', 'c'])
      await writeFile(join(from, 'images', `${name}.png`), await picture(name))
    await writeFile(
      join(from, 'boxes.csv'),
      'image,x0,y0,x1,y1,label\na.png,60,60,100,95,ulcer\nb.png,200,100,260,150,ulcer\n',
    )
    const csv = await forge(from)
    expect(csv.frames).toBe(1)
    expect(csv.refused.map(({ frame, why }) => `${frame}: ${why}`)).toEqual([
      'c: no box is given for it',
      'b: the box 200,100 to 260,150 does not lie on the image of 240×192',
    ])
    const [split = 'test'] = Object.keys(csv.items)
    expect(await readFile(join(from, 'out', `${split}.tsv`), 'utf8')).toMatch(/ ulcer/)
    await rm(join(from, 'boxes.csv'))
    await writeFile(
      join(from, 'annotations.json'),
      JSON.stringify({
        images: [{ id: 1, file_name: 'a.png' }],
        annotations: [{ image_id: 1, bbox: [60, 60, 40, 35], category_id: 3 }],
        categories: [{ id: 3, name: 'ulcer' }],
      }),
    )
    expect((await forge(from)).lesions).toBe(1)
  })
})

suite('phantoms', () => {
  test('have as many separate polyps as they say, marked exactly', async () => {
    const drawn = drawPhantom('count', 4)
    const mask = await readMask(await maskPng(drawn.mask))
    expect(mask.data).toEqual(drawn.mask.data)
    expect(drawn.polyps).toBe(4)
    expect(drawPhantom('count', 0).mask.data.includes(1)).toBe(false)
  })
})
