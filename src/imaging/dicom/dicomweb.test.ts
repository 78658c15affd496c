import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { fixture } from './__fixtures__/fixtures.ts'
import { tags } from './data-set.ts'
import { findSeries, readDicomWeb } from './dicomweb.ts'
import { parseDicom } from './parse.ts'
import { assembleSeries } from './series.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-dicomweb-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** An instance in the DICOM JSON model, 2 × 1 pixels of 16 bits. */
function instance(uid: string, z: number, rest: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] },
    '00080018': { vr: 'UI', Value: [uid] },
    '00080060': { vr: 'CS', Value: ['CT'] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Roe^Jane' }] },
    '0020000E': { vr: 'UI', Value: ['1.2.3'] },
    '00200032': { vr: 'DS', Value: [0, 0, z] },
    '00200037': { vr: 'DS', Value: [1, 0, 0, 0, 1, 0] },
    '00280002': { vr: 'US', Value: [1] },
    '00280004': { vr: 'CS', Value: ['MONOCHROME2'] },
    '00280010': { vr: 'US', Value: [1] },
    '00280011': { vr: 'US', Value: [2] },
    '00280030': { vr: 'DS', Value: [0.5, 0.5] },
    '00280100': { vr: 'US', Value: [16] },
    '00280101': { vr: 'US', Value: [16] },
    '00281052': { vr: 'DS', Value: ['-1024'] },
    '00281053': { vr: 'DS', Value: ['1'] },
    ...rest,
  }
}

const explicit = 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1'

function multipart(body: Uint8Array, type = explicit): Buffer {
  return Buffer.concat([
    Buffer.from(`--part\r\nContent-Type: ${type}\r\n\r\n`),
    body,
    Buffer.from('\r\n--part--'),
  ])
}

async function publish(metadata: unknown, frames: Record<string, Uint8Array>): Promise<string> {
  const series = join(dir, 'studies', '1', 'series', '1.2.3')
  await mkdir(join(series, 'instances'), { recursive: true })
  await writeFile(join(series, 'metadata'), JSON.stringify(metadata))
  for (const [name, bytes] of Object.entries(frames)) {
    const file = join(series, 'instances', name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, bytes)
  }
  return series
}

suite('a DICOMweb tree', () => {
  test('is found, and its instances make a volume', async () => {
    const series = await publish([instance('1.1', 4), instance('1.2', 0)], {
      '1.1/frames/1': multipart(Uint8Array.of(3, 0, 4, 0)),
      '1.2/frames/1': multipart(Uint8Array.of(1, 0, 2, 0)),
    })
    expect(await findSeries(dir)).toEqual([series])
    expect(await findSeries(series)).toEqual([series])
    const { volume } = assembleSeries(await readDicomWeb(series))
    expect([...volume.samples]).toEqual([1, 2, 3, 4])
    expect(volume).toMatchObject({
      unit: 'HU',
      spacing: { x: 0.5, y: 0.5, z: 4 },
      size: { x: 2, y: 1, z: 2, t: 1 },
    })
  })

  test('may hold frames without their envelope, and files that are gzipped', async () => {
    const series = await publish([], {
      '1.1/frames/1': Uint8Array.of(1, 0, 2, 0),
      '1.1/frames/2.gz': gzipSync(multipart(Uint8Array.of(3, 0, 4, 0))),
    })
    await rm(join(series, 'metadata'))
    const metadata = [instance('1.1', 0, { '00280008': { vr: 'IS', Value: [2] } })]
    await writeFile(join(series, 'metadata.gz'), gzipSync(JSON.stringify(metadata)))
    expect(await findSeries(dir)).toEqual([series])
    const [image] = await readDicomWeb(series)
    expect([...(image?.volume.samples ?? [])]).toEqual([1, 2, 3, 4])
  })

  test('may hold frames that are compressed, by their media type or by what they say', async () => {
    const { set } = parseDicom(fixture('MR_small_jpeg_ls_lossless.dcm'))
    const pixels = set.elements.get(tags.PixelData)
    const stream = pixels?.kind === 'fragments' ? (pixels.fragments[0] ?? new Uint8Array()) : new Uint8Array()
    const side = { '00280010': { vr: 'US', Value: [64] }, '00280011': { vr: 'US', Value: [64] } }
    const series = await publish([instance('1.1', 0, side), instance('1.2', 1, side)], {
      '1.1/frames/1': multipart(stream, 'image/jls'),
      '1.2/frames/1': multipart(stream, 'image/jls; transfer-syntax=1.2.840.10008.1.2.4.80'),
    })
    const [one, two] = await readDicomWeb(series)
    expect(one?.volume.samples).toHaveLength(64 * 64)
    expect(one?.volume.samples).toEqual(two?.volume.samples)
  })

  test('that is damaged is refused, naming the file', async () => {
    const uid = '1.1'
    const refused = async (metadata: unknown, frames: Record<string, Uint8Array>) => {
      const series = await publish(metadata, frames)
      const error = await readDicomWeb(series).catch((thrown: unknown) => thrown)
      await rm(series, { recursive: true })
      return error instanceof Error ? error.message.replaceAll(series, 'SERIES') : String(error)
    }
    expect(await refused({}, {})).toMatch(/^SERIES\/metadata: no list of instances/)
    expect(await refused([3], {})).toMatch(/^the metadata are no DICOM JSON/)
    expect(await refused([instance('../../secret', 0)], {})).toMatch(/^the instance UID ".*" is none/)
    expect(await refused([instance(uid, 0)], {})).toMatch(
      /^SERIES\/instances\/1.1\/frames: 1 frames are announced and 0/,
    )
    expect(await refused([instance(uid, 0)], { '1.1/frames/2': new Uint8Array(4) })).toMatch(
      /cannot read 1.gz/,
    )
    expect(await refused([instance(uid, 0)], { '1.1/frames/1': Buffer.from('--part\r\nno end') })).toMatch(
      /frames\/1: the multipart frame is cut off/,
    )
    expect(await refused([instance(uid, 0)], { '1.1/frames/1': gzipSync(new Uint8Array(1e6)) })).toMatch(
      /frames\/1: it does not unpack/,
    )
    expect(await refused([instance(uid, 0)], { '1.1/frames/1': new Uint8Array(1e6) })).toMatch(
      /1000000 bytes, more than/,
    )
    expect(await refused([instance(uid, 0, { '00280010': undefined })], {})).toMatch(
      /^it is a DICOM CT Image and holds no pixels/,
    )
  })
})
