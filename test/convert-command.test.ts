/** `praxis convert` within this process, which is quick; as a program it is run in convert-and-info.test.ts. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, expect, suite, test, vi } from 'vitest'
import { addConvert } from '../src/cli/commands/convert.ts'
import { dicomImage } from '../src/imaging/__fixtures__/dicom-image.ts'
import { decode, maskFromBox, maskPng, openVolume } from '../src/imaging/index.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-convert-'))
  await mkdir(join(dir, 'ct'))
  for (const n of [1, 2, 3]) {
    // −160 HU is black and 239 HU white in a window of 400 about 40.
    const samples = Int16Array.of(1024 - 160, 1024 + 239, 1024 + 40, 0, 0, 0, 0, 0)
    await writeFile(at('ct', `${n}.dcm`), dicomImage(n, { columns: 4, rows: 2, samples }))
  }
  const box = { frame: 'pixel', x0: 1, y0: 0, x1: 3, y1: 1 } as const
  await writeFile(at('mask.png'), await maskPng(maskFromBox(box, 4, 2)))
})
afterAll(() => rm(dir, { recursive: true }))

let said: string[]
beforeEach(() => {
  said = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => said.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const at = (...names: string[]) => join(dir, ...names)

/** The command as `main.ts` has it, in the folder of the test. */
async function convert(input: string, out: string, ...rest: string[]) {
  const program = new Command().exitOverride()
  addConvert(program)
  const inDir = rest.map((arg, i) => (rest[i - 1] === '--source' ? at(arg) : arg))
  // A closing slash says that a folder is meant.
  const target = `${at(out)}${out.endsWith('/') ? '/' : ''}`
  await program.parseAsync(['convert', at(input), '--out', target, '--json', ...inDir], { from: 'user' })
  return JSON.parse(said.join(''))
}

suite('praxis convert', () => {
  test('shows a slice as the file asks, the middle one unless another is named', async () => {
    const { notes } = await convert('ct', 'slice.png')
    expect(notes).toEqual(['slice 2 of 3, the middle one; --slice names another'])
    const { samples, width, height } = await decode(await readFile(at('slice.png')))
    expect([width, height, ...samples.slice(0, 4)]).toEqual([4, 2, 0, 255, 128, 0])
    await expect(convert('ct', 'slice.png', '--slice', '4')).rejects.toThrow(
      'there is no slice 4; name one of 1 to 3',
    )
  })

  test('writes every slice into a folder', async () => {
    expect(await convert('ct', 'slices/')).toMatchObject({ files: 3 })
    expect(await readdir(at('slices'))).toEqual(['0001.png', '0002.png', '0003.png'])
  })

  test('writes a volume as NIfTI with its values and place, the same bytes each time', async () => {
    await convert('ct', 'ct.nii.gz')
    said = []
    await convert('ct', 'again.nii.gz')
    expect(await readFile(at('ct.nii.gz'))).toEqual(await readFile(at('again.nii.gz')))
    const [from, to] = [await openVolume(at('ct')), await openVolume(at('ct.nii.gz'))]
    expect(to.volume.samples).toEqual(from.volume.samples)
    expect(to.volume.rescale).toEqual({ slope: 1, intercept: -1024 })
    expect(to.volume.affine).toEqual(from.volume.affine)
  })

  test('takes labels to a label map by way of NIfTI, and leaves where they lie alone', async () => {
    await convert('mask.png', 'mask.nii', '--source', 'ct', '--slice', '3')
    said = []
    const made = await convert('mask.nii', 'seg.dcm', '--source', 'ct', '--labelmap', '--label', 'lesion')
    expect(made.segments).toEqual([{ number: 1, label: 'lesion', voxels: 2 }])
    const { volume } = await openVolume(at('seg.dcm'))
    expect(volume.samples).toEqual(Uint8Array.from({ length: 24 }, (_, i) => (i === 17 || i === 18 ? 1 : 0)))
  })

  test('lays a mask where its source lies', async () => {
    await convert('mask.png', 'placed.nii.gz', '--source', 'ct/1.dcm')
    const { volume } = await openVolume(at('placed.nii.gz'))
    expect([volume.unit, [...volume.samples]]).toEqual(['label', [0, 1, 1, 0, 0, 0, 0, 0]])
    expect(volume.affine?.[11]).toBe(5)
  })

  test('says that no place is known, rather than making one up', async () => {
    const { notes } = await convert('mask.png', 'plain.nii')
    expect(notes).toEqual([expect.stringContaining('neither size nor place of its voxels is known')])
    const plain = await readFile(at('plain.nii'))
    // No unit, no qform and no sform.
    expect([plain[123], plain.readInt16LE(252), plain.readInt16LE(254)]).toEqual([0, 0, 0])
    expect((await openVolume(at('plain.nii'))).volume.affine).toBeUndefined()
  })

  test.each([
    ['ct', 'x.jpg', [], '.jpg is not written; name .png'],
    ['ct', 'x.dcm', [], 'name them with --source'],
    ['ct', 'x.dcm', ['--source', 'ct'], 'it is a DICOM CT Image, which are no labels'],
    ['mask.png', 'x.dcm', ['--source', 'mask.png'], 'the source is no DICOM image'],
    ['mask.png', 'x.dcm', ['--source', 'ct'], 'name the slice of the source, 1 to 3'],
    ['mask.png', 'x.dcm', ['--source', 'ct', '--slice', '9'], 'the source has no slice 9'],
    ['mask.png', 'x.png', ['--source', 'ct'], '--source is for .dcm and .nii'],
    ['ct', 'x.nii', ['--slice', '1'], 'NIfTI takes all slices'],
    ['ct', 'x', ['--slice', '1'], 'a folder takes all slices'],
    ['ct', 'x.png', ['--labelmap'], '--labelmap and --label are for .dcm'],
    ['ct/1.dcm', 'ct/1.dcm', [], 'IN and OUT are the same'],
  ])('refuses %s to %s with %j', async (input, out, rest, message) => {
    await expect(convert(input, out, ...rest)).rejects.toThrow(message)
  })
})
