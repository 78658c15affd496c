import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { shippedPath } from '../../cases/index.ts'
import { aoiAt, encodePng, type NamedFixation, point, visitsOf } from '../../imaging/index.ts'
import { listedAreas } from './areas.ts'

import { forgeMedgaze } from './forge-medgaze.ts'
import { type MedgazeItem, medgazeItemSchema } from './item.ts'
import { readProtocol } from './protocol.ts'
import { aoisFileSchema } from './read-folder.ts'

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'praxis-medgaze-'))
})
afterAll(() => rm(scratch, { recursive: true }))

const shipped = shippedPath('medgaze-mini')

async function itemsOf(folder: string, name = 'test.jsonl'): Promise<MedgazeItem[]> {
  const text = await readFile(join(folder, name), 'utf8')
  return text
    .trim()
    .split('\n')
    .map(line => medgazeItemSchema.parse(JSON.parse(line)))
}

const optionOf = ({ options }: MedgazeItem, key: string | undefined) =>
  options.find(option => option.key === key)?.text.toLowerCase()

suite('the shipped items', () => {
  test('come out of the builder again, byte by byte', async () => {
    const out = join(scratch, 'again')
    const summary = await forgeMedgaze({ from: shipped, out, seed: 1 })
    expect(summary).toMatchObject({ items: 320, pictures: 4, refused: [], leaks: [], notes: [] })
    for (const file of ['test.jsonl', 'aois.json', 'protocol.json', 'card.json'])
      expect(await readFile(join(out, file), 'utf8')).toBe(await readFile(join(shipped, file), 'utf8'))
  })

  test('are another draw with another seed', async () => {
    const out = join(scratch, 'seed-2')
    await forgeMedgaze({ from: shipped, out, seed: 2 })
    expect(await readFile(join(out, 'test.jsonl'), 'utf8')).not.toBe(
      await readFile(join(shipped, 'test.jsonl'), 'utf8'),
    )
  })

  test('hold for their gaze and areas, worked out again from the files alone', async () => {
    const lists = aoisFileSchema.parse(JSON.parse(await readFile(join(shipped, 'aois.json'), 'utf8')))
    const { steps } = await readProtocol(join(shipped, 'protocol.json'))
    const items = await itemsOf(shipped)
    let checked = 0
    for (const [file, { aois }] of Object.entries(lists)) {
      const areas = await listedAreas(aois, { width: 512, height: 512 }, path => join(shipped, path))
      if (typeof areas === 'string') throw new Error(areas)
      const outlined = areas.flatMap(({ aoi }) => aoi ?? [])
      for (const item of items) {
        if (item.images[0] !== `images/${file}`) continue
        const path = (item.gaze.fixations ?? []).map(({ startMs, endMs, x, y }): NamedFixation => {
          const aoi = aoiAt(outlined, point(x, y))?.name
          return { startMs, endMs, at: point(x, y), ...(aoi !== undefined && { aoi }) }
        })
        const visits = visitsOf(path).map(({ aoi }) => aoi)
        const said = optionOf(item, item.answer) ?? ''
        const names = areas.map(({ name }) => name)
        switch (item.provenance?.template) {
          case 'where-ends':
            expect(said).toBe(`the ${visits.at(-1)}`)
            break
          case 'looked-before':
            expect(said).toBe(`the ${visits.at(-2)}`)
            break
          case 'colleague':
            expect(said.startsWith(`the ${visits.at(-1)},`)).toBe(true)
            break
          case 'order-of-looking': {
            const at = said.split(', then ').map(name => visits.indexOf(name.replace('the ', '')))
            expect(at).toEqual(at.toSorted((a, b) => a - b))
            expect(at).not.toContain(-1)
            break
          }
          case 'is-looked-at': {
            const asked = /Is the (.+) looked at/.exec(item.question)?.[1] ?? ''
            const truth = !names.includes(asked)
              ? 'no such thing'
              : visits.includes(asked)
                ? 'yes'
                : 'not looked at'
            expect(said).toContain(truth)
            break
          }
          case 'next-check':
            expect(visits).toEqual(steps.slice(0, visits.length).map(({ aoi }) => aoi))
            expect(said).toBe(steps[visits.length]?.text)
            break
          case 'go-on': {
            const missing = steps.filter(({ aoi }) => !visits.includes(aoi))
            expect(missing.length).toBeLessThan(2)
            expect(said).toContain(missing[0]?.text ?? 'every check is made')
            break
          }
          case 'compliance': {
            const firsts = [...new Set(visits)].map(aoi => steps.findIndex(step => step.aoi === aoi))
            const missing = steps.filter((_, i) => !firsts.includes(i)).map(({ text }) => text)
            const late = firsts.findIndex((step, i) => step < (firsts[i - 1] ?? 0))
            const truth =
              missing[0] !== undefined
                ? `this check is missing: ${missing[0]}`
                : late >= 0
                  ? `out of order: ${steps[firsts[late - 1] ?? 0]?.text}, before ${steps[firsts[late] ?? 0]?.text}`
                  : 'every check is made, in the order asked for'
            expect(said).toBe(truth)
            expect(missing.length + Number(late >= 0)).toBeLessThan(2)
            // No check occurs in two options.
            const all = item.options.map(({ text }) => text.toLowerCase()).join()
            for (const { text } of steps) expect(all.split(text).length).toBeLessThan(3)
            break
          }
          default:
            continue
        }
        checked++
      }
    }
    expect(checked).toBe(256)
  })

  test('give no answer away: letters, areas and sides are right equally often', async () => {
    const items = await itemsOf(shipped)
    for (const [template, group] of Map.groupBy(items, item => item.provenance?.template)) {
      const letters = Map.groupBy(group, ({ answer }) => answer)
      const sizes = [...letters.values()].map(same => same.length)
      expect(Math.max(...sizes) - Math.min(...sizes), String(template)).toBeLessThanOrEqual(
        template === 'relation' ? 9 : 1,
      )
    }
    const ends = items.filter(item => item.provenance?.template === 'where-ends')
    const areas = Map.groupBy(ends, item => optionOf(item, item.answer))
    const sizes = [...areas.values()].map(same => same.length)
    expect(areas.size).toBe(6)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  })

  test('have a lure for each trap with a single one, and controls beside the traps', async () => {
    const items = await itemsOf(shipped)
    const traps = items.filter(({ trap }) => trap !== 'none')
    expect(traps.length).toBe(78)
    for (const { lure, trap, provenance } of traps)
      expect(lure === undefined).toBe(trap === 'hallucination' && provenance?.template === 'first-look')
    expect(items.filter(({ controlFor }) => controlFor !== undefined).length).toBe(50)
  })
})

/** A picture of 200×100 with two bright squares. */
const picture = () => {
  const samples = new Uint8Array(200 * 100).fill(40)
  for (let y = 40; y < 60; y++)
    samples.fill(220, y * 200 + 20, y * 200 + 40).fill(220, y * 200 + 150, y * 200 + 170)
  return encodePng({ width: 200, height: 100, channels: 1, samples })
}

/** A Marker Mapper export: one recording that looks at two cards, one that jumps back in time. */
async function exportFolder(name: string): Promise<string> {
  const folder = join(scratch, name)
  await mkdir(folder)
  await writeFile(join(folder, 'reference_image.png'), await picture())
  const fixation = (section: string, id: number, fromMs: number, toMs: number, x: number) =>
    `${section},r,${id},${fromMs}000000,${toMs}000000,${toMs - fromMs},true,${x},0.5`
  await writeFile(
    join(folder, 'fixations.csv'),
    [
      'section id,recording id,fixation id,start timestamp [ns],end timestamp [ns],duration [ms],fixation detected on surface,fixation x [normalized],fixation y [normalized]',
      fixation('s1', 1, 1000, 1200, 0.15),
      fixation('s1', 2, 1250, 1500, 0.8),
      fixation('s1', 3, 1550, 2600, 0.82),
      fixation('s2', 9, 5000, 5100, 0.15),
      fixation('s2', 10, 4000, 4100, 0.8),
      '',
    ].join('\n'),
  )
  await writeFile(
    join(folder, 'aoi_fixations.csv'),
    [
      'aoi id,aoi name,section id,recording id,fixation id,fixation duration [ms]',
      'a,leftCard,s1,r,1,200',
      'b,rightCard,s1,r,2,250',
      'b,rightCard,s1,r,3,1050',
      '',
    ].join('\n'),
  )
  return folder
}

suite('forgeMedgaze', () => {
  test('makes items of a real export, and tells why a recording cannot be used', async () => {
    const from = await exportFolder('export')
    const out = join(scratch, 'export-out')
    const summary = await forgeMedgaze({ from, out, seed: 1 })
    expect(summary.counts.gaze).toEqual({ real: summary.items })
    expect(summary.refused).toEqual([
      {
        scene: 'reference_image',
        why: expect.stringMatching(/recording s2: the order of looking is unknown.*clock-back/),
      },
    ])
    const items = await itemsOf(out)
    const ends = items.filter(item => item.provenance?.template === 'where-ends')
    expect(ends.map(item => [item.gaze.fixations?.length, optionOf(item, item.answer)]).sort()).toEqual([
      [1, 'the left card'],
      [2, 'the right card'],
      [3, 'the right card'],
    ])
    // The clock starts with the recording, and positions are pixels of the reference image.
    expect(ends[0]?.gaze.fixations?.[0]).toEqual({ startMs: 0, endMs: 200, x: 30, y: 50 })
    expect(items.some(({ trap }) => trap === 'sycophancy')).toBe(true)
  })

  test('writes nothing of areas into what is sent of the gaze', async () => {
    for (const { gaze } of await itemsOf(shipped)) expect(JSON.stringify(gaze)).not.toMatch(/lung|zone/)
  })

  test('refuses masks that nothing names', async () => {
    const from = join(scratch, 'unnamed')
    await mkdir(join(from, 'images'), { recursive: true })
    await mkdir(join(from, 'masks'))
    await writeFile(join(from, 'images', 'a.png'), await picture())
    await writeFile(join(from, 'masks', 'a.png'), await picture())
    await expect(forgeMedgaze({ from, out: join(scratch, 'none'), seed: 1 })).rejects.toThrow(
      /nothing says what the mask shows/,
    )
  })

  test('takes two regions like lungs for lungs, and says so', async () => {
    const from = join(scratch, 'lungs')
    await mkdir(from)
    for (const name of ['1.jpg']) await cp(join(shipped, 'images', name), join(from, name))
    await cp(join(shipped, 'masks', '1-mask.png'), join(from, '1-mask.png'))
    const summary = await forgeMedgaze({ from, out: join(scratch, 'lungs-out'), seed: 1 })
    expect(summary.items).toBe(80)
    expect(summary.notes).toEqual([expect.stringContaining('taken for lungs')])
  })

  test('asks nothing about a protocol where there are boxes and no protocol', async () => {
    const from = join(scratch, 'boxes')
    await mkdir(join(from, 'images'), { recursive: true })
    await writeFile(join(from, 'images', 'a.png'), await picture())
    const square = (name: string, x0: number) => ({ name, box: { x0, y0: 40, x1: x0 + 20, y1: 60 } })
    const aois = { 'a.png': { aois: [square('clamp', 20), square('needle', 150)], absent: ['scalpel'] } }
    await writeFile(join(from, 'aois.json'), JSON.stringify(aois))
    const out = join(scratch, 'boxes-out')
    const summary = await forgeMedgaze({ from, out, seed: 1 })
    expect(Object.keys(summary.counts.dimension)).toEqual(['spatial', 'temporal'])
    const questions = (await itemsOf(out)).map(({ question }) => question)
    expect(questions).toContain('Is the scalpel looked at in the gaze record?')
  })

  test('lays recordings on the pictures of their names, and makes nothing up beside them', async () => {
    const from = join(scratch, 'reading')
    await mkdir(join(from, 'images'), { recursive: true })
    await mkdir(join(from, 'gaze'))
    for (const name of ['a.png', 'b.png']) await writeFile(join(from, 'images', name), await picture())
    const square = (name: string, x0: number) => ({ name, box: { x0, y0: 40, x1: x0 + 20, y1: 60 } })
    const list = { aois: [square('clamp', 20), square('needle', 150)] }
    await writeFile(join(from, 'aois.json'), JSON.stringify({ 'a.png': list, 'b.png': list }))
    await writeFile(
      join(from, 'gaze', 'a.csv'),
      'timestamp_start_fixation,timestamp_end_fixation,x_position,y_position\n7,7.5,30,50\n8,8.25,160,55\n9,9.5,100,5\n',
    )
    await writeFile(join(from, 'images.csv'), 'image,patient,scenario\na.png,p7,surgery\n,,\n')
    const out = join(scratch, 'reading-out')
    const summary = await forgeMedgaze({ from, out, seed: 1 })
    expect(summary.refused).toEqual([
      { scene: 'images.csv', why: 'row 2 names no image' },
      { scene: 'b', why: 'no recording looks at it, and others are looked at' },
    ])
    const items = await itemsOf(out)
    expect(
      new Set(items.map(({ gaze, patient, scenario }) => [gaze.kind, patient, scenario].join())),
    ).toEqual(new Set(['real,p7,surgery']))
    // The path is cut where it lies in an area; its end beside both is asked about nowhere.
    expect(Math.max(...items.map(({ gaze }) => gaze.fixations?.length ?? 0))).toBe(2)
    expect(await readFile(join(out, 'images.csv'), 'utf8')).toContain('a.png,p7,,surgery')
  })

  test('refuses a picture that would leak from one split into another', async () => {
    const from = join(scratch, 'splits')
    for (const [split, name] of [
      ['test', '1'],
      ['test', '2'],
      ['train', '1'],
      ['train', '3'],
    ]) {
      await mkdir(join(from, `${split}/images`), { recursive: true })
      await mkdir(join(from, `${split}/masks`), { recursive: true })
      await cp(join(shipped, `images/${name}.jpg`), join(from, `${split}/images/${name}.jpg`))
      await cp(join(shipped, `masks/${name}-mask.png`), join(from, `${split}/masks/${name}-mask.png`))
    }
    const out = join(scratch, 'splits-out')
    const protocol = join(shipped, 'protocol.json')
    const summary = await forgeMedgaze({ from, out, seed: 1, protocol })
    expect(summary.leaks).toEqual([
      { kept: 'test-1', refused: 'train-1', splits: ['test', 'train'], why: 'same image' },
    ])
    expect(summary.counts.split).toEqual({ test: 160, train: 80 })
    expect((await itemsOf(out, 'train.jsonl'))[0]?.images).toEqual(['images/train-3.jpg'])
    const again = await forgeMedgaze({ from: out, out: join(scratch, 'splits-again'), seed: 1 })
    expect(again.counts.split).toEqual({ test: 160, train: 80 })
  })

  test('says in one line what is at fault with a folder, a protocol or a list of areas', async () => {
    const out = join(scratch, 'never')
    const empty = join(scratch, 'empty')
    await mkdir(empty)
    await expect(forgeMedgaze({ from: empty, out, seed: 1 })).rejects.toThrow(/holds no picture/)
    await expect(forgeMedgaze({ from: join(scratch, 'nowhere'), out, seed: 1 })).rejects.toThrow(
      /check --from/,
    )
    await writeFile(join(empty, 'protocol.json'), '{"name": "x"}')
    await expect(forgeMedgaze({ from: empty, out, seed: 1 })).rejects.toThrow(
      /protocol\.json.*no protocol \(source/,
    )
    await writeFile(join(empty, 'protocol.json'), '{"name": "x", "source": "here"}')
    await writeFile(join(empty, 'aois.json'), '[1]')
    await expect(forgeMedgaze({ from: empty, out, seed: 1 })).rejects.toThrow(/aois\.json.*no list of areas/)
  })
})
