/**
 * Reading a DICOM file (PS3.10) into a data set, whatever bytes it is given. Files without the preamble, without file
 * meta, and such as are not written in the transfer syntax that they name are read by what their bytes show.
 */
import { inflateRawSync } from 'node:zlib'
import { messageOf } from '../../cases/index.ts'
import { broken } from './broken.ts'
import { type DataSet, tags, textIn } from './data-set.ts'
import { readDataSet, readFileMeta } from './read-elements.ts'
import {
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  type TransferSyntax,
  transferSyntaxOf,
} from './transfer-syntax.ts'
import { isVr } from './value-representation.ts'

/** A deflated data set may unfold to this many bytes. */
const mostInflated = 1 << 29

export type DicomFile = { meta: DataSet; set: DataSet; syntax: TransferSyntax }

/** Whether the bytes announce themselves as DICOM, with or without the preamble. */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  return hasMark(bytes) || hasBareMeta(bytes) || bareSyntax(bytes) !== undefined
}

/** Throws `media-undecodable`. */
export function parseDicom(bytes: Uint8Array): DicomFile {
  if (hasMark(bytes)) return parseWithMeta(bytes, 132)
  if (hasBareMeta(bytes)) return parseWithMeta(bytes, 0)
  const syntax = bareSyntax(bytes)
  if (syntax === undefined)
    throw broken('this is no DICOM file', 'give a file with the mark DICM at byte 128')
  return { meta: { littleEndian: true, elements: new Map() }, set: readDataSet(bytes, syntax), syntax }
}

function parseWithMeta(bytes: Uint8Array, from: number): DicomFile {
  const { meta, end } = readFileMeta(bytes, from)
  const claimed = transferSyntaxOf(textIn(meta, tags.TransferSyntaxUID) || implicitLittleEndian.uid)
  const rest = bytes.subarray(end)
  const body = claimed.deflated ? inflate(rest) : rest
  const syntax = asWritten(body, claimed)
  return { meta, set: readDataSet(body, syntax), syntax }
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes.length > 132 && String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM'
}

/** File meta without the preamble and the mark. */
function hasBareMeta(bytes: Uint8Array): boolean {
  return bytes.length >= 16 && bytes[0] === 2 && bytes[1] === 0 && isVr(bytes, 4)
}

/** Of a data set alone: it begins in group 8, with a low element. */
function bareSyntax(bytes: Uint8Array): TransferSyntax | undefined {
  if (bytes.length < 16) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const begins = (little: boolean) => view.getUint16(0, little) === 8 && view.getUint16(2, little) <= 0x20
  if (begins(false) && isVr(bytes, 4)) return explicitBigEndian
  if (!begins(true)) return undefined
  if (isVr(bytes, 4)) return explicitLittleEndian
  return view.getUint32(4, true) <= 64 ? implicitLittleEndian : undefined
}

/** Some files are not written as they say; the first element shows it. */
function asWritten(body: Uint8Array, claimed: TransferSyntax): TransferSyntax {
  if (body.length < 8 || isVr(body, 4) === claimed.explicit) return claimed
  if (!claimed.explicit) return explicitLittleEndian
  const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(4, true)
  if (!claimed.littleEndian || length > body.length) return claimed
  return claimed.uid === explicitLittleEndian.uid ? implicitLittleEndian : { ...claimed, explicit: false }
}

function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: mostInflated })
  } catch (error) {
    throw broken(`its deflated part does not unfold (${messageOf(error, 80)})`, 'fetch the file again')
  }
}
