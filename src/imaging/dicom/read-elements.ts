/**
 * The elements of a data set (PS3.5, chapter 7). Values stay views on the bytes, so nothing is allocated by what a
 * header claims; each length is checked against the bytes that are there; nesting and the number of elements are
 * bounded.
 */
import type { PraxisError } from '../../cases/index.ts'
import { broken } from './broken.ts'
import { bytesIn, type DataSet, type Element, type Tag, tags, tagText } from './data-set.ts'
import { vrOf } from './dictionary.ts'
import { explicitLittleEndian, type TransferSyntax } from './transfer-syntax.ts'
import { longForms } from './value-representation.ts'

const mostDepth = 32
const mostElements = 1_000_000

type Reader = {
  bytes: Uint8Array
  view: DataView
  at: number
  explicit: boolean
  littleEndian: boolean
  left: { elements: number }
}

/** Throws `media-undecodable`. */
export function readDataSet(bytes: Uint8Array, syntax: TransferSyntax): DataSet {
  const reader = readerOf(bytes, syntax)
  const set: DataSet = { littleEndian: syntax.littleEndian, elements: new Map() }
  // Fewer than eight bytes at the end are padding, and so are zeros.
  while (reader.at + 8 <= bytes.length && !onlyZerosLeft(reader)) readElement(reader, set, 0)
  return set
}

/** Group 2, which is in explicit little endian whatever follows, and where it ends. */
export function readFileMeta(bytes: Uint8Array, from: number): { meta: DataSet; end: number } {
  const reader = readerOf(bytes, explicitLittleEndian)
  reader.at = from
  const meta: DataSet = { littleEndian: true, elements: new Map() }
  while (reader.at + 8 <= bytes.length && reader.view.getUint16(reader.at, true) === 2)
    readElement(reader, meta, 0)
  return { meta, end: reader.at }
}

function readerOf(bytes: Uint8Array, { explicit, littleEndian }: TransferSyntax): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { bytes, view, at: 0, explicit, littleEndian, left: { elements: mostElements } }
}

/** No element has the tag (0000,0000) here; what begins with it is looked through once. */
function onlyZerosLeft({ bytes, view, at }: Reader): boolean {
  return view.getUint32(at) === 0 && bytes.subarray(at).every(byte => byte === 0)
}

const undefinedLength = 0xffffffff
const item = 0xfffee000
const itemEnd = 0xfffee00d
const sequenceEnd = 0xfffee0dd

function readTag({ view, at, littleEndian }: Reader): Tag {
  return view.getUint16(at, littleEndian) * 65536 + view.getUint16(at + 2, littleEndian)
}

function readElement(reader: Reader, set: DataSet, depth: number): void {
  if (--reader.left.elements < 0)
    throw broken(`it holds more than ${mostElements} elements`, 'split the file')
  const tag = readTag(reader)
  reader.at += 4
  set.elements.set(tag, readBody(reader, set, tag, readHead(reader, tag), depth))
}

type Head = {
  vr: string
  length: number
  /** The representation is from the dictionary, as the file gives none or `UN`. */
  looked: boolean
}

function readHead(reader: Reader, tag: Tag): Head {
  const { bytes, view, littleEndian } = reader
  if (!reader.explicit || tag >= item) {
    const length = view.getUint32(reader.at, littleEndian)
    reader.at += 4
    return { vr: vrOf(tag) ?? 'UN', length, looked: true }
  }
  const given = String.fromCharCode(bytes[reader.at] ?? 0, bytes[reader.at + 1] ?? 0)
  if (!/^[A-Z]{2}$/.test(given))
    throw broken(`the element ${tagText(tag)} has no value representation`, 'fetch the file again')
  const looked = given === 'UN'
  const vr = looked ? (vrOf(tag) ?? 'UN') : given
  if (!longForms.has(given)) {
    const length = view.getUint16(reader.at + 2, littleEndian)
    reader.at += 4
    return { vr, length, looked }
  }
  if (reader.at + 8 > bytes.length) throw truncated(tag, 8, bytes.length - reader.at)
  const length = view.getUint32(reader.at + 4, littleEndian)
  reader.at += 8
  return { vr, length, looked }
}

function readBody(
  reader: Reader,
  set: DataSet,
  tag: Tag,
  { vr, length, looked }: Head,
  depth: number,
): Element {
  const left = reader.bytes.length - reader.at
  if (length !== undefinedLength && length > left) throw truncated(tag, length, left)
  if (length === undefinedLength && tag === tags.PixelData) return readFragments(reader, vr)
  // A sequence of representation `UN` is in implicit little endian (PS3.5, 6.2.2, note 4).
  const inside: Reader =
    looked && reader.explicit ? { ...reader, explicit: false, littleEndian: true } : reader
  const isSequence = length === undefinedLength || (vr === 'SQ' && !(looked && lacksItem(inside, length)))
  if (isSequence) {
    const items = readItems(inside, set, tag, length, depth + 1)
    reader.at = inside.at
    return { kind: 'sequence', vr: 'SQ', items }
  }
  const bytes = reader.bytes.subarray(reader.at, reader.at + length)
  reader.at += length
  return { kind: 'value', vr: vr === 'SQ' ? 'UN' : vr, bytes }
}

/** What ought to be a sequence by the dictionary alone, and does not begin with an item. */
function lacksItem(reader: Reader, length: number): boolean {
  return length > 0 && (length < 8 || readTag(reader) !== item)
}

function readItems(reader: Reader, around: DataSet, tag: Tag, length: number, depth: number): DataSet[] {
  if (depth > mostDepth) throw broken(`${tagText(tag)} is nested ${mostDepth} deep`, 'fetch the file again')
  const end = length === undefinedLength ? reader.bytes.length : reader.at + length
  const items: DataSet[] = []
  while (reader.at + 8 <= end) {
    const mark = readTag(reader)
    const size = reader.view.getUint32(reader.at + 4, reader.littleEndian)
    reader.at += 8
    if (mark === sequenceEnd) return items
    if (mark !== item)
      throw broken(`${tagText(tag)} holds ${tagText(mark)} and no item`, 'fetch the file again')
    if (--reader.left.elements < 0) throw broken('it holds too many items', 'split the file')
    const left = end - reader.at
    if (size !== undefinedLength && size > left) throw truncated(tag, size, left)
    const stop = reader.at + size
    items.push(readItem(reader, around, size === undefinedLength ? end : stop, depth))
    if (size !== undefinedLength) reader.at = stop
  }
  reader.at = end
  return items
}

function readItem(reader: Reader, around: DataSet, end: number, depth: number): DataSet {
  const characterSet = bytesIn(around, tags.SpecificCharacterSet) ?? around.characterSet
  const set: DataSet = {
    littleEndian: reader.littleEndian,
    elements: new Map(),
    ...(characterSet && { characterSet }),
  }
  while (reader.at + 8 <= end) {
    if (readTag(reader) === itemEnd) {
      reader.at += 8
      return set
    }
    readElement(reader, set, depth)
  }
  return set
}

/** Encapsulated pixels (PS3.5, A.4): an offset table that may be empty, then fragments. */
function readFragments(reader: Reader, vr: string): Element {
  const parts: Uint8Array[] = []
  while (reader.at + 8 <= reader.bytes.length) {
    const mark = readTag(reader)
    const length = reader.view.getUint32(reader.at + 4, reader.littleEndian)
    reader.at += 8
    if (mark === sequenceEnd) break
    if (mark !== item) throw broken(`between the fragments stands ${tagText(mark)}`, 'fetch the file again')
    const left = reader.bytes.length - reader.at
    if (length > left) throw truncated(tags.PixelData, length, left)
    if (--reader.left.elements < 0) throw broken('it holds too many fragments', 'split the file')
    parts.push(reader.bytes.subarray(reader.at, reader.at + length))
    reader.at += length
  }
  const [offsets = new Uint8Array(), ...fragments] = parts
  return { kind: 'fragments', vr, offsets, fragments }
}

function truncated(tag: Tag, claimed: number, left: number): PraxisError {
  const length = claimed === undefinedLength ? 'an open end' : `${claimed} bytes`
  return broken(
    `${tagText(tag)} claims ${length} and ${left} are left: it is cut off or damaged`,
    'fetch the file again',
  )
}
