/** The command in this process: what it makes of its options. `test/segment-command.test.ts` runs it as a process. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, suite, test, vi } from 'vitest'
import { messageOf } from '../../cases/index.ts'
import { decode, dice, gridOf, maskArea, openVolume, readMask } from '../../imaging/index.ts'
import { around, disc, height, volume, width, writePictures } from '../segment/__fixtures__/pictures.ts'
import type { SegmentResult } from '../segment/tell.ts'
import { addSegment } from './segment.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-segment-'))
  await writePictures(dir)
})
afterAll(() => rm(dir, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

/** File names are in the folder of the test. */
const isFile = (word: string) => /^[\w./-]+\.(png|nii|nii\.gz|dcm|txt|json|jpg)$/.test(word)

/** What it prints; throws what it throws. */
async function segment(...args: string[]): Promise<string> {
  const printed: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => printed.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const program = new Command().exitOverride()
  addSegment(program)
  for (const command of program.commands) command.exitOverride()
  await program.parseAsync(['segment', ...args.map(word => (isFile(word) ? join(dir, word) : word))], {
    from: 'user',
  })
  return printed.join('')
}

async function resultOf(...args: string[]): Promise<SegmentResult> {
  return JSON.parse(await segment(...args, '--json'))
}

const maskIn = async (file: string) => readMask(await readFile(join(dir, file)))
const box = ['--box', around]

suite('a mask of a picture', () => {
  test('is drawn by boxes and clicks in the order of the command line, in pixels', async () => {
    const args = [
      '--target',
      'the disc',
      '--point',
      '3,60.5,-',
      ...box,
      '--point',
      '40,30,+',
      '--out',
      'a.png',
    ]
    const result = await resultOf('disc.png', ...args, '--reference', 'truth.png')
    expect(result.turns).toMatchObject([
      {
        tool: 'add_point',
        grid: { point_type: 'negative' },
        pixels: { at: { x: 3, y: 60.5 }, positive: false },
      },
      { tool: 'add_bbox', pixels: { box: { frame: 'pixel', x0: 20, y0: 10, x1: 60, y1: 50 } } },
      { tool: 'add_point', grid: { point_2d: [416, 468] }, pixels: { at: { x: 40, y: 30 } } },
    ])
    const mask = await maskIn('a.png')
    expect(result).toMatchObject({
      width,
      height,
      slice: null,
      spacing: null,
      solver: 'prompts',
      model: null,
    })
    expect(result.mask).toMatchObject({ areaPixels: maskArea(mask), areaMm2: null, components: 1 })
    expect(result.turns.at(-1)?.areaPixels).toBe(maskArea(mask))
    expect(result.measured?.dice).toBeCloseTo(dice(gridOf(disc), gridOf(mask)), 12)
    expect(result.measured?.dice).toBeGreaterThan(0.9)
    expect(result.turns.at(-1)?.dice).toBe(result.measured?.dice)
  })

  test('is told in a few lines', async () => {
    const lines = (await segment('disc.png', '--target', 'the disc', ...box, '--out', 'b.png'))
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(6)
    expect(lines[0]).toMatch(/^the disc in .*disc\.png \(96×64\)$/)
    expect(lines[1]).toMatch(/^ +1 {2}box 20,10,60,50 +.+ pixels$/)
    expect(lines[2]).toMatch(/^mask: .+ pixels, \d+\.\d % of the image, one part, within \d+,\d+ to \d+,\d+$/)
    expect(lines[5]).toBe('Research use, not a medical device.')
  })

  test('comes with an overlay: the mask in green, larger where the picture is small', async () => {
    await resultOf('disc.png', ...box, '--out', 'c.png', '--overlay', 'c-overlay.png')
    const { width: columns, channels, samples } = await decode(await readFile(join(dir, 'c-overlay.png')))
    expect(columns).toBe(768)
    const greenness = (x: number, y: number) => {
      const at = (8 * y * columns + 8 * x) * channels
      return (samples[at + 1] ?? 0) - (samples[at] ?? 0)
    }
    expect(greenness(40, 30)).toBeGreaterThan(50)
    expect(greenness(85, 55)).toBeLessThan(10)
  })

  test('is made by the oracle from a reference, whichever way that is coded', async () => {
    for (const reference of ['truth.png', 'truth-01.png']) {
      const result = await resultOf(
        'disc.png',
        '--solver',
        'oracle',
        '--reference',
        reference,
        '--out',
        'd.png',
      )
      expect(result).toMatchObject({ solver: 'oracle', measured: { unit: 'px' } })
      expect(result.measured?.dice).toBeGreaterThan(0.95)
      expect(result.turns[0]).toMatchObject({ tool: 'add_bbox', grid: { bbox_2d: [250, 219, 583, 718] } })
    }
    const two = ['--solver', 'oracle', '--actions', '2', '--reference', 'truth.png', '--out', 'd.png']
    expect((await resultOf('disc.png', ...two)).turns.length).toBeLessThanOrEqual(3)
  })

  test('is made by a script', async () => {
    const script = [{ name: 'add_bbox', arguments: { bbox_2d: [208, 156, 624, 780] } }, { name: 'grow' }]
    await writeFile(join(dir, 'script.json'), JSON.stringify(script))
    const result = await resultOf('disc.png', '--solver', `scripted:${dir}/script.json`, '--out', 'e.png')
    expect(result.turns).toMatchObject([{ tool: 'add_bbox' }, { tool: 'grow', areaPixels: null }])
    expect(result.turns[1]?.refused).toContain('There is no tool')
  })
})

suite('a mask of a volume', () => {
  test('lies in its slice of the whole grid, and is measured in millimetres', async () => {
    const result = await resultOf('volume.nii', '--slice', '2', ...box, '--out', 'mask.nii.gz')
    expect(result.slice).toEqual({ number: 2, of: 3 })
    expect(result.mask.areaMm2).toBeCloseTo(result.mask.areaPixels * 3, 9)
    const { volume: written } = await openVolume(join(dir, 'mask.nii.gz'))
    expect(written).toMatchObject({ size: volume.size, affine: volume.affine })
    const area = width * height
    const counts = [0, 1, 2].map(
      n => written.samples.subarray(n * area, (n + 1) * area).filter(label => label === 1).length,
    )
    expect(counts).toEqual([0, result.mask.areaPixels, 0])
  })

  test('is of the middle slice where none is named', async () => {
    expect(await segment('volume.nii', ...box, '--out', 'middle.png')).toContain('(96×64, slice 2 of 3)')
    expect((await resultOf('volume.nii', '--frame', '1', ...box, '--out', 'first.png')).slice?.number).toBe(1)
  })

  test('is aimed at a reference volume, in millimetres', async () => {
    const args = ['--solver', 'oracle', '--reference', 'truth.nii', '--out', 'o.nii']
    const { measured } = await resultOf('volume.nii', ...args)
    expect(measured).toMatchObject({ unit: 'mm' })
    expect(measured?.dice).toBeGreaterThan(0.95)
  })
})

suite('what cannot be segmented is refused before any work', () => {
  const out = ['--out', 'never.png']

  test.each([
    ['an image that is not there', ['none.png', ...box, ...out], 'none.png'],
    ['a file of words', ['words.txt', ...box, ...out], 'it is a text file'],
    ['nothing to draw with', ['disc.png', ...out], 'nothing says where to draw'],
    [
      'prompts beside a solver',
      ['disc.png', ...box, '--solver', 'oracle', ...out],
      'both prompts and a solver',
    ],
    ['a box inside out', ['disc.png', '--box', '60,10,20,50', ...out], 'inside out'],
    ['a box off the image', ['disc.png', '--box', '20,10,97,50', ...out], '96×64'],
    ['a click off the image', ['disc.png', '--point', '96,10,+', ...out], '96×64'],
    ['a click without a sign', ['disc.png', '--point', '9,10', ...out], 'x,y,+'],
    ['three numbers for a box', ['disc.png', '--box', '9,10,20', ...out], 'x1,y1,x2,y2'],
    ['words for a box', ['disc.png', '--box', 'a,b,c,d', ...out], 'x1,y1,x2,y2'],
    ['an unknown solver', ['disc.png', '--solver', 'magic', ...out], 'there is no solver'],
    ['an oracle without a reference', ['disc.png', '--solver', 'oracle', ...out], '--reference'],
    [
      'an agent without a model',
      ['disc.png', '--target', 'x', '--solver', 'agent', ...out],
      'no model is named',
    ],
    [
      'an agent without a target',
      ['disc.png', '--solver', 'agent:builtin:chance', ...out],
      'what to segment',
    ],
    [
      'an unknown model',
      ['disc.png', '--target', 'x', '--solver', 'agent:nope', ...out],
      'there is no model',
    ],
    ['an unknown segmenter', ['disc.png', ...box, '--segmenter', 'nope', ...out], 'there is no segmenter'],
    ['a reference of another size', ['disc.png', ...box, '--reference', 'small.png', ...out], '48×128'],
    ['a folder that is not there', ['disc.png', ...box, '--out', 'no/where.png'], 'there is no folder'],
    ['an unknown ending', ['disc.png', ...box, '--out', 'mask.jpg'], '.nii.gz'],
    ['no output', ['disc.png', ...box], '--out'],
    ['an overlay that is no PNG', ['disc.png', ...box, ...out, '--overlay', 'o.jpg'], '.png'],
    [
      'an overlay in the place of the mask',
      ['disc.png', ...box, ...out, '--overlay', 'never.png'],
      'one file',
    ],
    ['an output that is the image', ['disc.png', ...box, '--out', './disc.png'], 'the input itself'],
    [
      'a DICOM segmentation of a picture',
      ['disc.png', ...box, '--out', 'mask.dcm'],
      'refer to a DICOM image',
    ],
    ['a slice that is not there', ['volume.nii', ...box, '--slice', '4', ...out], '1 to 3'],
    ['two slices', ['volume.nii', ...box, '--slice', '1', '--frame', '2', ...out], '--frame'],
    ['a window without a width', ['volume.nii', ...box, '--window', '40,0', ...out], 'centre,width'],
    [
      'a script that is not there',
      ['disc.png', '--solver', 'scripted:none', ...out],
      'cannot read the script',
    ],
  ])('%s', async (_what, args, says) => {
    const before = await readdir(dir)
    const failure = await segment(...args).then(
      () => 'it went through',
      error => messageOf(error),
    )
    expect(failure).toContain(says)
    expect(await readdir(dir)).toEqual(before)
  })
})
