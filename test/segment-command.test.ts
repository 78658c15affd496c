/** `praxis segment` as a process: exit codes, streams, models over HTTP, DICOM. Its options are tested beside it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { startStubServer } from '../bench/stub-server.ts'
import { around, disc, pictureOf, writePictures } from '../src/cli/segment/__fixtures__/pictures.ts'
import type { SegmentResult } from '../src/cli/segment/tell.ts'
import { decode, openVolume } from '../src/imaging/index.ts'
import { listening, painter } from '../src/models/segmenters/http/__fixtures__/service.ts'
import { dicomImage } from './dicom-image.ts'
import { type Finished, praxis } from './praxis-process.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-segment-'))
  await writePictures(dir)
  await writeFile(join(dir, 'slice.dcm'), dicomImage(pictureOf(disc), { spacing: [0.5, 0.25] }))
})
afterAll(() => rm(dir, { recursive: true }))

const segment = (...args: string[]): Promise<Finished> => praxis(dir, 'segment', ...args)
const box = ['--box', around]

async function resultOf(...args: string[]): Promise<SegmentResult> {
  const { code, stdout, stderr } = await segment(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

/** One line on stderr, nothing on stdout, exit code 2, and no mask. */
async function refused(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await segment(...args, '--out', 'never.png')
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' })
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(await readdir(dir)).not.toContain('never.png')
  return stderr
}

suite('praxis segment', () => {
  test('writes a mask of 0 and 255 at the size of the image, and says on stderr what it chose', async () => {
    const { code, stdout, stderr } = await segment(
      'volume.nii',
      '--target',
      'the disc',
      ...box,
      '--out',
      'a.png',
    )
    expect(code).toBe(0)
    expect(stdout).toContain('the disc in volume.nii (96×64, slice 2 of 3)')
    expect(stderr).toContain('slice 2 of 3 is segmented, the middle one; name another with --slice')
    const { width, height, channels, samples } = await decode(await readFile(join(dir, 'a.png')))
    expect({ width, height, channels }).toEqual({ width: 96, height: 64, channels: 1 })
    expect(new Set(samples)).toEqual(new Set([0, 255]))
  })

  test('refuses in one line with exit code 2', async () => {
    const [missing, idle] = await Promise.all([refused('none.png', ...box), refused('disc.png')])
    expect(missing).toContain('[data-missing]')
    expect(idle).toContain('[bad-usage]')
  })
})

suite('a mask by a service', () => {
  test('that hangs is given up within the time limit', async () => {
    const service = await listening(painter({ 'POST /session/create': () => 'never' }))
    const began = performance.now()
    const said = await refused('disc.png', ...box, '--segmenter', `http:${service.url}`, '--timeout', '1')
    expect(said).toContain('[provider-timeout]')
    expect(performance.now() - began).toBeLessThan(15_000)
    await service.close()
  })
})

suite('a mask by a model', () => {
  const call = (name: string, args: object) =>
    `<tool_call>${JSON.stringify({ name, arguments: args })}</tool_call>`
  const server = (...replies: string[]) => {
    let n = 0
    return startStubServer({ answer: () => replies[n++] ?? 'Nothing more.' })
  }
  // On the square that the model sees: 96 pixels wide, the picture in its middle.
  const boxCall = call('add_bbox', { bbox_2d: [208, 270, 625, 687] })
  const target = ['--target', 'the disc']

  test('over several turns, the model named in the solver or beside it', async () => {
    const { url, close } = await server(boxCall, call('stop_action', {}))
    const solver = ['--solver', `agent:compatible:stub@${url}`]
    const result = await resultOf(
      'disc.png',
      ...target,
      ...solver,
      '--reference',
      'truth.png',
      '--out',
      'f.png',
    )
    expect(result).toMatchObject({ solver: 'agent', model: `compatible:stub@${url}`, usage: { requests: 2 } })
    expect(result.turns.map(({ tool }) => tool)).toEqual(['add_bbox', 'stop_action'])
    expect(result.measured?.dice).toBeGreaterThan(0.85)
    // The same again, from the cache.
    const beside = ['--solver', 'agent', '--model', `compatible:stub@${url}`]
    const again = await resultOf('disc.png', ...target, ...beside, '--out', 'f.png')
    expect(again.mask).toEqual(result.mask)
    await close()
  })

  test('that draws nothing is an error that tells its words', async () => {
    const { url, close } = await server('I see no disc.', 'I still see no disc.')
    expect(await refused('disc.png', ...target, '--solver', `single:compatible:stub@${url}`)).toMatch(
      /the model drew no mask.*I still see no disc.*\[provider-empty\]/,
    )
    await close()
  })

  test('elsewhere is refused for DICOM, unless that is asked for', async () => {
    const solver = ['--solver', 'agent:compatible:m@http://127.0.0.2.invalid/v1', '--timeout', '5']
    expect(await refused('slice.dcm', ...target, ...solver)).toContain('[remote-refused]')
  })
})

suite('a mask of DICOM', () => {
  test('is measured in millimetres and written as a segmentation that refers to the image', async () => {
    const result = await resultOf('slice.dcm', '--target', 'the disc', ...box, '--out', 'seg.dcm')
    expect(result.spacing).toEqual({ x: 0.25, y: 0.5 })
    expect(result.mask.areaMm2).toBeCloseTo(result.mask.areaPixels * 0.125, 9)
    const opened = await openVolume(join(dir, 'seg.dcm'))
    const source = await openVolume(join(dir, 'slice.dcm'))
    if (opened.kind !== 'segmentation' || source.kind !== 'dicom') throw new Error('not what was written')
    expect(opened.volume.samples.filter(label => label === 1)).toHaveLength(result.mask.areaPixels)
    expect(opened.seg.segments).toMatchObject([{ number: 1, label: 'the disc', algorithm: 'SEMIAUTOMATIC' }])
    expect(opened.seg.geometry?.origins).toEqual([[-30, 12.5, 6]])
    expect(opened.seg.geometry?.spacing).toEqual(result.spacing)
    expect(JSON.stringify(opened.seg)).toContain(source.facts.sopInstance)
    expect(opened.facts.study).toBe(source.facts.study)
  })
})

suite('praxis run segment', () => {
  test('tells Dice, IoU, HD95, turns, clicks and redundancy by modality, rescored alike without a segmenter', async () => {
    const args = ['run', 'segment', '--solver', 'oracle', '--set', 'actions=1', '--out', 'run', '--json']
    const { code, stdout } = await praxis(dir, ...args)
    expect(code).toBe(0)
    const { metrics } = JSON.parse(stdout)
    for (const id of ['dice', 'iou', 'hd95', 'turns', 'noc85', 'noc90', 'redundant']) {
      const metric = metrics.find((one: { id: string }) => one.id === id)
      expect(metric.units, id).toBe(10)
      expect(Object.keys(metric.by.modality), id).toEqual(['X-ray', 'electron microscopy'])
    }
    const rescored = await praxis(dir, 'rescore', 'run', '--json')
    expect(JSON.parse(rescored.stdout)).toMatchObject({ changed: { outcome: 0, value: 0 }, metrics })
  })
})
