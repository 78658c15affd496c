/** A small DICOM image for tests: grey of 8 bits, one frame, with a patient, a study and a place. */
import { type Element, type Tag, tags } from '../src/imaging/dicom/data-set.ts'
import { valueElement } from '../src/imaging/dicom/encode-value.ts'
import { explicitLittleEndian } from '../src/imaging/dicom/transfer-syntax.ts'
import { writeDicom } from '../src/imaging/dicom/write-dicom.ts'
import type { Raster } from '../src/imaging/index.ts'

const ct = '1.2.840.10008.5.1.4.1.1.2'

/** `spacing`: millimetres between rows and between columns, the order of DICOM. */
export function dicomImage(
  { width, height, samples }: Raster,
  { spacing, instance = 1 }: { spacing: [number, number]; instance?: number },
): Uint8Array {
  const values: [Tag, string, (string | number)[]][] = [
    [tags.SOPClassUID, 'UI', [ct]],
    [tags.SOPInstanceUID, 'UI', [`1.2.3.4.${instance}`]],
    [tags.Modality, 'CS', ['CT']],
    [tags.StudyDate, 'DA', ['20260101']],
    [tags.PatientName, 'PN', ['Nobody^Test']],
    [tags.PatientID, 'LO', ['0']],
    [tags.StudyInstanceUID, 'UI', ['1.2.3.1']],
    [tags.SeriesInstanceUID, 'UI', ['1.2.3.2']],
    [tags.FrameOfReferenceUID, 'UI', ['1.2.3.3']],
    [tags.InstanceNumber, 'IS', [instance]],
    [tags.ImagePositionPatient, 'DS', [-30, 12.5, 4 + 2 * instance]],
    [tags.ImageOrientationPatient, 'DS', [1, 0, 0, 0, 1, 0]],
    [tags.SliceThickness, 'DS', [2]],
    [tags.PixelSpacing, 'DS', spacing],
    [tags.SamplesPerPixel, 'US', [1]],
    [tags.PhotometricInterpretation, 'CS', ['MONOCHROME2']],
    [tags.Rows, 'US', [height]],
    [tags.Columns, 'US', [width]],
    [tags.BitsAllocated, 'US', [8]],
    [tags.BitsStored, 'US', [8]],
    [tags.HighBit, 'US', [7]],
    [tags.PixelRepresentation, 'US', [0]],
  ]
  const elements = values.map(([tag, vr, all]): [Tag, Element] => [tag, valueElement(vr, all)])
  const pixels: Element = { kind: 'value', vr: 'OB', bytes: Uint8Array.from(samples) }
  return writeDicom(
    { littleEndian: true, elements: new Map([...elements, [tags.PixelData, pixels]]) },
    explicitLittleEndian,
  )
}
