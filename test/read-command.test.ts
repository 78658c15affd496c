/** `praxis read` as a process: with networks in ONNX files that always say the same, on drawn radiographs. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { startStubServer } from '../bench/stub-server.ts'
import { chestReadingSchema, chexpertLabels } from '../src/cases/index.ts'
import { drawPhantom } from '../src/forge/index.ts'
import { dicomImage } from '../src/imaging/__fixtures__/dicom-image.ts'
import type { Tag } from '../src/imaging/dicom/data-set.ts'
import { valueElement } from '../src/imaging/dicom/encode-value.ts'
import { encodePng, readDicomFacts, readSeg } from '../src/imaging/index.ts'
import { writeChestModels } from './chest-models.ts'
import { praxis } from './praxis-process.ts'

const side = 128
const chest = drawPhantom('read-command', { size: side, plan: { lesions: [], devices: [] } }).image

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-read-'))
  await mkdir(join(dir, 'models'))
  await writeChestModels(join(dir, 'models'), { Effusion: 0.9, Edema: 0.1 })
  const files: Record<string, string | Uint8Array> = {
    'chest.png': await encodePng(chest),
    'chest.dcm': radiograph(),
    'lateral.dcm': radiograph([[0x00185101, 'CS', 'LL']]),
    'damaged.dcm': radiograph().subarray(0, 900),
    'notes.txt': 'not a picture',
    taken: 'a file',
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content)
})
afterAll(() => rm(dir, { recursive: true }))

function radiograph(change: [Tag, string, string | number][] = []): Uint8Array {
  const set: [Tag, string, string | number][] = [
    [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.1'],
    [0x00080060, 'CS', 'CR'],
    [0x00180015, 'CS', 'CHEST'],
    [0x00185101, 'CS', 'PA'],
    ...change,
  ]
  return dicomImage(1, {
    columns: side,
    rows: side,
    samples: Int16Array.from(chest.samples, value => 1024 - 160 + (value * 400) / 255),
    change: set.map(([tag, vr, value]) => [tag, valueElement(vr, [value])]),
  })
}

const read = (file: string, out: string, ...more: string[]) =>
  praxis(dir, 'read', file, '--findings', 'onnx:models', '--anatomy', 'onnx:models', '--out', out, ...more)

suite.concurrent('praxis read', () => {
  test('reads a picture into JSON, a page, FHIR and DICOM', async () => {
    const { code, stdout, stderr } = await read('chest.png', 'picture')
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^The patient has Effusion mainly located in .+ area\./)
    expect(stdout).toContain('Research use, not a medical device.')
    const file = (name: string) => readFile(join(dir, 'picture', name), 'utf8')
    const reading = chestReadingSchema.parse(JSON.parse(await file('reading.json')))
    expect(reading.failures).toEqual([])
    expect(reading.findings.map(({ label, state }) => [label, state])).toEqual([
      ['Edema', 'absent'],
      ['Effusion', 'present'],
    ])
    for (const { media } of reading.artifacts)
      if (media !== undefined) expect(await readdir(join(dir, 'picture', 'media'))).toContain(`${media}.png`)
    expect(await file('reading.html')).toContain('The patient has Effusion')
    expect(JSON.parse(await file('fhir.json'))).toMatchObject({ resourceType: 'Bundle' })
    const report = readDicomFacts(await readFile(join(dir, 'picture', 'reading.dcm')))
    expect(report).toMatchObject({ kind: 'Comprehensive 3D SR', modality: 'SR' })
  })

  test('joins the study of a DICOM image, with a segmentation for each structure', async () => {
    const { code, stdout, stderr } = await read('chest.dcm', 'dicom', '--json')
    expect(code, stderr).toBe(0)
    const told = JSON.parse(stdout)
    expect(told).toMatchObject({
      kind: 'praxis-reading',
      image: { view: 'PA', source: { study: '1.2.3', instance: '1.2.3.4.1', modality: 'CR' } },
    })
    expect(told.files).toContain('segmentation-left-lung.dcm')
    const report = readDicomFacts(await readFile(join(dir, 'dicom', 'reading.dcm')))
    expect(report.study).toBe('1.2.3')
    const { segments } = await readSeg(await readFile(join(dir, 'dicom', 'segmentation-left-lung.dcm')))
    expect(segments).toMatchObject([{ label: 'Left Lung' }])
  })

  test.each([['lateral.dcm', 'its header says a lateral view']])(
    'claims nothing of %s',
    async (file, why) => {
      const { code, stdout } = await read(file, `depth-${file}`)
      expect(code).toBe(1)
      expect(stdout).toMatch(/^Out of its depth\.\nNo confident finding: /)
      expect(stdout).toContain(why)
      expect(stdout).not.toContain('The patient')
    },
  )

  test.each([
    ['nowhere.png', 'data-missing'],
    ['notes.txt', 'notes.txt: not a readable image'],
    ['damaged.dcm', 'media-undecodable'],
  ])('refuses %s in one line', async (file, said) => {
    const { code, stdout, stderr } = await read(file, 'refused')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('leaves nothing of an earlier reading beside its own, and never replaces the image', async () => {
    await read('chest.dcm', 'twice')
    await writeFile(join(dir, 'twice', 'notes.txt'), 'mine')
    await read('chest.png', 'twice')
    const names = await readdir(join(dir, 'twice'))
    expect(names.filter(name => name.startsWith('segmentation'))).toEqual([])
    expect(names).toContain('notes.txt')
    await writeFile(join(dir, 'twice', 'reading.dcm'), radiograph())
    const { code, stderr } = await read(join('twice', 'reading.dcm'), 'twice')
    expect([code, stderr]).toEqual([2, expect.stringContaining('another folder')])
    expect(await readFile(join(dir, 'twice', 'reading.dcm'))).toEqual(Buffer.from(radiograph()))
  })

  test('says where it cannot write', async () => {
    for (const [out, said] of [
      ['taken', 'taken: is a file; name a folder'],
      [join('taken', 'reading'), 'taken'],
    ] as const) {
      const { code, stderr } = await read('chest.png', out)
      expect([code, stderr]).toEqual([2, expect.stringContaining(said)])
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    }
  })

  test('leaves no folder where a network cannot be opened', async () => {
    const { code, stderr } = await read('chest.png', 'never', '--anatomy', 'onnx:nowhere')
    expect([code, stderr]).toEqual([2, expect.stringContaining('nowhere')])
    expect(await readdir(dir)).not.toContain('never')
  })

  test('lets a chat model decide, and names one that cannot', async () => {
    const list = chexpertLabels.map(label => `(${label}, ${label === 'Pleural Effusion' ? 0.97 : 0.02})`)
    const good = `<think>…</think>\\boxed{Effusion} ${list.join(', ')}`
    const server = await startStubServer({ answer: prompt => (prompt.includes('steady') ? good : 'no') })
    const confused = await startStubServer()
    try {
      const model = (url: string) => ['--reasoner', `compatible:stub@${url}`, '--json']
      const told = JSON.parse((await read('chest.png', 'chat', ...model(server.url))).stdout)
      expect(told.findings[1]).toMatchObject({ label: 'Effusion', state: 'present', probability: 0.97 })
      expect(told.files).toContain('reasoning.json')
      const other = JSON.parse((await read('chest.png', 'confused', ...model(confused.url))).stdout)
      expect(other.failures[0].reason).toMatch(/after one repair.*the built-in reasoner judged/)
      expect(confused.requests()).toBe(2)
    } finally {
      await Promise.all([server.close(), confused.close()])
    }
  })

  test('sends nothing to a remote model unasked', async () => {
    const { code, stderr } = await read('chest.png', 'x', '--reasoner', 'compatible:m@https://example.org/v1')
    expect([code, stderr]).toEqual([2, expect.stringContaining('remote-refused')])
  })
})

suite('praxis run cxr', () => {
  const models = ['--findings', 'onnx:models', '--anatomy', 'onnx:models']

  test('lets the radiologist read where no model is named, and records how it was set up', async () => {
    const { code, stdout, stderr } = await praxis(
      ...([dir, 'run', 'cxr', ...models, '--limit', '2', '--out', 'run', '--json'] as const),
    )
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'finished', n: 2 })
    const { ask } = JSON.parse(await readFile(join(dir, 'run', 'run.json'), 'utf8'))
    expect(ask).toMatchObject({
      solver: 'radiologist',
      model: 'none',
      radiologist: { reasoner: 'builtin', findings: 'onnx:models', agents: { steady: '1' } },
    })
  })

  test('refuses its options without it', async () => {
    const { code, stderr } = await praxis(dir, 'run', 'cxr', '--model', 'builtin:chance', ...models)
    expect([code, stderr]).toEqual([2, expect.stringContaining('is for the radiologist')])
  })
})
