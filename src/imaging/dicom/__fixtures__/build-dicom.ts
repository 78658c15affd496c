/** DICOM files made for tests: elements by their keyword, with the representation of the dictionary. */
import { type DataSet, type Element, tags } from '../data-set.ts'
import { vrOf } from '../dictionary.ts'
import { valueElement } from '../encode-value.ts'
import { transferSyntaxOf } from '../transfer-syntax.ts'
import { writeDicom } from '../write-dicom.ts'

type Value = string | number | readonly (string | number)[] | Uint8Array | Element | readonly Elements[]
/** `undefined` leaves an element out. */
export type Elements = { readonly [K in keyof typeof tags]?: Value | undefined }

export const syntaxes = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  jpegLossless: '1.2.840.10008.1.2.4.70',
  jpegBaseline: '1.2.840.10008.1.2.4.50',
  jpegLs: '1.2.840.10008.1.2.4.80',
  jpeg2000: '1.2.840.10008.1.2.4.90',
  htj2k: '1.2.840.10008.1.2.4.201',
  rle: '1.2.840.10008.1.2.5',
  deflatedFrames: '1.2.840.10008.1.2.8.1',
  mpeg4: '1.2.840.10008.1.2.4.102',
} as const

const isKeyword = (name: string): name is keyof typeof tags => Object.hasOwn(tags, name)

export function buildSet(elements: Elements): DataSet {
  const built = new Map<number, Element>()
  for (const [name, value] of Object.entries(elements))
    if (isKeyword(name) && value !== undefined) built.set(tags[name], elementOf(tags[name], value))
  return { littleEndian: true, elements: built }
}

function elementOf(tag: number, value: Value): Element {
  const vr = vrOf(tag) ?? 'UN'
  if (value instanceof Uint8Array) return { kind: 'value', vr, bytes: value }
  if (typeof value === 'string' || typeof value === 'number') return valueElement(vr, [value])
  if ('kind' in value) return value
  if (vr === 'SQ')
    return { kind: 'sequence', vr, items: value.flatMap(item => (isElements(item) ? buildSet(item) : [])) }
  return valueElement(
    vr,
    value.flatMap(one => (isElements(one) ? [] : one)),
  )
}

function isElements(value: string | number | Elements): value is Elements {
  return typeof value === 'object'
}

/** A grey picture of 2 × 2 pixels of 8 bits with values 10, 20, 30, 40, changed by what is given. */
export function buildDicom(elements: Elements = {}, syntax: string = syntaxes.explicit): Uint8Array {
  const picture: Elements = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: '1.2.3.4',
    SeriesInstanceUID: '1.2.3',
    Modality: 'OT',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: 2,
    Columns: 2,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: Uint8Array.of(10, 20, 30, 40),
  }
  return writeDicom(buildSet({ ...picture, ...elements }), transferSyntaxOf(syntax))
}

/** Pixels of 16 bits. */
export const words: Elements = { BitsAllocated: 16, BitsStored: 16, HighBit: 15 }

export function wordBytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer)
}

export function encapsulated(fragments: Uint8Array[], offsets: readonly number[] = []): Element {
  return { kind: 'fragments', vr: 'OB', offsets: new Uint8Array(Uint32Array.from(offsets).buffer), fragments }
}

/** A frame in RLE: each byte plane as runs of literal bytes. */
export function rleFrame(planes: readonly Uint8Array[]): Uint8Array {
  const packed = planes.map(plane => {
    const parts: number[] = []
    for (let at = 0; at < plane.length; at += 128) {
      const run = plane.subarray(at, at + 128)
      parts.push(run.length - 1, ...run)
    }
    return Uint8Array.from(parts)
  })
  const head = new Uint32Array(16)
  head[0] = packed.length
  let at = 64
  for (const [n, part] of packed.entries()) {
    head[n + 1] = at
    at += part.length
  }
  return Buffer.concat([new Uint8Array(head.buffer), ...packed])
}
