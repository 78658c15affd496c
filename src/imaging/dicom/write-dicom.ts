/**
 * Writing a DICOM file (PS3.10, chapter 7): an empty preamble, file meta made anew, and the data set in the transfer
 * syntax given. Values are written as they are, byte for byte, and so are encapsulated pixels: a file that was read
 * can be written back without a codec and without knowing what its elements mean. Sequences get explicit lengths.
 */
import { deflateRawSync } from 'node:zlib'
import { broken } from './broken.ts'
import { type DataSet, type Element, type Tag, tags, textIn } from './data-set.ts'
import { encodeValues, padded, valueElement } from './encode-value.ts'
import { explicitLittleEndian, type TransferSyntax } from './transfer-syntax.ts'
import { longForms } from './value-representation.ts'

/** Praxis as a writer of files, a UUID of its own under 2.25 (PS3.5, B.2). */
const implementation = '2.25.241590076690801971355992657270501322562'

/** Throws `media-undecodable` where parts of the set are not in the byte order of the syntax. */
export function writeDicom(set: DataSet, syntax: TransferSyntax): Uint8Array {
  const elements = new Map([...set.elements].filter(([tag]) => groupOf(tag) !== 2))
  const body = Buffer.concat(partsOf({ ...set, elements }, syntax))
  return Buffer.concat([
    new Uint8Array(128),
    new TextEncoder().encode('DICM'),
    ...fileMeta(set, syntax),
    syntax.deflated ? padded(deflateRawSync(body), 'OB') : body,
  ])
}

function fileMeta(set: DataSet, { uid }: TransferSyntax): Uint8Array[] {
  const uidElement = (value: string): Element => valueElement('UI', [value])
  const parts = partsOf(
    {
      littleEndian: true,
      elements: new Map<Tag, Element>([
        [0x00020001, { kind: 'value', vr: 'OB', bytes: Uint8Array.from([0, 1]) }],
        [0x00020002, uidElement(textIn(set, tags.SOPClassUID))],
        [0x00020003, uidElement(textIn(set, tags.SOPInstanceUID))],
        [tags.TransferSyntaxUID, uidElement(uid)],
        [0x00020012, uidElement(implementation)],
        [0x00020013, valueElement('SH', ['PRAXIS'])],
      ]),
    },
    explicitLittleEndian,
  )
  const length: Element = { kind: 'value', vr: 'UL', bytes: encodeValues('UL', [sizeOf(parts)]) }
  return [...elementParts(0x00020000, length, explicitLittleEndian), ...parts]
}

/** The elements in the order of their tags. */
function partsOf(set: DataSet, syntax: TransferSyntax): Uint8Array[] {
  if (set.littleEndian !== syntax.littleEndian)
    throw broken('its parts are in different byte orders', 'convert it to explicit little endian first')
  return [...set.elements]
    .sort(([a], [b]) => a - b)
    .flatMap(([tag, element]) => elementParts(tag, element, syntax))
}

const undefinedLength = 0xffffffff
const item = 0xfffee000
const sequenceEnd = 0xfffee0dd

function elementParts(tag: Tag, element: Element, syntax: TransferSyntax): Uint8Array[] {
  if (element.kind === 'fragments') {
    const parts = [element.offsets, ...element.fragments].flatMap(fragment => {
      const even = padded(fragment, 'OB')
      return [itemHead(item, even.length, syntax), even]
    })
    return [head(tag, element.vr, undefinedLength, syntax), ...parts, itemHead(sequenceEnd, 0, syntax)]
  }
  const parts =
    element.kind === 'value'
      ? [padded(element.bytes, element.vr)]
      : element.items.flatMap(one => {
          const inside = partsOf(one, syntax)
          return [itemHead(item, sizeOf(inside), syntax), ...inside]
        })
  return [head(tag, element.vr, sizeOf(parts), syntax), ...parts]
}

/** A value too long for its representation is written as of unknown one (PS3.5, 6.2.2, note 5). */
function head(tag: Tag, vr: string, length: number, syntax: TransferSyntax): Uint8Array {
  if (!syntax.explicit) return itemHead(tag, length, syntax)
  const said = !longForms.has(vr) && length > 0xffff ? 'UN' : vr
  const long = longForms.has(said)
  const bytes = new Uint8Array(long ? 12 : 8)
  const view = viewWithTag(bytes, tag, syntax)
  bytes.set(new TextEncoder().encode(said), 4)
  if (long) view.setUint32(8, length, syntax.littleEndian)
  else view.setUint16(6, length, syntax.littleEndian)
  return bytes
}

function itemHead(tag: Tag, length: number, syntax: TransferSyntax): Uint8Array {
  const bytes = new Uint8Array(8)
  viewWithTag(bytes, tag, syntax).setUint32(4, length, syntax.littleEndian)
  return bytes
}

function viewWithTag(bytes: Uint8Array, tag: Tag, { littleEndian }: TransferSyntax): DataView {
  const view = new DataView(bytes.buffer)
  view.setUint16(0, groupOf(tag), littleEndian)
  view.setUint16(2, tag % 65536, littleEndian)
  return view
}

function groupOf(tag: Tag): number {
  return Math.floor(tag / 65536)
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}
