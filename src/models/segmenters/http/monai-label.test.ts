/** The MONAI Label client: which model, which parameters, and masks in the forms that servers send. */
import { afterEach, expect, suite, test } from 'vitest'
import {
  box,
  decode,
  encodePng,
  gzipped,
  maskArea,
  point,
  type Raster,
  readNifti,
  volumeOfRaster,
  writeNifti,
} from '../../../imaging/index.ts'
import type { Prompt } from '../segmenter.ts'
import { type Answer, type Handler, json, listening } from './__fixtures__/service.ts'
import { httpSegmenter } from './index.ts'
import { chooseModel, parametersFor } from './monai-model.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const grey: Raster = {
  width: 6,
  height: 4,
  channels: 1,
  samples: new Uint16Array(24).map((_, i) => 1000 * i),
}
const colour: Raster = { width: 6, height: 4, channels: 4, samples: new Uint8Array(96).fill(200) }
const plus: Prompt = { kind: 'point', at: point(2.5, 1.5), positive: true }
const minus: Prompt = { kind: 'point', at: point(5.9, 3.2), positive: false }
const around: Prompt = { kind: 'box', box: box(1, 0, 4, 3) }

const model = (type: string, more = {}) => ({ type, dimension: 2, labels: {}, description: '', ...more })
const sam = { sam_2d: model('deepgrow', { description: 'SAM2 (Segment Anything Model)' }) }

/** A label map of the image, from numbers in reading order. */
const map = (labels: number[], width = 6, height = 4) =>
  writeNifti(volumeOfRaster({ width, height, channels: 1, samples: Uint8Array.from(labels) }))
const half = map(Array.from({ length: 24 }, (_, i) => (i < 12 ? 1 : 2)))

function multipart(bytes: Uint8Array, name = 'tmp.nii.gz'): Answer {
  const head = (rest: string) => `--frontier\r\nContent-Disposition: form-data; ${rest}\r\n\r\n`
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=frontier' },
    body: Buffer.concat([
      Buffer.from(
        `${head('name="params"')}{"label_names": {}}\r\n${head(`name="image"; filename="${name}"`)}`,
      ),
      bytes,
      Buffer.from('\r\n--frontier--\r\n'),
    ]),
  }
}

async function server(
  models: unknown,
  infer: () => Answer | Promise<Answer>,
  session: Answer = json({ session_id: 'abc' }),
) {
  const handler: Handler = async ({ method, path }) => {
    if (path === '/info/') return json({ name: 'app', models })
    if (method === 'PUT' && path === '/session/') return session
    if (path.startsWith('/infer/')) return infer()
    return method === 'DELETE' ? json({}) : json({ detail: 'Not Found' }, 404)
  }
  const running = await listening(handler)
  closing.push(running.close)
  return running
}

const quick = { retries: { tries: 3, firstWaitMs: 1 }, timeoutMs: 2000, env: {} }

suite('the MONAI Label client', () => {
  test('uploads a grey picture once as a volume of one slice, and tells all prompts each time', async () => {
    const { url, asked } = await server(sam, async () => multipart(await gzipped(half)))
    const segmenter = await httpSegmenter(url, quick)
    expect(segmenter.id).toBe(`http:${url}?model=sam_2d`)
    const session = await segmenter.open(grey)
    await session.add(around)
    await session.add(plus)
    const mask = await session.add(minus)
    expect(maskArea(mask)).toBe(24)
    session.close()
    await expect.poll(() => asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/session/abc' })
    const calls = asked.filter(({ path }) => path.startsWith('/infer'))
    expect(calls.map(({ path }) => path)).toEqual(
      Array(3).fill('/infer/sam_2d?output=all&image=&session_id=abc'),
    )
    expect(JSON.parse(String(calls[2]?.form.get('params')))).toEqual({
      foreground: [[2, 1, 0]],
      background: [[5, 3, 0]],
      roi: [1, 0, 4, 3],
      slice: 0,
      result_extension: '.nii.gz',
      result_dtype: 'uint8',
      result_compress: false,
    })
    const uploads = asked.filter(({ path }) => path === '/session/')
    expect(uploads).toHaveLength(1)
    const file = uploads[0]?.form.get('files')
    if (!(file instanceof File)) throw new Error('no file')
    expect(file.name).toBe('image.nii.gz')
    const { volume, facts } = await readNifti(new Uint8Array(await file.arrayBuffer()))
    expect(volume).toMatchObject({ size: { x: 6, y: 4, z: 1, t: 1 }, samples: grey.samples })
    // Voxel (i, j) lies i to the right and j to the front, so turning it to RAS leaves its indices.
    expect(facts.affineFrom).toBe('sform')
    expect(volume.affine?.slice(0, 12).map(Math.abs)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
    expect([volume.affine?.[0], volume.affine?.[5], volume.affine?.[10]]).toEqual([-1, -1, 1])
  })

  test('a colour picture goes as PNG without transparency, with points of two indices', async () => {
    const { url, asked } = await server(sam, () => multipart(half, 'mask.nii'))
    const session = await (await httpSegmenter(url, quick)).open(colour)
    await session.add(plus)
    const upload = asked.find(({ path }) => path === '/session/')?.form.get('files')
    if (!(upload instanceof File)) throw new Error('no file')
    expect(await decode(new Uint8Array(await upload.arrayBuffer()))).toMatchObject({
      width: 6,
      height: 4,
      channels: 3,
    })
    const { foreground, slice } = JSON.parse(String(asked.at(-1)?.form.get('params')))
    expect({ foreground, slice }).toEqual({ foreground: [[2, 1]], slice: undefined })
  })

  test('a server without sessions gets the image with every request', async () => {
    const { url, asked } = await server(
      sam,
      () => multipart(half),
      json({ detail: 'Session Feature is Not Enabled' }, 406),
    )
    const session = await (await httpSegmenter(url, quick)).open(grey)
    await session.add(plus)
    expect(asked.at(-1)?.path).toBe('/infer/sam_2d?output=all&image=')
    expect(asked.at(-1)?.form.get('file')).toBeInstanceOf(File)
  })

  test('a prompt taken back costs no new upload', async () => {
    const { url, asked } = await server(sam, () => multipart(half))
    const session = await (await httpSegmenter(url, quick)).open(grey)
    await session.add(plus)
    await session.add(minus)
    session.undo?.()
    await session.add(around)
    expect(asked.filter(({ path }) => path === '/session/')).toHaveLength(1)
    expect(JSON.parse(String(asked.at(-1)?.form.get('params')))).toMatchObject({
      background: [],
      roi: [1, 0, 4, 3],
    })
  })

  test('a lost session is opened again after the error that tells of it', async () => {
    let lost = true
    const { url, asked } = await server(sam, () => {
      if (!lost) return multipart(half)
      lost = false
      return json({ detail: 'image not found' }, 500)
    })
    const session = await (await httpSegmenter(url, quick)).open(grey)
    await session.add(plus)
    expect(asked.filter(({ path }) => path === '/session/')).toHaveLength(2)
    expect(session.prompts()).toEqual([plus])
  })

  test('reads a bare file, and a PNG of small numbers', async () => {
    const bare = { headers: { 'content-type': 'application/octet-stream' }, body: half }
    const png = await encodePng({
      width: 6,
      height: 4,
      channels: 1,
      samples: new Uint8Array(24).fill(1, 0, 5),
    })
    for (const [answer, area] of [
      [bare, 24],
      [multipart(png, 'mask.png'), 5],
    ] as const) {
      const { url } = await server(sam, () => answer)
      const session = await (await httpSegmenter(url, quick)).open(grey)
      expect(maskArea(await session.add(plus))).toBe(area)
    }
  })

  test.each<[string, Answer, RegExp]>([
    ['JSON alone', json({ label_names: {} }), /application\/json where a mask was expected/],
    ['an HTML page', { headers: { 'content-type': 'text/html' }, body: '<html></html>' }, /an HTML page/],
    [
      'broken multipart',
      { headers: { 'content-type': 'multipart/form-data; boundary=a' }, body: '--a\r\nnope' },
      /multipart/,
    ],
    ['another size', multipart(map(Array(24).fill(1), 4, 6)), /4×6 for an image of 6×4/],
    [
      'a volume of another image',
      multipart(writeNifti({ ...volumeOfRaster(grey), size: { x: 6, y: 2, z: 2, t: 1 } })),
      /6 × 2 × 2 voxels/,
    ],
    ['a file that is no image', multipart(Buffer.from('hello')), /cannot be read/],
    [
      'too much',
      { headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(80_000) },
      /too long/,
    ],
  ])('%s is provider-malformed', async (_, answer, words) => {
    const { url } = await server(sam, () => answer)
    const session = await (await httpSegmenter(url, quick)).open(grey)
    await expect(session.add(plus)).rejects.toMatchObject({
      code: 'provider-malformed',
      message: expect.stringMatching(words),
    })
    expect(session.prompts()).toEqual([])
  })

  test('a box for a model that takes none is refused before anything is sent', async () => {
    const { url, asked } = await server({ deepgrow_2d: model('deepgrow') }, () => multipart(half))
    const session = await (await httpSegmenter(url, quick)).open(grey)
    await expect(session.add(around)).rejects.toMatchObject({
      code: 'provider-rejected',
      message: expect.stringMatching(/points and no boxes/),
    })
    expect(asked.map(({ path }) => path)).toEqual(['/health', '/info/', '/session/'])
    expect(maskArea(await session.add(plus))).toBe(24)
  })

  test('of a map of several labels the chosen one counts', async () => {
    const labels = { background: 0, spleen: 1, liver: 2 }
    const { url, asked } = await server({ deepedit: model('deepedit', { dimension: 3, labels }) }, () =>
      multipart(map([2, 2, 2, ...Array(21).fill(1)])),
    )
    await expect(httpSegmenter(url, quick)).rejects.toThrow(
      /draws 2 labels; choose with &label=, one of spleen, liver/,
    )
    const segmenter = await httpSegmenter(`${url}?label=liver`, quick)
    expect(segmenter.id).toBe(`http:${url}?model=deepedit&label=liver`)
    const session = await segmenter.open(grey)
    expect(maskArea(await session.add(plus))).toBe(3)
    expect(JSON.parse(String(asked.at(-1)?.form.get('params')))).toMatchObject({
      liver: [[2, 1, 0]],
      background: [],
    })
  })
})

suite('choosing a model', () => {
  const base = new URL('http://host:8000/')
  const all = {
    spleen: model('segmentation'),
    deepgrow_2d: model('deepgrow'),
    deepedit: model('deepedit', { dimension: 3, labels: ['spleen', 'liver'] }),
    'vista 3d': model('vista3d', { dimension: 3, labels: { liver: 1, background: 0, kidney: 14 } }),
  }

  test('the only interactive one is taken; of several one must be named', () => {
    expect(chooseModel({ spleen: all.spleen, deepgrow_2d: all.deepgrow_2d }, { base }).name).toBe(
      'deepgrow_2d',
    )
    expect(() => chooseModel(all, { base })).toThrow(
      '3 interactive models; choose with ?model=, one of deepgrow_2d, deepedit, vista 3d',
    )
    expect(() => chooseModel(all, { base, model: 'spleen' })).toThrow(
      'no interactive model "spleen"; it has deepgrow_2d',
    )
    expect(() => chooseModel({ spleen: all.spleen }, { base })).toThrow(
      'no model that takes clicks; start it with one; it has spleen',
    )
    expect(() => chooseModel({}, { base })).toThrow('it has none')
  })

  test('labels of a list count from 1, those of a table as it says', () => {
    expect(chooseModel(all, { base, model: 'deepedit', label: 'liver' }).label).toEqual({
      name: 'liver',
      index: 2,
    })
    expect(chooseModel(all, { base, model: 'vista 3d', label: 'kidney' }).label).toEqual({
      name: 'kidney',
      index: 14,
    })
    expect(() => chooseModel(all, { base, model: 'deepedit', label: 'heart' })).toThrow(
      'no label "heart"; use one of spleen, liver',
    )
  })

  test.each([
    ['sam_2d', '', true],
    ['interactive', 'SAM2 (Segment Anything Model)', true],
    ['builtin', 'points, and a box as roi', true],
    ['sample', 'a sample app', false],
    ['deepgrow_2d', 'A pre-trained DeepGrow model', false],
  ])('%s (%s) takes boxes: %s', (name, description, takesBoxes) => {
    expect(chooseModel({ [name]: model('deepgrow', { description }) }, { base }).takesBoxes).toBe(takesBoxes)
  })

  test('parameters differ by type as the plugins of OHIF and Slicer have them', () => {
    const prompts = [plus, minus, around, { kind: 'box', box: box(0, 0, 2, 2) } satisfies Prompt]
    const vista = chooseModel(all, { base, model: 'vista 3d', label: 'kidney' })
    expect(parametersFor(vista, prompts, 3)).toEqual({
      points: [
        [2, 1, 0],
        [5, 3, 0],
      ],
      point_labels: [1, 0],
      label_prompt: [14],
    })
    const deepedit = chooseModel(all, { base, model: 'deepedit', label: 'liver' })
    expect(parametersFor(deepedit, [plus, minus], 3)).toEqual({
      foreground: [[2, 1, 0]],
      background: [[5, 3, 0]],
      label: 'liver',
      liver: [[2, 1, 0]],
    })
    const endoscopy = chooseModel({ deepedit: model('deepedit', { labels: ['Tool', 'InBody'] }) }, { base })
    expect(parametersFor(endoscopy, [plus], 2)).toEqual({
      foreground: [[2, 1]],
      background: [],
      output: 'mask',
    })
    const volumes = chooseModel({ sam_3d: model('deepgrow', { dimension: 3 }) }, { base })
    expect(parametersFor(volumes, prompts, 3)).toMatchObject({ roi: [0, 0, 2, 2, 0, 1] })
  })
})
