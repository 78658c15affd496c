/** Requests as MONAI Label's client and plugins send them. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, suite, test } from 'vitest'
import {
  box,
  decode,
  dice,
  encodePng,
  gridOf,
  type Mask,
  point,
  readNifti,
  readSeg,
  segLabels,
  type Volume,
  writeNifti,
} from '../../../imaging/index.ts'
import { createSegmenter, type Prompt } from '../../../models/index.ts'
import { dicomSlice } from '../__fixtures__/dicom.ts'
import { disc, formOf, pngFile, serviceFor } from '../__fixtures__/service.ts'
import { inOldOrder } from './volume.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Below `images`: pictures, a volume, a series; beside it what nobody may see. */
let dir: string
let images: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-monai-'))
  images = join(dir, 'images')
  await mkdir(join(images, 'deep', 'ct'), { recursive: true })
  await writeFile(join(images, 'disc.png'), await encodePng(disc))
  await writeFile(join(images, 'notes.txt'), 'a secret')
  await writeFile(join(dir, 'outside.png'), await encodePng(disc))
  await symlink(join(dir, 'outside.png'), join(images, 'link.png'))
  await writeFile(join(images, 'deep', 'stack.nii'), writeNifti(stack))
  for (let k = 0; k < 3; k++)
    await writeFile(
      join(images, 'deep', 'ct', `${k}.dcm`),
      dicomSlice({
        series,
        instance: `1.2.3.9.${k}`,
        number: k,
        z: 2.5 * k,
        width: 96,
        pixels: Uint16Array.from(disc.samples),
      }),
    )
})
afterAll(() => rm(dir, { recursive: true }))

const series = '1.2.3.8'

/** Three slices with the disc in each, 0.7 × 0.7 × 2.5 mm, lying obliquely in the patient. */
const stack: Volume = {
  size: { x: 96, y: 80, z: 3, t: 1 },
  channels: 1,
  samples: Int16Array.from({ length: 3 * 96 * 80 }, (_, i) => (disc.samples[i % (96 * 80)] ?? 0) - 100),
  rescale: { slope: 1, intercept: 0 },
  unit: 'stored',
  affine: [0.7, 0, 0, -20, 0, 0.56, 1.5, 30, 0, -0.42, 2, 5, 0, 0, 0, 1],
}

const stackFile = () => new File([Uint8Array.from(writeNifti(stack))], 'stack.nii')

async function service(options: Parameters<typeof serviceFor>[0] = {}) {
  const running = await serviceFor({ folders: [images], ...options })
  closing.push(running.close)
  return running
}

/** What the built-in segmenter draws of prompts on the disc in this process. */
async function drawnHere(...prompts: Prompt[]): Promise<Mask> {
  const session = await (await createSegmenter('builtin')).open(disc)
  for (const prompt of prompts) await session.add(prompt)
  return session.mask()
}
const middle: Prompt = { kind: 'point', at: point(50.5, 40.5), positive: true }
const rim: Prompt = { kind: 'point', at: point(31.5, 40.5), positive: false }

/** The parts of a multipart answer. */
async function partsOf(answer: Response) {
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/)
  const body = new Uint8Array(await answer.arrayBuffer())
  // A client in Python reads the body from the socket, so chunks would be taken for a part of it.
  expect(answer.headers.get('content-length')).toBe(String(body.length))
  const form = await new Response(body, { headers: answer.headers }).formData()
  const file = form.get('image')
  if (!(file instanceof File)) throw new Error('no image')
  return {
    params: JSON.parse(String(form.get('params'))),
    name: file.name,
    bytes: new Uint8Array(await file.arrayBuffer()),
  }
}

suite('MONAI Label', () => {
  test('tells of itself what its clients look for', async () => {
    const { json } = await service()
    for (const path of ['/info/', '/info'])
      expect(await json('GET', path)).toMatchObject({
        status: 200,
        name: 'Praxis',
        version: '1.2.3',
        labels: ['target'],
        models: { builtin: { type: 'deepgrow', dimension: 2, labels: { target: 1 }, config: {} } },
        trainers: {},
        strategies: {},
        scoring: {},
        train_stats: {},
        datastore: { total: 5, completed: 0, label_tags: {} },
      })
  })

  test('a session: upload, clicks on a slice of a volume, a label map on its grid', async () => {
    const { ask, json } = await service()
    const opened = await json('PUT', '/session/?expiry=600', formOf({ files: stackFile(), client_id: 'me' }))
    expect(opened).toMatchObject({
      status: 200,
      session_info: { name: opened.session_id, image: 'stack.nii', meta: {}, expiry: 3600 },
    })
    const infer = async (params: unknown, query = '') =>
      ask(
        'POST',
        `/infer/builtin?image=name+in+Slicer&session_id=${opened.session_id}${query}`,
        formOf({ params }),
      )
    const { params, name, bytes } = await partsOf(
      await infer({ foreground: [[50, 40, 1]], background: [], label: 'target', slice: 1, client_id: 'me' }),
    )
    expect(params).toMatchObject({
      label_names: { target: 1 },
      latencies: { total: expect.any(Number), transform: null },
    })
    expect(name).toMatch(/^mask-[0-9a-f]{8}\.nii\.gz$/)
    const { volume } = await readNifti(bytes)
    expect(volume.size).toEqual(stack.size)
    for (const [i, value] of (stack.affine ?? []).entries()) expect(volume.affine?.[i]).toBeCloseTo(value, 5)
    const length = 96 * 80
    expect(volume.samples.subarray(length, 2 * length)).toEqual((await drawnHere(middle)).data)
    for (const empty of [volume.samples.subarray(0, length), volume.samples.subarray(2 * length)])
      expect(empty.every(value => value === 0)).toBe(true)

    const answer = await infer(
      {
        foreground: [
          [50, 40, 1],
          [50, 40, 2],
        ],
        background: [[31, 40, 1]],
        result_extension: '.nrrd',
      },
      '&output=image',
    )
    expect(answer.headers.get('content-disposition')).toMatch(/filename="mask-.*\.nrrd"/)
    const nrrd = new Uint8Array(await answer.arrayBuffer())
    const start = Buffer.from(nrrd).indexOf('\n\n') + 2
    expect(nrrd.length - start).toBe(3 * length)
    expect(nrrd.subarray(start + length, start + 2 * length)).toEqual((await drawnHere(middle, rim)).data)
    expect(nrrd.subarray(start + 2 * length)).toEqual((await drawnHere(middle)).data)

    expect(await json('GET', `/session/${opened.session_id}`)).toMatchObject({
      name: opened.session_id,
      image: 'stack.nii',
    })
    expect(await json('DELETE', `/session/${opened.session_id}`)).toMatchObject({ status: 200 })
    expect((await infer({ foreground: [[50, 40, 1]] })).status).toBe(404)
  })

  test('a picture: a box and clicks, and a PNG of the label', async () => {
    const { ask } = await service()
    const { name, bytes } = await partsOf(
      await ask(
        'POST',
        '/infer/builtin?image=',
        formOf({ params: { roi: [25, 15, 75, 65], background: [[31, 40]] }, file: await pngFile() }),
      ),
    )
    expect(name).toMatch(/\.png$/)
    const drawn = await drawnHere({ kind: 'box', box: box(25, 15, 75, 65) }, rim)
    expect(await decode(bytes)).toMatchObject({ width: 96, height: 80, channels: 1, samples: drawn.data })
  })

  test('Slicer’s box has both ends of an axis side by side', async () => {
    const { ask } = await service()
    const infer = async (params: unknown) => {
      const answer = await ask('POST', '/infer/builtin?output=image', formOf({ params, file: stackFile() }))
      return (await readNifti(new Uint8Array(await answer.arrayBuffer()))).volume.samples
    }
    const byAxis = await infer({ roi: [25, 75, 15, 65, 0, 2] })
    expect(byAxis).toEqual(await infer({ roi: [25, 15, 75, 65], slice: 1 }))
    expect(byAxis.some(value => value === 1)).toBe(true)
  })

  test('an image below the roots, by path; a DICOM series by its UID, also as a DICOM segmentation', async () => {
    const { ask, json } = await service()
    const { bytes } = await partsOf(
      await ask('POST', '/infer/builtin?image=disc.png', formOf({ params: { foreground: [[50, 40]] } })),
    )
    expect((await decode(bytes)).samples).toEqual((await drawnHere(middle)).data)
    const params = { foreground: [[50, 40, 2]], label: 'a disc' }
    const bySeries = await partsOf(await ask('POST', `/infer/builtin?image=${series}`, formOf({ params })))
    const { volume } = await readNifti(bySeries.bytes)
    expect(volume.size.z).toBe(3)
    const answer = await ask('POST', `/infer/builtin?image=${series}&output=dicom_seg`, formOf({ params }))
    expect(answer.headers.get('content-type')).toBe('application/dicom')
    const seg = await readSeg(new Uint8Array(await answer.arrayBuffer()))
    expect(seg.segments).toMatchObject([
      { number: 1, label: 'a disc', algorithm: 'SEMIAUTOMATIC', algorithmName: 'builtin' },
    ])
    const { labels } = segLabels(seg)
    expect(Array.from(labels)).toEqual(Array.from(volume.samples))
    expect(
      await json(
        'POST',
        '/infer/builtin?image=disc.png&output=dicom_seg',
        formOf({ params: { foreground: [[50, 40]] } }),
      ),
    ).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/needs a DICOM image/),
    })
    expect(await json('GET', '/health')).toMatchObject({ active_sessions: 2 })
    expect(await json('GET', '/sessions')).toMatchObject({ total_sessions: 0 })
  })

  test('a DICOM series uploaded file by file', async () => {
    const { json, ask } = await service()
    const form = new FormData()
    for (let k = 0; k < 3; k++)
      form.append(
        'files',
        new File(
          [
            Uint8Array.from(
              dicomSlice({
                series,
                instance: `1.2.3.9.${k}`,
                number: k,
                z: 2.5 * k,
                width: 96,
                pixels: Uint16Array.from(disc.samples),
              }),
            ),
          ],
          `${k}.dcm`,
        ),
      )
    const { session_id } = await json('PUT', '/session/', form)
    const { bytes } = await partsOf(
      await ask(
        'POST',
        `/infer/builtin?session_id=${session_id}`,
        formOf({ params: { foreground: [[50, 40, 0]] } }),
      ),
    )
    expect((await readNifti(bytes)).volume.size).toMatchObject({ x: 96, y: 80, z: 3 })
  })

  test('an image uploaded under a name is there until it is removed; files on disk cannot be', async () => {
    const { ask, json } = await service()
    expect(await json('PUT', '/datastore/?image=mine', formOf({ params: {}, file: stackFile() }))).toEqual({
      status: 200,
      image: 'mine',
    })
    const infer = () =>
      ask('POST', '/infer/builtin?image=mine&output=json', formOf({ params: { foreground: [[50, 40, 0]] } }))
    expect(await (await infer()).json()).toMatchObject({ label_names: { target: 1 } })
    expect((await json('DELETE', '/datastore/?id=mine')).status).toBe(200)
    expect((await infer()).status).toBe(404)
    expect(await json('DELETE', '/datastore/image?id=disc.png')).toMatchObject({
      status: 404,
      detail: expect.stringMatching(/uploaded here/),
    })
    expect((await ask('HEAD', '/datastore/image?image=disc.png')).status).toBe(200)
  })

  test('lists and gives the images below the roots, and nothing else', async () => {
    const { ask, json } = await service()
    expect(await json('GET', '/datastore/')).toEqual({ status: 200, total: 5, completed: 0, label_tags: {} })
    const { objects } = await json('GET', '/datastore/?output=all')
    expect(Object.keys(Object(objects))).toEqual([
      'deep/ct/0.dcm',
      'deep/ct/1.dcm',
      'deep/ct/2.dcm',
      'deep/stack.nii',
      'disc.png',
    ])
    const given = await ask('GET', '/datastore/image?image=disc.png')
    expect(new Uint8Array(await given.arrayBuffer())).toEqual(new Uint8Array(await encodePng(disc)))
    for (const name of [
      '../outside.png',
      'link.png',
      join(dir, 'outside.png'),
      '/etc/passwd',
      'notes.txt',
      '',
      '..',
      '.',
      'nothing.png',
      'disc.png\0',
      '%2e%2e/outside.png',
      '1.2.3.99',
    ])
      for (const ask of [
        () => json('GET', `/datastore/image?image=${encodeURIComponent(name)}`),
        () =>
          json(
            'POST',
            `/infer/builtin?image=${encodeURIComponent(name || 'x')}`,
            formOf({ params: { foreground: [[1, 1]] } }),
          ),
      ]) {
        const { status, detail } = await ask()
        expect([400, 404], name).toContain(status)
        expect(String(detail)).not.toContain('secret')
        if (!name.includes(dir)) expect(String(detail)).not.toContain(dir)
      }
  })

  test.each([
    ['no prompt', {}, 400, /no prompt/],
    ['empty lists', { foreground: [], background: [], roi: [] }, 400, /no prompt/],
    ['a negative index', { foreground: [[-1, 4, 0]] }, 400, /-1,4 is not on the image/],
    ['a huge index', { foreground: [[1e8, 4, 0]] }, 400, /not on the image/],
    ['a number beyond all', { foreground: [[1e300, 4, 0]] }, 422, /foreground/],
    ['a slice that is not there', { foreground: [[5, 4, 3]] }, 400, /slice 3 is not in the image of 3/],
    ['a negative slice', { background: [[5, 4, -2]] }, 400, /slice -2/],
    ['half a slice', { foreground: [[5, 4, 0.5]] }, 400, /slice 0.5/],
    [
      'no slice in a volume',
      { foreground: [[5, 4]] },
      400,
      /has 3 slices; give points as \[i, j, k\], or slice/,
    ],
    ['one number', { foreground: [[5]] }, 422, /foreground/],
    ['text for a point', { foreground: ['a'] }, 422, /foreground/],
    ['five numbers of a box', { roi: [1, 2, 3, 4, 5], slice: 0 }, 400, /roi has 4 numbers/],
    ['a box inside out', { roi: [30, 30, 10, 10], slice: 0 }, 400, /no area/],
    ['101 points', { foreground: Array(101).fill([1, 1, 0]) }, 422, /100/],
    [
      'a format not written',
      { foreground: [[5, 4, 0]], result_extension: '.mha' },
      400,
      /no .mha is written; ask for .nii.gz/,
    ],
    [
      'a PNG of a volume',
      { foreground: [[5, 4, 0]], result_extension: '.png' },
      400,
      /holds one slice, not 3/,
    ],
  ])('parameters with %s are refused', async (_, params, status, words) => {
    const { json, log } = await service()
    const refused = await json('POST', '/infer/builtin?image=deep/stack.nii', formOf({ params }))
    expect(refused.status).toBe(status)
    expect(JSON.stringify(refused.detail)).toMatch(words)
    expect(log).toEqual([])
  })

  test.each([
    [
      'another model',
      '/infer/deepgrow_3d?image=disc.png',
      { params: {} },
      404,
      /no model deepgrow_3d here; use builtin/,
    ],
    [
      'no image at all',
      '/infer/builtin',
      { params: { foreground: [[1, 1]] } },
      400,
      /Neither Image nor File/,
    ],
    [
      'an unknown output',
      '/infer/builtin?image=disc.png&output=zip',
      { params: {} },
      422,
      /output must be one of/,
    ],
    ['broken parameters', '/infer/builtin?image=disc.png', { params: '{"foreground": ' }, 422, /no JSON/],
    [
      'scribbles',
      '/infer/builtin?image=disc.png',
      { params: {}, label: new File(['x'], 'label.nii.gz') },
      501,
      /scribbles/,
    ],
    [
      'a file that is no image',
      '/infer/builtin',
      { params: {}, file: new File(['hello'], '../../x.nii.gz') },
      400,
      /x.nii.gz/,
    ],
    ['a session that is none', '/infer/builtin?session_id=nope', { params: {} }, 404, /Session not found/],
    ['a key of the store', '/infer/builtin?session_id=upload:x', { params: {} }, 404, /Session not found/],
  ])('a request with %s is refused', async (_, path, fields, status, words) => {
    const { json } = await service()
    const refused = await json('POST', path, formOf(fields))
    expect(refused.status).toBe(status)
    expect(JSON.stringify(refused.detail)).toMatch(words)
    expect(JSON.stringify(refused.detail)).not.toContain(tmpdir())
  })

  test('an upload without files, of an archive, of two files of one name, of two that do not go together', async () => {
    const { json } = await service()
    expect((await json('PUT', '/session/', formOf({ a: 'b' }))).status).toBe(404)
    expect((await json('PUT', '/session/?uncompress=true', formOf({ files: stackFile() }))).status).toBe(501)
    const twice = formOf({ files: stackFile() })
    twice.append('files', stackFile())
    expect(await json('PUT', '/session/', twice)).toMatchObject({
      status: 400,
      detail: 'two of the files have the same name',
    })
    const odd = formOf({ files: stackFile() })
    odd.append('files', await pngFile())
    expect((await json('PUT', '/session/', odd)).status).toBe(400)
  })

  test('what is not done here says so', async () => {
    const { json } = await service()
    for (const [method, path] of [
      ['POST', '/activelearning/random'],
      ['GET', '/train/?check_if_running=true'],
      ['POST', '/train/builtin'],
      ['POST', '/batch/infer/builtin'],
      ['PUT', '/datastore/label?image=x'],
      ['GET', '/datastore/label/info?label=x&tag=y'],
      ['POST', '/scoring/dice'],
      ['GET', '/proxy/dicom/wado/studies'],
      ['POST', '/infer/wsi/builtin'],
    ] as const) {
      const { status, detail } = await json(method, path)
      expect([path, status]).toEqual([path, 501])
      expect(detail).toBeTruthy()
    }
    expect(await json('GET', '/nothing/here')).toEqual({ status: 404, detail: 'Not Found' })
  })

  test('login trades the token as password for itself', async () => {
    const token = 'a-token-for-the-tests'
    const { json } = await service({ token })
    expect(await json('GET', '/auth/')).toMatchObject({ status: 200, enabled: true })
    const login = (password: string) =>
      json('POST', '/auth/token', `username=me&password=${password}&grant_type=password`, {
        'content-type': 'application/x-www-form-urlencoded',
      })
    expect(await login('wrong')).toMatchObject({ status: 401 })
    expect(await login(token)).toEqual({ status: 200, access_token: token, token_type: 'bearer' })
    expect((await json('GET', '/info/')).status).toBe(401)
    expect(
      (await json('GET', '/auth/token/valid', undefined, { authorization: `bearer ${token}` })).status,
    ).toBe(200)
    expect(await (await service()).json('GET', '/auth/')).toMatchObject({ enabled: false })
  })
})

suite('the order of prompts', () => {
  const at = (x: number, positive = true): Prompt => ({ kind: 'point', at: point(x, 0), positive })

  test('what was there before keeps its place; what is new comes after; what is gone is left out', () => {
    expect(inOldOrder([at(1), at(2), at(3, false)], [at(3, false), at(9), at(1)])).toEqual([
      at(3, false),
      at(1),
      at(2),
    ])
    expect(inOldOrder([at(1), at(1)], [at(1)])).toEqual([at(1), at(1)])
    expect(inOldOrder([], [at(1)])).toEqual([])
  })

  test('a click undone and set again over the wire gives the mask as if it had never been undone', async () => {
    const { ask } = await service()
    const infer = async (foreground: number[][], background: number[][] = []) => {
      const answer = await ask(
        'POST',
        '/infer/builtin?image=disc.png&output=image',
        formOf({ params: { foreground, background } }),
      )
      return (await decode(new Uint8Array(await answer.arrayBuffer()))).samples
    }
    const one = await infer([[50, 40]])
    const two = await infer([[50, 40]], [[31, 40]])
    expect(await infer([[50, 40]])).toEqual(one)
    expect(await infer([[50, 40]], [[31, 40]])).toEqual(two)
    expect(two).toEqual((await drawnHere(middle, rim)).data)
    expect(dice(gridOf({ ...disc, data: Uint8Array.from(one) }), gridOf(await drawnHere(middle)))).toBe(1)
  })
})
