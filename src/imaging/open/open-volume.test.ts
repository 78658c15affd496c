import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { dicomImage, patientName } from '../__fixtures__/dicom-image.ts'
import { encodePng } from '../decode.ts'
import { valueElement } from '../dicom/encode-value.ts'
import { gzipped, writeNifti } from '../nifti/index.ts'
import { segmentNamed, writeSeg } from '../seg/index.ts'
import { sliceRaster } from '../slice-raster.ts'
import { describePath } from './describe.ts'
import { openVolume } from './open-volume.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-open-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(dir, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, bytes)
  return path
}

const slice = (n: number, more = {}) =>
  dicomImage(n, { columns: 2, rows: 2, samples: Int16Array.of(1024 + n, 1024, 1024, 0), ...more })

const grid = {
  size: { x: 2, y: 1, z: 2, t: 1 },
  channels: 1,
  samples: Int16Array.of(1, 2, 3, -4),
  rescale: { slope: 1, intercept: 0 },
  unit: 'stored',
} as const

suite('opening anything', () => {
  test('a picture, whatever its name', async () => {
    const png = await encodePng({ width: 2, height: 1, channels: 1, samples: Uint16Array.of(7, 65000) })
    const opened = await openVolume(await file('picture.dcm', png))
    expect(opened).toMatchObject({ kind: 'picture', mediaType: 'image/png' })
    expect(opened.volume).toMatchObject({
      size: { x: 2, y: 1, z: 1, t: 1 },
      samples: Uint16Array.of(7, 65000),
    })
  })

  test('NIfTI, gzipped or not, and a pair by either of its files', async () => {
    const nifti = writeNifti(grid)
    for (const path of [await file('a', nifti), await file('b', await gzipped(nifti))])
      expect((await openVolume(path)).volume.samples).toEqual(grid.samples)
    const header = nifti.slice(0, 348)
    header.set(Buffer.from('ni1\0'), 344)
    new DataView(header.buffer).setFloat32(108, 0, true)
    const paths = [await file('pair.hdr', header), await file('pair.img', nifti.slice(352))]
    for (const path of paths) expect((await openVolume(path)).volume.samples).toEqual(grid.samples)
  })

  test('a DICOM image, with where a segmentation of it belongs', async () => {
    const opened = await openVolume(await file('one', slice(1)))
    if (opened.kind !== 'dicom') throw new Error(opened.kind)
    expect(opened.volume).toMatchObject({ unit: 'HU', spacing: { x: 3, y: 2 } })
    expect(opened.context).toEqual({
      geometry: {
        frame: '1.2.3.9',
        row: [1, 0, 0],
        column: [0, 1, 0],
        spacing: { x: 3, y: 2 },
        origins: [[0, 0, 5]],
      },
      source: {
        series: '1.2.3.4',
        images: [{ sopClass: '1.2.840.10008.5.1.4.1.1.2', sopInstance: '1.2.3.4.1' }],
      },
      study: { uid: '1.2.3', patient: { name: patientName, id: '4711' } },
    })
  })

  test('a clip, whose frames a segmentation names by number and puts nowhere', async () => {
    const clip = slice(1, {
      samples: new Int16Array(8),
      change: [[0x00280008, valueElement('IS', [2])]],
    })
    const opened = await openVolume(await file('clip', clip))
    if (opened.kind !== 'dicom') throw new Error(opened.kind)
    expect(opened.volume.size).toEqual({ x: 2, y: 2, z: 1, t: 2 })
    expect(opened.context.source?.images.map(({ frame }) => frame)).toEqual([1, 2])
    expect(opened.context.geometry).toBeUndefined()
  })

  test('a DICOM image of 8 bits without a window, to be shown as it is', async () => {
    const change: [number, ReturnType<typeof valueElement> | undefined][] = [
      [0x00280100, valueElement('US', [8])],
      [0x00280101, valueElement('US', [8])],
      [0x00280102, valueElement('US', [7])],
      [0x00280103, valueElement('US', [0])],
      [0x7fe00010, { kind: 'value', vr: 'OB', bytes: Uint8Array.of(0, 10, 100, 101) }],
      ...[0x00281050, 0x00281051, 0x00281052, 0x00281053].map(tag => [tag, undefined] as [number, undefined]),
    ]
    const { volume } = await openVolume(await file('eight', dicomImage(1, { columns: 2, rows: 2, change })))
    expect([...sliceRaster(volume, 0).samples]).toEqual([0, 10, 100, 101])
  })

  test('a folder of one series, in the order of place, with links and other files beside', async () => {
    for (const n of [3, 1, 2]) await file(`series/deeper/${9 - n}`, slice(n))
    await file('series/readme.txt', 'not an image')
    // Opened, it would wait for somebody to write into it.
    execFileSync('mkfifo', [join(dir, 'series', 'pipe')])
    await file(
      'series/report',
      dicomImage(9, {
        columns: 1,
        rows: 1,
        change: [[0x00080016, valueElement('UI', ['1.2.840.10008.5.1.4.1.1.88.11'])]],
      }),
    )
    await symlink(await file('elsewhere', slice(4)), join(dir, 'series', 'linked'))
    const opened = await openVolume(join(dir, 'series'))
    if (opened.kind !== 'dicom') throw new Error(opened.kind)
    expect(opened.volume.size).toEqual({ x: 2, y: 2, z: 4, t: 1 })
    expect([0, 4, 8, 12].map(i => opened.volume.samples[i])).toEqual([1025, 1026, 1027, 1028])
    expect(opened.context.source?.images.map(({ sopInstance }) => sopInstance)).toEqual([
      '1.2.3.4.1',
      '1.2.3.4.2',
      '1.2.3.4.3',
      '1.2.3.4.4',
    ])
    expect(opened.context.geometry?.origins).toHaveLength(4)
    expect(opened.notes).toEqual(['the folder also holds: Basic Text SR'])
  })

  test('a segmentation, as the number of the segment of each voxel', async () => {
    const source = await openVolume(await file('segmented', slice(1)))
    if (source.kind !== 'dicom') throw new Error(source.kind)
    const bytes = writeSeg({
      kind: 'binary',
      size: { x: 2, y: 2, z: 1 },
      labels: Uint8Array.of(0, 1, 2, 2),
      segments: [segmentNamed(1, 'liver', 'test'), segmentNamed(2, 'spleen', 'test')],
      ...source.context,
      at: new Date(0),
    })
    const path = await file('seg', bytes)
    const opened = await openVolume(path)
    expect(opened).toMatchObject({
      kind: 'segmentation',
      volume: { unit: 'label', samples: Uint8Array.of(0, 1, 2, 2) },
    })
    const { segments } = await describePath(path)
    expect(segments?.map(({ label, voxels }) => [label, voxels])).toEqual([
      ['liver', 1],
      ['spleen', 2],
    ])
  })
})

suite('what cannot be opened is told in one line, with the path and the next step', () => {
  const damaged = () => slice(1).slice(0, 300)
  const noPixels = () =>
    dicomImage(1, {
      columns: 2,
      rows: 2,
      change: [[0x00080016, valueElement('UI', ['1.2.840.10008.5.1.4.1.1.481.5'])]],
    })
  test.each<[string, () => Uint8Array | string, string]>([
    ['nothing', () => '', 'it is empty'],
    ['text', () => '{"a": 1}', 'it is a text file'],
    ['a PDF', () => '%PDF-1.7', 'it is a PDF file'],
    ['an archive', () => 'PK\u0003\u0004…', 'it is a ZIP archive'],
    ['bytes', () => Uint8Array.of(1, 2, 3, 0, 255), 'its first bytes are of no known kind'],
    ['a damaged DICOM file', damaged, 'it is cut off or damaged'],
    ['a plan', noPixels, 'it is a DICOM RT Plan and holds no pixels'],
    ['half a pair', () => writeNifti(grid).fill(0, 345, 346).slice(0, 348), 'bad.img is not beside it'],
  ])('%s', async (_, bytes, said) => {
    const path = await file('bad', bytes())
    const error = await openVolume(path).then(() => undefined, String)
    expect(error).toContain(`${path}: `)
    expect(error).toContain(said)
    expect(error).toMatch(/; \S.*$/)
    expect(error).not.toContain('\n')
  })

  test('what is not there, and what is no file', async () => {
    await expect(openVolume(join(dir, 'absent'))).rejects.toThrow('there is no such file or folder')
    await expect(openVolume('/dev/null')).rejects.toThrow('it is no plain file')
  })

  test('a folder with nothing, and one with two series, which are named', async () => {
    await file('empty/notes.txt', 'nothing')
    await expect(openVolume(join(dir, 'empty'))).rejects.toThrow('the folder holds no DICOM file')
    await file('two/a', slice(1))
    await file('two/b', slice(2, { change: [[0x0020000e, valueElement('UI', ['9.9'])]] }))
    await expect(openVolume(join(dir, 'two'))).rejects.toThrow(
      'it holds 2 series: CT in 1 file (a); CT in 1 file (b); name the folder of one',
    )
  })

  test('a series with a damaged file, which is named', async () => {
    await file('hurt/a', slice(1))
    const path = await file('hurt/b', damaged())
    await expect(openVolume(join(dir, 'hurt'))).rejects.toThrow(`${path}: `)
  })
})

suite('describing', () => {
  test('tells what a DICOM image is, and that it names somebody, but not whom', async () => {
    const described = await describePath(
      await file('described', slice(1, { change: [[0x00091001, valueElement('LO', ['secret'])]] })),
    )
    expect(described).toMatchObject({
      format: 'DICOM',
      kind: 'CT Image',
      grid: {
        size: { x: 2, y: 2, z: 1, t: 1 },
        orientation: { letters: 'LPS', tilt: 0 },
        values: { low: -1024, high: 1, unit: 'HU' },
        samples: 'int16',
        window: { centre: 40, width: 400 },
      },
      dicom: {
        identified: true,
        burnedIn: 'not stated',
        privateElements: 1,
        lossy: false,
        spacingAt: 'patient',
      },
    })
    const text = JSON.stringify(described)
    for (const secret of ['Nemo', '4711', '1.2.3', 'secret']) expect(text).not.toContain(secret)
  })

  test('describes objects without pixels, and those whose pixels cannot be read', async () => {
    const plan = await describePath(await file('plan', dicomImage(1, { columns: 2, rows: 2 })))
    expect(plan).toMatchObject({ kind: 'CT Image', problem: 'it holds no pixels' })
    const short = dicomImage(1, { columns: 20, rows: 20, samples: Int16Array.of(1) })
    expect((await describePath(await file('short', short))).problem).toContain(
      'its pixels need 800 bytes and 2 are there',
    )
  })
})
