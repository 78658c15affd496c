/**
 * A DICOMweb tree on disk, as static servers publish it: `…/series/UID/metadata`, and for each instance
 * `instances/UID/frames/N`, a multipart answer with one frame (PS3.18, chapter 10). Files may be gzipped.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { messageOf, PraxisError } from '../../cases/index.ts'
import { broken } from './broken.ts'
import { type DataSet, numbersIn, tags, textIn } from './data-set.ts'
import { dataSetFromJson } from './dicom-json.ts'
import { describeImage } from './image-description.ts'
import { type DicomImage, imageOf } from './read-dicom.ts'
import { bytesOf } from './samples.ts'
import { explicitLittleEndian, transferSyntaxOf } from './transfer-syntax.ts'

/** Metadata may unpack to this many bytes. */
const mostMetadata = 1 << 28
const mostDepth = 6

/** The series folders below a folder, itself included; none where it is no DICOMweb tree. */
export async function findSeries(folder: string, depth = 0): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = new Set(entries.map(({ name }) => name))
  if ((names.has('metadata') || names.has('metadata.gz')) && names.has('instances')) return [folder]
  if (depth >= mostDepth) return []
  const below = entries.filter(
    entry => entry.isDirectory() && !['bulkdata', 'instances'].includes(entry.name),
  )
  const found = await Promise.all(below.map(({ name }) => findSeries(join(folder, name), depth + 1)))
  return found.flat()
}

/** The images of one series. Throws `data-malformed` or `media-undecodable`, naming the file. */
export async function readDicomWeb(series: string): Promise<DicomImage[]> {
  const file = join(series, 'metadata')
  const json = parseJson(file, await readUnpacked(file, mostMetadata))
  if (!Array.isArray(json) || json.length === 0)
    throw new PraxisError('data-malformed', 'no list of instances', 'give the metadata of a series', { file })
  const images: DicomImage[] = []
  for (const one of json) images.push(await readInstance(series, dataSetFromJson(one)))
  return images
}

async function readInstance(series: string, set: DataSet): Promise<DicomImage> {
  const uid = textIn(set, tags.SOPInstanceUID)
  // A UID becomes part of a path, so it must be one.
  if (!/^[0-9.]{1,64}$/.test(uid))
    throw broken(`the instance UID ${JSON.stringify(uid)} is none`, 'correct the metadata')
  const meta: DataSet = { littleEndian: true, elements: new Map() }
  // Reports and the like are told by the one place that tells them.
  if (numbersIn(set, tags.Rows).length === 0) return imageOf({ meta, set, syntax: explicitLittleEndian })
  const parts = await readFrames(join(series, 'instances', uid, 'frames'), set)
  const [first] = parts
  const syntax = first?.syntax === undefined ? explicitLittleEndian : transferSyntaxOf(first.syntax)
  const bodies = parts.map(({ body }) => body)
  set.elements.set(
    tags.PixelData,
    syntax.pixels === 'native'
      ? { kind: 'value', vr: 'OW', bytes: Buffer.concat(bodies) }
      : { kind: 'fragments', vr: 'OB', offsets: new Uint8Array(), fragments: bodies },
  )
  return imageOf({ meta, set, syntax })
}

async function readFrames(folder: string, set: DataSet): Promise<Part[]> {
  const image = describeImage(set)
  const { rows, columns, frames, samplesPerPixel } = image
  const present = (await readdir(folder).catch(() => [])).filter(name => /^\d+(\.gz)?$/.test(name)).length
  if (frames > present)
    throw new PraxisError(
      'media-undecodable',
      `${frames} frames are announced and ${present} are there`,
      'fetch the frames again',
      { file: folder },
    )
  // Noise can grow a little when it is compressed.
  const most = 2 * bytesOf(rows * columns * samplesPerPixel, image) + 65536
  const parts: Part[] = []
  for (let frame = 1; frame <= frames; frame++) {
    const file = join(folder, String(frame))
    parts.push(partOf(await readUnpacked(file, most), file))
  }
  return parts
}

type Part = { body: Uint8Array; syntax?: string }

const mediaTypes: Record<string, string> = {
  'image/jpeg': '1.2.840.10008.1.2.4.50',
  'image/jls': '1.2.840.10008.1.2.4.80',
  'image/jp2': '1.2.840.10008.1.2.4.90',
  'image/j2c': '1.2.840.10008.1.2.4.90',
  'image/jphc': '1.2.840.10008.1.2.4.201',
  'image/dicom-rle': '1.2.840.10008.1.2.5',
}

/** The first part of a multipart answer; bytes that are none are the frame itself. */
function partOf(bytes: Uint8Array, file: string): Part {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = buffer.indexOf('--') === 0 ? 0 : buffer.indexOf('\r\n--') === 0 ? 2 : -1
  if (start < 0) return { body: bytes }
  const lineEnd = buffer.indexOf('\r\n', start)
  const headEnd = buffer.indexOf('\r\n\r\n', lineEnd)
  const boundary = buffer.subarray(start, lineEnd)
  const bodyEnd = buffer.indexOf(Buffer.concat([Buffer.from('\r\n'), boundary]), headEnd)
  if (lineEnd < 0 || headEnd < 0 || bodyEnd < 0)
    throw new PraxisError('media-undecodable', 'the multipart frame is cut off', 'fetch it again', { file })
  const head = buffer.subarray(lineEnd, headEnd).toString('latin1')
  const [, stated] = /transfer-syntax="?([0-9.]+)/i.exec(head) ?? []
  const [, type = ''] = /content-type:\s*([^;\r\n]+)/i.exec(head) ?? []
  const syntax = stated ?? mediaTypes[type.trim().toLowerCase()]
  return { body: buffer.subarray(headEnd + 4, bodyEnd), ...(syntax !== undefined && { syntax }) }
}

/** A file, or the same with `.gz`; whatever is gzipped is unpacked, to a bounded size. */
async function readUnpacked(file: string, most: number): Promise<Uint8Array> {
  const plain = await stat(file).then(
    found => found.isFile(),
    () => false,
  )
  const path = plain ? file : `${file}.gz`
  const refuse = (code: 'data-missing' | 'media-undecodable', what: string) =>
    new PraxisError(code, what, 'fetch it again', { file: path })
  const size = await stat(path).then(
    found => found.size,
    () => 0,
  )
  if (size > most) throw refuse('media-undecodable', `it has ${size} bytes, more than ${most}`)
  const bytes = await readFile(path).catch(error => {
    throw refuse('data-missing', `cannot read ${basename(path)} (${messageOf(error, 80)})`)
  })
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: most })
  } catch (error) {
    throw refuse('media-undecodable', `it does not unpack (${messageOf(error, 80)})`)
  }
}

function parseJson(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (error) {
    throw new PraxisError('data-malformed', `no JSON (${messageOf(error, 80)})`, 'fetch the file again', {
      file,
    })
  }
}
