/**
 * The DICOM JSON model (PS3.18, annex F) as a data set. Values become little endian bytes, as a file would hold them,
 * so that everything else reads both alike. Text is UTF-8, as all JSON is; a character set that is stated is that of
 * the file it came from (CP 2518).
 */
import * as z from 'zod'
import { decodeBase64 } from '../../cases/index.ts'
import { broken } from './broken.ts'
import { type DataSet, type Element, tags } from './data-set.ts'
import { encodeValues, valueElement } from './encode-value.ts'

const elementSchema = z.object({
  vr: z.string().optional(),
  Value: z.array(z.unknown()).optional(),
  InlineBinary: z.string().optional(),
})

const setSchema = z.record(z.string(), z.unknown())

const mostDepth = 32

/** Throws `media-undecodable` for what is no data set. */
export function dataSetFromJson(json: unknown, depth = 0): DataSet {
  const parsed = setSchema.safeParse(json)
  if (!parsed.success || depth > mostDepth)
    throw broken('the metadata are no DICOM JSON', 'give an object of elements by tag')
  const elements = new Map<number, Element>()
  for (const [key, value] of Object.entries(parsed.data)) {
    if (!/^[0-9A-Fa-f]{8}$/.test(key)) continue
    const element = elementSchema.safeParse(value)
    if (element.success) elements.set(Number.parseInt(key, 16), elementOf(element.data, depth))
  }
  elements.set(tags.SpecificCharacterSet, valueElement('CS', ['ISO_IR 192']))
  return { littleEndian: true, elements }
}

function elementOf(
  { vr = 'UN', Value = [], InlineBinary }: z.infer<typeof elementSchema>,
  depth: number,
): Element {
  if (vr === 'SQ')
    return { kind: 'sequence', vr, items: Value.map(item => dataSetFromJson(item ?? {}, depth + 1)) }
  const bytes = InlineBinary === undefined ? encodeValues(vr, Value.map(textOf)) : decodeBase64(InlineBinary)
  return { kind: 'value', vr, bytes: bytes ?? new Uint8Array() }
}

const nameSchema = z.object({ Alphabetic: z.string() })

function textOf(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value
  return nameSchema.safeParse(value).data?.Alphabetic ?? ''
}
