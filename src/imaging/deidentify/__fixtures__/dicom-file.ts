/** Small DICOM files, written down element by element. */
import type { DataSet, Element, Tag } from '../../dicom/data-set.ts'
import { valueElement } from '../../dicom/encode-value.ts'
import { transferSyntaxOf } from '../../dicom/transfer-syntax.ts'
import { writeDicom } from '../../dicom/write-dicom.ts'

export const syntaxes = {
  implicit: transferSyntaxOf('1.2.840.10008.1.2'),
  explicit: transferSyntaxOf('1.2.840.10008.1.2.1'),
  deflated: transferSyntaxOf('1.2.840.10008.1.2.1.99'),
  bigEndian: transferSyntaxOf('1.2.840.10008.1.2.2'),
  jpeg: transferSyntaxOf('1.2.840.10008.1.2.4.50'),
}

/** Text, or the items of a sequence, or anything else as an element. */
export type Content = string | DataSet[] | Element

export function setOf(
  contents: readonly (readonly [tag: Tag, vr: string, content: Content])[],
  littleEndian = true,
): DataSet {
  return {
    littleEndian,
    elements: new Map(
      contents.map(([tag, vr, content]): [Tag, Element] => [
        tag,
        Array.isArray(content)
          ? { kind: 'sequence', vr, items: content }
          : typeof content === 'string'
            ? valueElement(vr, [content])
            : content,
      ]),
    ),
  }
}

export const classUid = 0x00080016
export const instanceUid = 0x00080018
export const studyUid = 0x0020000d
export const seriesUid = 0x0020000e

/** A CT slice of 2 × 1 pixels, with what is given beside. */
export function fileOf(
  more: Parameters<typeof setOf>[0] = [],
  syntax = syntaxes.explicit,
  instance = '1.2.3.4',
): Uint8Array {
  const set = setOf(
    [
      [classUid, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
      [instanceUid, 'UI', instance],
      [0x00080060, 'CS', 'CT'],
      [studyUid, 'UI', '1.2.3'],
      [seriesUid, 'UI', '1.2.3.1'],
      [0x7fe00010, 'OW', { kind: 'value', vr: 'OW', bytes: Uint8Array.from([1, 2, 3, 4]) }],
      ...more,
    ],
    syntax.littleEndian,
  )
  return writeDicom(set, syntax)
}
