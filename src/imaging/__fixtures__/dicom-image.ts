/** Small DICOM images, made in code: a slice of a CT series where nothing else is said. */
import type { Element, Tag } from '../dicom/data-set.ts'
import { valueElement } from '../dicom/encode-value.ts'
import { transferSyntaxOf } from '../dicom/transfer-syntax.ts'
import { writeDicom } from '../dicom/write-dicom.ts'

export type MadeImage = {
  columns: number
  rows: number
  /** Stored values, 16 bits with sign; absent for an object without pixels. */
  samples?: Int16Array
  position?: [number, number, number]
  orientation?: [number, number, number, number, number, number]
  /** Millimetres between rows, and between columns. */
  spacing?: [number, number]
  /** Rewrites or, with `undefined`, removes elements. */
  change?: [Tag, Element | undefined][]
}

export const patientName = 'Nobody^Nemo'
export const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2'

/** Values are the samples less 1024, in HU; instance and slice number are `n`. */
export function dicomImage(n: number, image: MadeImage): Uint8Array {
  const { columns, rows, samples, position = [0, 0, 5 * n], orientation = [1, 0, 0, 0, 1, 0] } = image
  const elements = new Map<Tag, Element>([
    [0x00080016, valueElement('UI', [ctImageStorage])],
    [0x00080018, valueElement('UI', [`1.2.3.4.${n}`])],
    [0x00080060, valueElement('CS', ['CT'])],
    [0x00100010, valueElement('PN', [patientName])],
    [0x00100020, valueElement('LO', ['4711'])],
    [0x0020000d, valueElement('UI', ['1.2.3'])],
    [0x0020000e, valueElement('UI', ['1.2.3.4'])],
    [0x00200013, valueElement('IS', [n])],
    [0x00200032, valueElement('DS', position)],
    [0x00200037, valueElement('DS', orientation)],
    [0x00200052, valueElement('UI', ['1.2.3.9'])],
    [0x00280002, valueElement('US', [1])],
    [0x00280004, valueElement('CS', ['MONOCHROME2'])],
    [0x00280010, valueElement('US', [rows])],
    [0x00280011, valueElement('US', [columns])],
    [0x00280030, valueElement('DS', image.spacing ?? [2, 3])],
    [0x00280100, valueElement('US', [16])],
    [0x00280101, valueElement('US', [16])],
    [0x00280102, valueElement('US', [15])],
    [0x00280103, valueElement('US', [1])],
    [0x00281050, valueElement('DS', [40])],
    [0x00281051, valueElement('DS', [400])],
    [0x00281052, valueElement('DS', [-1024])],
    [0x00281053, valueElement('DS', [1])],
  ])
  if (samples) elements.set(0x7fe00010, { kind: 'value', vr: 'OW', bytes: new Uint8Array(samples.buffer) })
  for (const [tag, element] of image.change ?? [])
    if (element) elements.set(tag, element)
    else elements.delete(tag)
  return writeDicom({ littleEndian: true, elements }, transferSyntaxOf('1.2.840.10008.1.2.1'))
}
