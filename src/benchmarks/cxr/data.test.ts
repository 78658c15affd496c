import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { type Case, hashBytes, type PraxisError, readMedia } from '../../cases/index.ts'
import { drawPhantom, forgePhantoms } from '../../forge/index.ts'
import { encodePng } from '../../imaging/index.ts'
import { resolveSettings } from '../settings.ts'
import { cxr } from './index.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-cxr-'))
})
afterEach(() => rm(dir, { recursive: true }))

async function put(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(dir, dirname(name)), { recursive: true })
    await writeFile(join(dir, name), content)
  }
}

const picture = await encodePng({ width: 4, height: 4, channels: 1, samples: new Uint8Array(16).fill(9) })
const pictures = (...names: string[]) => Object.fromEntries(names.map(name => [name, picture]))

async function open(data = dir, chosen: Record<string, string> = {}) {
  const dataset = await cxr.open(data, resolveSettings(cxr, chosen))
  const cases: Case[] = []
  const errors: PraxisError[] = []
  for await (const item of dataset.cases()) {
    if (item.ok) cases.push(item.case)
    else errors.push(item.error)
  }
  return { dataset, cases, problems: errors.map(({ message }) => message.replaceAll(`${dir}/`, '')) }
}

function labels({ reference }: Case | { reference?: undefined } = {}) {
  if (reference?.format !== 'labels') throw new Error('no labels')
  return reference
}

suite('the held-out phantoms', () => {
  test('are drawn from seeds of their own, the same in each pass, with every label known', async () => {
    const { dataset, cases } = await open('phantoms', { count: '3' })
    const again = await open('phantoms', { count: '3' })
    expect(cases.map(({ id }) => id)).toEqual(['phantom-0', 'phantom-1', 'phantom-2'])
    expect(again.cases).toEqual(cases)
    expect(dataset.count).toBe(3)
    const phantom = drawPhantom('cxr-test/1')
    const [, second] = cases
    expect(second?.media[0]?.sha256).toBe(hashBytes(await encodePng(phantom.image)))
    const { present, absent, places } = labels(second)
    expect(present.length + absent.length).toBe(19)
    expect(present.filter(label => label !== 'Support Devices').toSorted()).toEqual(
      [...new Set(phantom.findings.map(({ label }) => label))].toSorted(),
    )
    expect(present.includes('Support Devices')).toBe(phantom.devices.length > 0)
    expect(Object.keys(places ?? {}).toSorted()).toEqual(
      present.filter(label => label !== 'Support Devices').toSorted(),
    )
    expect(second?.tags.view).toBe(phantom.patient.view)
  })

  test('cannot be a number that is none', async () => {
    for (const count of ['0', '-1', '1.5', 'many', ''])
      await expect(open('phantoms', { count })).rejects.toThrow(/count cannot be/)
  })
})

suite('a folder of forged phantoms', () => {
  test('knows labels, devices, views and places of its own pictures', async () => {
    await forgePhantoms({ out: dir, count: 4, seed: 5, size: 64 })
    const { cases, problems, dataset } = await open()
    expect(problems).toEqual([])
    expect(dataset.card.licence).toBe('CC0-1.0')
    expect(cases).toHaveLength(4)
    for (const [n, case_] of cases.entries()) {
      const phantom = drawPhantom(`5/${n}`, { size: 64 })
      const { present, absent, places } = labels(case_)
      expect(present.length + absent.length).toBe(19)
      expect(present.includes('Support Devices')).toBe(phantom.devices.length > 0)
      for (const { label, structures } of phantom.findings)
        expect(places?.[label]).toEqual(expect.arrayContaining(structures))
      expect(case_.tags.view).toBe(phantom.patient.view)
      expect(case_.cluster).toContain(`phantom-5-${n}`)
      expect(Buffer.from(await readMedia(case_.media[0] ?? expect.fail('no picture')))).toEqual(
        await encodePng(phantom.image).then(bytes => Buffer.from(bytes)),
      )
    }
  })
})

suite('a table of NIH ChestX-ray14', () => {
  test('lists its labels; those of the fourteen that are not listed are absent, others unknown', async () => {
    await put({
      ...pictures('images_001/images/00000001_000.png', 'images_002/images/00000002_001.png'),
      'Data_Entry_2017.csv':
        'Image Index,Finding Labels,Patient ID,View Position\n00000001_000.png,Cardiomegaly|Effusion,1,PA\n00000002_001.png,No Finding,2,AP\n',
      'BBox_List_2017.csv':
        'Image Index,Finding Label,Bbox [x,y,w,h],,,\n00000001_000.png,Effusion,10.5,20,30,40,,,\n',
    })
    const { cases, problems } = await open()
    expect(problems).toEqual([])
    const [first, second] = cases
    expect(first).toMatchObject({ id: '00000001_000', cluster: '1', tags: { view: 'PA' } })
    expect(labels(first).present).toEqual(['Effusion', 'Cardiomegaly'])
    expect(labels(first).absent).toHaveLength(12)
    expect(labels(first).absent).not.toContain('Fracture')
    expect(labels(first).boxes).toEqual({ Effusion: [{ x0: 10.5, y0: 20, x1: 40.5, y1: 60 }] })
    expect(labels(second).present).toEqual([])
    expect(labels(second).absent).toHaveLength(14)
    expect(first?.question.options).toContainEqual({ key: 'Effusion', text: 'Pleural Effusion' })
  })

  test('finds images by paths of Windows, by names in other case, and by names without an extension', async () => {
    await put({
      ...pictures('a/00000007_000.png', 'a/00000007_001.PNG', 'b/x.png'),
      'labels.csv': 'file,Finding Labels\na\\00000007_000.png,Mass\n00000007_001.png,Mass\nx,Mass\n',
    })
    const { cases, problems } = await open()
    expect(problems).toEqual([])
    expect(cases.map(({ cluster }) => cluster)).toEqual(['00000007', '00000007', 'x'])
  })

  test('reads the other boxes where one is none', async () => {
    await put({
      ...pictures('a.png'),
      'labels.csv': 'image,Finding Labels\na.png,Mass\n',
      'BBox_List_2017.csv': 'Image Index,Finding Label,x,y,w,h\na.png,Zebra,1,1,1,1\ni\\a.png,Mass,1,2,3,4\n',
    })
    const { cases, problems } = await open()
    expect(problems).toEqual([
      'BBox_List_2017.csv, row 1: not image, label, x, y, w, h of a box; correct or remove it',
    ])
    expect(labels(cases[0]).boxes).toEqual({ Mass: [{ x0: 1, y0: 2, x1: 4, y1: 6 }] })
  })

  test('has as many radiographs as it has', async () => {
    await put({ ...pictures('a.png'), 'labels.csv': 'image,Finding Labels\na.png,Mass\n' })
    await expect(open(dir, { count: '5' })).rejects.toThrow('use --limit')
  })

  test('takes the patient from the name of the image where no column tells', async () => {
    await put({
      ...pictures('a/00000007_000.png', 'a/00000007_001.png'),
      'labels.csv': 'file,Finding Labels\nx/00000007_000.png,Mass\n00000007_001.png,Mass\n',
    })
    expect((await open()).cases.map(({ cluster }) => cluster)).toEqual(['00000007', '00000007'])
  })
})

suite('a table of CheXpert', () => {
  const header =
    'Path,Sex,Frontal/Lateral,AP/PA,No Finding,Pleural Effusion,Edema,Pleural Other,Support Devices\n'

  test('has a column a label; blank and uncertain are unknown', async () => {
    await put({
      ...pictures('train/patient1/study1/view1_frontal.jpg', 'train/patient2/study1/view1_frontal.jpg'),
      'train.csv': `${header}CheXpert-v1.0/train/patient1/study1/view1_frontal.jpg,F,Frontal,AP,,1.0,-1.0,1.0,\nCheXpert-v1.0/train/patient2/study1/view1_frontal.jpg,M,Frontal,PA,1.0,,,,1.0\n`,
    })
    const { cases, problems } = await open()
    expect(problems).toEqual([])
    const [first, second] = cases
    expect(first).toMatchObject({ cluster: 'patient1', tags: { view: 'AP' } })
    expect(labels(first)).toMatchObject({ present: ['Effusion'], absent: [] })
    expect(labels(second)).toMatchObject({ present: ['Support Devices'], absent: ['Edema', 'Effusion'] })
  })

  test('is asked only for frontal views', async () => {
    await put({
      ...pictures('a.jpg'),
      'train.csv': `${header}a.jpg,F,Lateral,,,1.0,,,\n`,
    })
    expect((await open()).problems).toEqual([
      'train.csv, row 1: a lateral view, where frontal ones are asked; remove the row',
    ])
  })
})

suite('a bad table', () => {
  test('says of each row in one line what is wrong with it', async () => {
    await put({
      ...pictures('a.png', 'b.png', 'one/c.png', 'two/c.png'),
      'notes.png': 'no picture',
      'labels.csv': [
        'image,Finding Labels',
        'a.png,Pneumonai',
        'a.png,No Finding|Mass',
        'z.png,Mass',
        'c.png,Mass',
        'notes.png,Mass',
        'b.png,',
        ',Mass',
        '../a.png,Mass',
      ].join('\n'),
    })
    const { cases, problems } = await open()
    expect(problems.map(line => line.replace(/ is no label; .*/, ' is no label'))).toEqual([
      'labels.csv, row 1: "Pneumonai" is no label',
      'labels.csv, row 2: it contradicts itself: No Finding and Mass; correct or remove the row',
      'labels.csv, row 3: there is no image z.png; put it into the folder',
      'labels.csv, row 4: 2 images are named c.png; give the path from the folder',
      'labels.csv, row 5: notes.png is neither a picture nor DICOM; use PNG, JPEG or DICOM',
      'labels.csv, row 6: it states no label; correct or remove the row',
      'labels.csv, row 7: image is blank; correct or remove the row',
    ])
    // What lies outside the folder cannot be named: the name alone is looked for within it.
    expect(cases.map(({ media }) => media[0]?.uri.endsWith('/a.png'))).toEqual([true])
  })

  test('says which value of a column is none, and where columns contradict each other', async () => {
    await put({
      ...pictures('a.png'),
      'labels.csv': 'image,Effusion,Pleural Effusion,Mass\na.png,1,0,\na.png,1,,maybe\na.png,,-1,\n',
    })
    expect((await open()).problems).toEqual([
      'labels.csv, row 1: it contradicts itself: Effusion is both present and absent; correct or remove the row',
      'labels.csv, row 2: Mass is "maybe", not 1, 0, -1 or blank; correct or remove the row',
      'labels.csv, row 3: it states no label as present or absent; correct or remove the row',
    ])
  })

  test('is refused as a whole where a column is missing', async () => {
    await put({ 'labels.csv': 'image,age\na.png,3\n' })
    await expect(open()).rejects.toThrow(/no column tells labels/)
    await put({ 'labels.csv': 'age,Mass\n3,1\n' })
    await expect(open()).rejects.toThrow(/no column names the image/)
    await expect(open(join(dir, 'nowhere'))).rejects.toThrow(/there is no data/)
  })
})
