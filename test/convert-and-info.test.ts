import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { dicomImage, patientName } from '../src/imaging/__fixtures__/dicom-image.ts'
import { decode, maskFromBox, maskPng } from '../src/imaging/index.ts'
import { praxis } from './praxis-process.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-convert-'))
  await mkdir(join(dir, 'ct'))
  for (const n of [1, 2, 3]) {
    // −160 HU is black and 239 HU white in a window of 400 about 40.
    const samples = Int16Array.of(1024 - 160, 1024 + 239, 1024 + 40, 0, 0, 0, 0, 0)
    await writeFile(join(dir, 'ct', `${n}.dcm`), dicomImage(n, { columns: 4, rows: 2, samples }))
  }
  await writeFile(
    join(dir, 'mask.png'),
    await maskPng(maskFromBox({ frame: 'pixel', x0: 1, y0: 0, x1: 3, y1: 1 }, 4, 2)),
  )
})
afterAll(() => rm(dir, { recursive: true }))

async function json(...args: string[]) {
  const { code, stdout, stderr } = await praxis(dir, ...args, '--json')
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await praxis(dir, ...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr.trimEnd()).not.toContain('\n')
  return stderr
}

suite('praxis info', () => {
  test('tells a series as text and as one JSON object, and never whose it is', async () => {
    const { stdout } = await praxis(dir, 'info', 'ct')
    for (const line of [
      /^format +DICOM series$/m,
      /^size +4 × 2 × 3$/m,
      /^voxel +3 × 2 × 5 mm$/m,
      /^orientation +LPS$/m,
      /^values +-1024 to 239 \(HU\), int16, × 1 − 1024$/m,
      /^shown +40 ± 200 \(linear\)$/m,
      /^encoding +Explicit VR Little Endian, MONOCHROME2, 16 bits/m,
      /^patient +named, numbered or dated in the header$/m,
    ])
      expect(stdout).toMatch(line)
    const described = await json('info', 'ct')
    expect(described).toMatchObject({
      file: 'ct',
      kind: 'CT Image',
      grid: { size: { x: 4, y: 2, z: 3, t: 1 } },
    })
    for (const text of [stdout, JSON.stringify(described)]) {
      expect(text).not.toContain(patientName)
      expect(text).not.toContain('4711')
    }
  })

  test('tells in one line what it cannot open', async () => {
    await writeFile(join(dir, 'notes.txt'), 'hello')
    expect(await refusal('info', 'notes.txt')).toContain('notes.txt: it is a text file; give a PNG')
    expect(await refusal('info', 'absent.nii')).toContain('there is no such file or folder')
  })
})

suite('praxis convert', () => {
  test('takes a mask to a segmentation of its slice, and that to a picture again', async () => {
    const made = await json(
      'convert',
      'mask.png',
      '--source',
      'ct',
      '--slice',
      '2',
      '--label',
      'lesion',
      '--out',
      'seg.dcm',
    )
    expect(made).toMatchObject({ files: 1, segments: [{ number: 1, label: 'lesion', voxels: 2 }] })
    expect((await json('info', 'seg.dcm')).segments).toMatchObject([{ label: 'lesion', mm3: 2 * 3 * 2 * 5 }])
    const { stdout, stderr } = await praxis(dir, 'convert', 'seg.dcm', '--out', 'back.png')
    expect(stdout).toMatch(/^wrote .*back\.png\n$/)
    expect(stderr).toBe('praxis convert: slice 2 of 3, the middle one; --slice names another\n')
    const [back, mask] = await Promise.all(['back.png', 'mask.png'].map(name => readFile(join(dir, name))))
    expect(await decode(back ?? new Uint8Array())).toEqual(await decode(mask ?? new Uint8Array()))
  })

  test('says in one line what it does not do', async () => {
    expect(await refusal('convert', 'ct', '--out', 'x.dcm')).toContain('name them with --source')
  })
})
