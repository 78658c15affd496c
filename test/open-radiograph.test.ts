/** Radiographs from files: what their headers say, and what speaks against a frontal view of a chest. */
import { readdir, readFile } from 'node:fs/promises'
import { expect, suite, test } from 'vitest'
import { openRadiograph, studyOf } from '../src/agents/index.ts'
import { healthy } from '../src/agents/radiologist/__fixtures__/agents.ts'
import { shippedPath } from '../src/cases/index.ts'
import { dicomImage } from '../src/imaging/__fixtures__/dicom-image.ts'
import { valueElement } from '../src/imaging/dicom/encode-value.ts'
import { encodePng } from '../src/imaging/index.ts'

/** Computed radiography of a chest, but for what is changed. */
type Header = { view?: string; modality?: string; part?: string; rows?: string; frames?: number }

function radiograph(change: Header = {}): Uint8Array {
  const { view = 'PA', modality = 'CR', part = 'CHEST', rows, frames = 1 } = change
  const { samples, width, height } = healthy.image
  return dicomImage(1, {
    columns: width,
    rows: height,
    samples: Int16Array.from(samples, value => 1024 - 160 + (value * 400) / 255),
    spacing: [0.2, 0.1],
    change: [
      [0x00080016, valueElement('UI', ['1.2.840.10008.5.1.4.1.1.1'])],
      [0x00080060, valueElement('CS', [modality])],
      [0x00180015, valueElement('CS', [part])],
      [0x00185101, view === '' ? undefined : valueElement('CS', [view])],
      [0x00280008, valueElement('IS', [frames])],
      [0x00200020, rows === undefined ? undefined : valueElement('CS', [rows, 'F'])],
    ],
  })
}

suite('a radiograph', () => {
  test('of a DICOM file has its view, its source and the size of its pixels', async () => {
    const { image, doubts } = await openRadiograph(radiograph())
    expect(image).toMatchObject({
      view: 'PA',
      spacing: { x: 0.1, y: 0.2 },
      source: { study: '1.2.3', series: '1.2.3.4', instance: '1.2.3.4.1', modality: 'CR' },
    })
    expect(doubts).toEqual([])
    expect((await studyOf(radiograph()))?.patient).toMatchObject({ id: '4711' })
  })

  test('of a DICOM file that begins like a TIFF is one all the same', async () => {
    const bytes = radiograph()
    bytes.set([0x49, 0x49, 0x2a, 0])
    expect((await openRadiograph(bytes)).image.view).toBe('PA')
  })

  test('of a picture has none of these', async () => {
    const { image, doubts } = await openRadiograph(await encodePng(healthy.image))
    expect([image.view, image.source, image.spacing, doubts]).toEqual(['unknown', undefined, undefined, []])
  })

  test.each([
    ['LL', 'lateral'],
    ['RL', 'lateral'],
    ['LATERAL', 'lateral'],
    ['AP', 'AP'],
    ['XX', 'unknown'],
  ])('with the view position %s is %s', async (view, expected) => {
    const { image, doubts } = await openRadiograph(radiograph({ view }))
    expect(image.view).toBe(expected)
    expect(doubts).toEqual(expected === 'lateral' ? ['its header says a lateral view'] : [])
  })

  test('whose rows run to the front is lateral, where no view is told', async () => {
    expect((await openRadiograph(radiograph({ view: '', rows: 'A' }))).image.view).toBe('lateral')
    expect((await openRadiograph(radiograph({ view: '', rows: 'L' }))).image.view).toBe('unknown')
  })

  test.each([
    [{ modality: 'CT' }, 'its header says CT and not radiography'],
    [{ part: 'ABDOMEN' }, 'its header says ABDOMEN'],
    [{ view: 'LAO' }, 'its header says an oblique view'],
  ])('is doubted where its header says %j', async (change, doubt) => {
    expect((await openRadiograph(radiograph(change))).doubts).toEqual([doubt])
  })

  test('of 16 bits is opened, and one too long is doubted', async () => {
    const { samples } = healthy.image
    const deep = await encodePng({
      ...healthy.image,
      samples: Uint16Array.from(samples, value => value * 257),
    })
    expect((await openRadiograph(deep)).doubts).toEqual([])
    const fourfold = Uint8Array.from(
      { length: 4 * samples.length },
      (_, i) => samples[i % samples.length] ?? 0,
    )
    const strip = { width: 128, height: 512, channels: 1 as const, samples: fourfold }
    expect((await openRadiograph(await encodePng(strip))).doubts).toEqual(['it is 4.0 times as long as wide'])
  })

  test('is refused where it is none, is damaged, has several frames or the size of no radiograph', async () => {
    const png = await encodePng(healthy.image)
    const tiny = { width: 8, height: 8, channels: 1 as const, samples: healthy.image.samples.slice(0, 64) }
    const refused = (bytes: Uint8Array) => expect(openRadiograph(bytes)).rejects
    await refused(Buffer.from('a letter')).toThrow('not a readable image')
    await refused(new Uint8Array()).toThrow('no bytes')
    await refused(png.subarray(0, 900)).toThrow('does not decode')
    await refused(radiograph().subarray(0, 900)).toThrow('cut off or damaged')
    await refused(radiograph({ frames: 12 })).toThrow('it has 12 frames')
    await refused(await encodePng(tiny)).toThrow('8×8 pixels')
  })

  test('of a patient is not doubted: all that ship', async () => {
    const names = (await readdir(shippedPath('cxr-nih'))).filter(name => name.endsWith('.png'))
    expect(names).toHaveLength(6)
    for (const name of names) {
      const { image, doubts } = await openRadiograph(await readFile(shippedPath(`cxr-nih/${name}`)))
      expect([image.width, image.height, doubts]).toEqual([512, 512, []])
    }
  })
})
