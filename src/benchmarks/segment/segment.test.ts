import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { type Case, embedMedia, hashBytes, type PraxisError, readMedia } from '../../cases/index.ts'
import {
  box,
  encodePng,
  type Mask,
  maskArea,
  maskFromBox,
  maskPng,
  readMask,
  type Volume,
  writeNifti,
} from '../../imaging/index.ts'
import type { Trace } from '../../verify/index.ts'
import type { CaseItem, Metric, Score } from '../benchmark.ts'
import { resolveSettings } from '../settings.ts'
import { segment } from './index.ts'
import { modalityIn } from './modality.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-pairs-'))
})
afterEach(() => rm(dir, { recursive: true }))

async function put(files: Record<string, string | Uint8Array | Promise<Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(dir, dirname(name)), { recursive: true })
    await writeFile(join(dir, name), await content)
  }
}

const picture = (width = 20, height = 10) =>
  encodePng({ width, height, channels: 1, samples: new Uint8Array(width * height).fill(90) })
const maskOf = (width = 20, height = 10, x1 = 8) => maskFromBox(box(2, 2, x1, 6), width, height)
const mask = (...args: Parameters<typeof maskOf>) => maskPng(maskOf(...args))

async function open(chosen: Record<string, string> = {}) {
  const dataset = await segment.open(dir, resolveSettings(segment, chosen))
  const read = async (items: AsyncIterable<CaseItem> | undefined) => {
    const cases: Case[] = []
    const errors: PraxisError[] = []
    for await (const item of items ?? []) {
      if (item.ok) cases.push(item.case)
      else errors.push(item.error)
    }
    return { cases, errors }
  }
  return { dataset, ...(await read(dataset.cases())), training: (await read(dataset.training?.())).cases }
}

const referenceOf = async ({ reference }: Case): Promise<Mask> => {
  if (reference?.format !== 'mask') throw new Error('no mask')
  return readMask(await readMedia(reference.mask))
}

suite('plain pairs', () => {
  test('go by equal names, with or without “mask”; the target is in target.txt', async () => {
    await put({
      'images/a.png': picture(),
      'images/b_CT_liver.png': picture(),
      'images/c.png': picture(),
      'masks/a.png': mask(),
      'masks/b_CT_liver_mask.png': mask(),
      'masks/c-Mask.png': mask(),
      'target.txt': '\uFEFF  the spleen  \nsecond line\n',
    })
    const { cases, errors, dataset } = await open()
    expect(errors).toEqual([])
    expect(cases.map(({ id, cluster, tags }) => [id, cluster, tags.modality])).toEqual([
      ['a', 'a', 'not stated'],
      ['b_CT_liver', 'b_CT_liver', 'CT'],
      ['c', 'c', 'not stated'],
    ])
    expect(cases[0]).toMatchObject({
      question: { text: 'the spleen', format: 'mask' },
      media: [{ kind: 'image', mediaType: 'image/png', sha256: hashBytes(await picture()) }],
      reference: { format: 'mask', mask: { kind: 'mask', sha256: hashBytes(await mask()) } },
    })
    expect(dataset).toMatchObject({ count: 3, card: { access: 'open' } })
    expect(dataset.caution).toBeUndefined()
    expect(dataset.training).toBeUndefined()
  })

  test('take target and modality from settings, and warn where nothing names the target', async () => {
    await put({ 'images/a.png': picture(), 'masks/a.png': mask() })
    const nameless = await open()
    expect(nameless.dataset.caution).toContain('--set target=')
    const named = await open({ target: 'a polyp', modality: 'endoscopy' })
    expect(named.dataset.caution).toBeUndefined()
    expect(named.cases[0]?.tags).toEqual({ modality: 'endoscopy', target: 'a polyp' })
    expect(named.dataset.fingerprint).not.toBe(nameless.dataset.fingerprint)
  })

  test('understand a mask of 0 and 1', async () => {
    const { width, height, data } = maskOf()
    const faint = encodePng({ width, height, channels: 1, samples: data })
    await put({ 'images/a.png': picture(), 'masks/a.png': faint })
    const { cases } = await open()
    expect(cases[0] && (await referenceOf(cases[0]))).toEqual(maskOf())
  })

  test('that do not go together are problems, each naming its file; the others are asked', async () => {
    const labels = encodePng({
      width: 20,
      height: 10,
      channels: 1,
      samples: Uint8Array.from({ length: 200 }, (_, i) => i % 4),
    })
    await put({
      'images/alone.png': picture(),
      'images/broken.png': 'not a picture',
      'images/good.png': picture(),
      'images/labels.png': picture(),
      'images/other.png': picture(),
      'masks/broken.png': mask(),
      'masks/good.png': mask(),
      'masks/labels.png': labels,
      'masks/other.png': mask(10, 20),
    })
    const { cases, errors } = await open()
    expect(cases.map(({ id }) => id)).toEqual(['good'])
    expect(errors.map(({ code, place }) => [code, place.file?.slice(dir.length)])).toEqual([
      ['data-malformed', '/images/alone.png'],
      ['media-undecodable', '/images/broken.png'],
      ['bad-usage', '/masks/labels.png'],
      ['data-malformed', '/masks/other.png'],
    ])
    expect(errors.at(-1)?.message).toContain('the mask is 10×20 and the image 20×10')
  })
})

suite('the BiomedParse layout', () => {
  const annotation = (mask_file: string, more: object = {}) => ({
    mask_file,
    sentences: [
      { sent: ` ${mask_file.split('_').at(-1)?.replace('.png', '')} ` },
      { sent: 'another wording' },
    ],
    ...more,
  })

  test('names masks, splits and targets in JSON; the picture is the one whose name begins the mask’s', async () => {
    await put({
      'test/p1_MRI_heart.png': picture(),
      'train/p2_MRI_heart.png': picture(),
      'test_mask/p1_MRI_heart_left+ventricle.png': mask(),
      'test_mask/p1_MRI_heart_myocardium.png': mask(),
      'train_mask/p2_MRI_heart_myocardium.png': mask(),
      'test.json': JSON.stringify({
        annotations: [
          annotation('p1_MRI_heart_left+ventricle.png', { split: 'test' }),
          annotation('p1_MRI_heart_myocardium.png'),
        ],
      }),
      'train.json': JSON.stringify({ annotations: [annotation('p2_MRI_heart_myocardium.png')] }),
    })
    const { cases, training, errors, dataset } = await open()
    expect(errors).toEqual([])
    expect(
      cases.map(({ id, cluster, question, tags }) => [id, cluster, question.text, tags.modality]),
    ).toEqual([
      ['p1_MRI_heart_left+ventricle', 'p1_MRI_heart', 'left+ventricle', 'MRI'],
      ['p1_MRI_heart_myocardium', 'p1_MRI_heart', 'myocardium', 'MRI'],
    ])
    expect(training.map(({ id }) => id)).toEqual(['p2_MRI_heart_myocardium'])
    expect(dataset.count).toBe(2)
  })

  test('asks for the validation split where there is no test, and for everything where nothing is set apart', async () => {
    const files = {
      'images/a.png': picture(),
      'masks/a_x.png': mask(),
      'masks/a_y.png': mask(),
    }
    const json = (x: string | undefined, y: string | undefined) =>
      JSON.stringify({
        annotations: [annotation('a_x.png', { split: x }), annotation('a_y.png', { split: y })],
      })
    await put({ ...files, 'data.json': json('train', 'val') })
    expect((await open()).cases.map(({ id }) => id)).toEqual(['a_y'])
    await put({ 'data.json': json('train', 'train') })
    expect((await open()).cases.map(({ id }) => id)).toEqual(['a_x', 'a_y'])
  })

  test('takes the picture of an image id first, and modality and cluster where they are told', async () => {
    await put({
      'images/one.png': picture(),
      'images/two.png': picture(),
      'masks/one_x.png': mask(),
      'all.json': JSON.stringify({
        images: [{ id: 7, file_name: 'two.png' }],
        annotations: [annotation('one_x.png', { image_id: 7, modality: 'PET', cluster: 'patient 3' })],
      }),
    })
    const { cases } = await open()
    expect(cases[0]).toMatchObject({ cluster: 'patient 3', tags: { modality: 'PET' } })
    expect(cases[0]?.media[0]?.uri).toContain('two.png')
  })

  test('says by file and row what an annotation lacks, and never leaves the folder', async () => {
    await put({
      'images/a.png': picture(),
      'masks/a_x.png': mask(),
      'data.json': JSON.stringify({
        annotations: [
          { mask_file: 'a_x.png' },
          annotation('a_none.png'),
          annotation('../a_x.png'),
          annotation('a_x.png', { file_name: '../../etc/passwd' }),
        ],
      }),
    })
    const { cases, errors } = await open()
    expect(cases).toEqual([])
    expect(errors.map(({ message, place }) => [place.row, message.replace(/^.*row \d+: /, '')])).toEqual([
      [1, expect.stringContaining('sentences')],
      [2, expect.stringContaining('there is no mask a_none.png')],
      [3, expect.stringContaining('there is no mask ../a_x.png')],
      [4, expect.stringContaining('there is no image ../../etc/passwd')],
    ])
  })

  test('refuses JSON that is none, and a folder with nothing of the kind', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'data-malformed' })
    await put({ 'data.json': '{"annotations": [' })
    await expect(open()).rejects.toMatchObject({
      code: 'data-malformed',
      place: { file: join(dir, 'data.json') },
    })
    await rm(join(dir, 'data.json'))
    await put({ 'file.png': picture() })
    await expect(segment.open(join(dir, 'file.png'), {})).rejects.toMatchObject({ code: 'data-malformed' })
    await expect(segment.open(join(dir, 'nowhere'), {})).rejects.toMatchObject({ code: 'data-missing' })
  })
})

suite('volumes', () => {
  // Four slices of 20 × 10 voxels; the target is on the second and, larger, on the third.
  const grid = {
    size: { x: 20, y: 10, z: 4, t: 1 },
    channels: 1,
    rescale: { slope: 1, intercept: 0 },
    spacing: { x: 0.5, y: 2, z: 3 },
    affine: [0.5, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1],
  } as const
  const levels = Int16Array.from({ length: 800 }, (_, i) => i)
  const image: Volume = { ...grid, samples: levels, unit: 'HU' }
  const labels = new Uint8Array(800)
  labels.set(maskOf().data, 200)
  labels.set(maskOf(20, 10, 12).data, 400)
  const target: Volume = { ...grid, samples: labels, unit: 'label' }

  beforeEach(() =>
    put({
      'images/v_CT.nii': writeNifti(image),
      'masks/v_CT.nii': writeNifti(target),
      'target.txt': 'the liver',
    }),
  )

  test('give the slice on which the target is largest, as a picture with its spacing', async () => {
    const { cases, dataset } = await open()
    expect(cases.map(({ id }) => id)).toEqual(['v_CT'])
    expect(cases[0]).toMatchObject({
      media: [{ mediaType: 'image/png', spacing: { x: 0.5, y: 2 } }],
      tags: { modality: 'CT' },
    })
    expect(cases[0] && maskArea(await referenceOf(cases[0]))).toBe(40)
    expect(dataset.count).toBe(1)
  })

  test('give every slice that holds the target where that is asked, in one cluster', async () => {
    const { cases, dataset } = await open({ slices: 'all' })
    expect(cases.map(({ id, cluster }) => [id, cluster])).toEqual([
      ['v_CT#2', 'v_CT'],
      ['v_CT#3', 'v_CT'],
    ])
    expect(dataset.count).toBeUndefined()
  })

  test('are measured in millimetres', async () => {
    const [case_] = (await open()).cases
    if (case_ === undefined) throw new Error('no case')
    const drawn = maskFromBox(box(2, 2, 16, 6), 20, 10)
    const trace: Trace = {
      ...{ caseId: case_.id, solver: 'test', steps: [], answer: null, usage: { requests: 0 } },
      stop: 'answered',
      outputs: [embedMedia('mask', await maskPng(drawn), 'image/png')],
      timing: { startedAt: '', ms: 0, retries: 0 },
    }
    // Four columns too many, of half a millimetre: the far edge is 2 mm off.
    const { terms } = await segment.verifier('strict').verify(case_, trace)
    expect(terms.hd95).toBeCloseTo(2, 9)
    expect(terms['hd95.share']).toBeCloseTo(2 / Math.hypot(10, 20), 9)
  })
})

suite('the shipped set', () => {
  test('has ten cases of two kinds, four patients and one stack', async () => {
    const dataset = await segment.open('segment-mini', resolveSettings(segment))
    const cases: Case[] = []
    for await (const item of dataset.cases()) if (item.ok) cases.push(item.case)
    expect(cases).toHaveLength(10)
    expect(new Set(cases.map(({ cluster }) => cluster)).size).toBe(5)
    expect(new Set(cases.map(({ tags }) => tags.modality))).toEqual(new Set(['X-ray', 'electron microscopy']))
  })
})

suite('the modality in a file name', () => {
  test.each([
    ['amos_0328_CT_abdomen.png', 'CT'],
    ['LGG_MR-FLAIR_brain.png', 'MRI'],
    ['brats_MRI-T1-Gd_brain.png', 'MRI'],
    ['x_mr_heart.nii.gz', 'MRI'],
    ['lung-1_X-Ray_chest.png', 'X-ray'],
    ['liver_ultrasound_9.png', 'ultrasound'],
    ['polyp_endoscope_colon.png', 'endoscopy'],
    ['ISIC_0001_dermoscopy_skin.jpg', 'dermoscopy'],
    ['drive_fundus_retinal.png', 'fundus'],
    ['nerve_OCT_eye.png', 'OCT'],
    ['actor.png', 'not stated'],
  ])('of %s is %s', (name, modality) => {
    expect(modalityIn(name)).toBe(modality)
  })
})

suite('the metrics, by hand', () => {
  const score = (caseId: string, terms: Record<string, number>, more: Partial<Score> = {}): Score => ({
    ...{
      caseId,
      cluster: caseId,
      tags: { modality: 'CT' },
      outcome: 'partial',
      value: terms.dice ?? null,
      terms,
    },
    ...more,
  })
  const scores = [
    score('a', {
      dice: 0.8,
      iou: 0.6,
      'hd95.share': 0.1,
      'first.dice': 0.5,
      turns: 3,
      redundant: 1,
      noc85: 20,
      reached85: 0,
      'dice@1': 0.5,
      'dice@3': 0.8,
      'strict.reward': 0.4,
    }),
    score('b', {
      dice: 0.4,
      iou: 0.25,
      'hd95.share': 0.5,
      'first.dice': 0.6,
      turns: 1,
      redundant: 1,
      noc85: 1,
      reached85: 1,
      'dice@1': 0.6,
      'dice@3': 0.4,
      'strict.reward': 0.2,
    }),
    score('c', {}, { outcome: 'provider-error', value: null }),
  ]
  const value = (id: string) => {
    const units = segment.metrics.find((metric: Metric) => metric.id === id)?.units(scores) ?? []
    const sum = (pick: (unit: (typeof units)[number]) => number) =>
      units.reduce((total, unit) => total + pick(unit), 0)
    return {
      n: units.length,
      value: sum(({ numerator }) => numerator) / sum(({ denominator }) => denominator),
    }
  }

  test.each([
    ['dice', 0.6],
    ['iou', 0.425],
    ['hd95', 0.3],
    // 0.3 up and 0.2 down.
    ['gain', 0.05],
    ['dice@1', 0.55],
    ['dice@3', 0.6],
    ['noc85', 10.5],
    ['reached85', 0.5],
    ['turns', 2],
    // Two of the four actions.
    ['redundant', 0.5],
    ['reward-strict', 0.3],
  ])('%s over what was answered is %f', (id, expected) => {
    expect(value(id).n).toBe(2)
    expect(value(id).value).toBeCloseTo(expected, 12)
  })

  test('begin with Dice, and every one can be told by modality', () => {
    expect(segment.metrics[0]?.id).toBe('dice')
    for (const { by, id } of segment.metrics) expect(by, id).toContain('modality')
  })

  test('of a case without actions leave redundancy out', () => {
    const idle = [score('d', { dice: 0, turns: 0, redundant: 0 })]
    const [unit] = segment.metrics.find(({ id }) => id === 'redundant')?.units(idle) ?? []
    expect(unit).toMatchObject({ numerator: 0, denominator: 0 })
  })
})

suite('the solvers', () => {
  test('are chosen by name; an unknown one is refused', () => {
    const settings = resolveSettings(segment)
    expect(segment.solver?.(settings)).toMatchObject({ id: 'agent' })
    expect(segment.solver?.(settings, 'single')).toMatchObject({ id: 'single' })
    expect(segment.solver?.(settings, 'oracle')).toMatchObject({ id: 'oracle', seesReference: true })
    expect(segment.solver?.(settings, 'scripted:x.json')).toMatchObject({ id: 'scripted', asksNoModel: true })
    expect(() => segment.solver?.(settings, 'magic')).toThrow('no solver')
  })
})
