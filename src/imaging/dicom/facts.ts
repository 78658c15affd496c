/** What a DICOM file says of itself beside its pixels. Who the patient is, is told only as a yes or no. */
import { type DataSet, numbersIn, tags, textIn, textsIn } from './data-set.ts'
import type { DicomFile } from './parse.ts'
import { type PixelSpacing, pixelSpacing } from './pixel-spacing.ts'

export type DicomFacts = {
  /** What kind of object it is, such as `CT Image`; the UID where we have no name for it. */
  kind: string
  sopClass: string
  sopInstance: string
  study: string
  series: string
  frame: string
  modality: string
  description: string
  bodyPart: string
  /** Of a projection: PA, AP, LL, … */
  viewPosition: string
  /** Where the rows, and where the columns run to, such as L and F. */
  patientOrientation: string[]
  imageType: string[]
  instanceNumber: number | undefined
  transferSyntax: { uid: string; name: string }
  photometric: string
  /** 0 where the object has no pixels. */
  rows: number
  columns: number
  frames: number
  bitsStored: number
  signed: boolean
  /** Where the pixel spacing is from; on a projection it is that at the detector, not in the patient. */
  spacingAt: PixelSpacing['at'] | 'none'
  lossy: boolean
  /** A name, number or birth date of a patient stands in it. */
  identified: boolean
  /** The pixels are said to carry text that may identify. */
  burnedIn: 'yes' | 'no' | 'not stated'
  /** Elements of private groups, whose meaning only their maker knows; nested ones count too. */
  privateElements: number
  hasPixels: boolean
}

export function factsOf({ set, syntax }: DicomFile): DicomFacts {
  const number = (tag: number) => numbersIn(set, tag)[0]
  const sopClass = textIn(set, tags.SOPClassUID)
  const burned = textIn(set, tags.BurnedInAnnotation)
  return {
    kind: kinds[sopClass] ?? (sopClass === '' ? 'object of no stated kind' : sopClass),
    sopClass,
    sopInstance: textIn(set, tags.SOPInstanceUID),
    study: textIn(set, tags.StudyInstanceUID),
    series: textIn(set, tags.SeriesInstanceUID),
    frame: textIn(set, tags.FrameOfReferenceUID),
    modality: textIn(set, tags.Modality),
    description: textIn(set, tags.SeriesDescription),
    bodyPart: textIn(set, tags.BodyPartExamined),
    viewPosition: textIn(set, tags.ViewPosition),
    patientOrientation: textsIn(set, tags.PatientOrientation),
    imageType: textsIn(set, tags.ImageType),
    instanceNumber: number(tags.InstanceNumber),
    transferSyntax: { uid: syntax.uid, name: syntax.name },
    photometric: textIn(set, tags.PhotometricInterpretation),
    rows: number(tags.Rows) ?? 0,
    columns: number(tags.Columns) ?? 0,
    frames: number(tags.NumberOfFrames) || 1,
    bitsStored: number(tags.BitsStored) ?? 0,
    signed: number(tags.PixelRepresentation) === 1,
    spacingAt: pixelSpacing(set)?.at ?? 'none',
    lossy: textIn(set, tags.LossyImageCompression) === '01',
    identified: [tags.PatientName, tags.PatientID, tags.PatientBirthDate].some(
      tag => textIn(set, tag) !== '',
    ),
    burnedIn: burned === 'YES' ? 'yes' : burned === 'NO' ? 'no' : 'not stated',
    privateElements: countPrivate(set),
    hasPixels: [tags.PixelData, tags.FloatPixelData, tags.DoubleFloatPixelData].some(tag =>
      set.elements.has(tag),
    ),
  }
}

function countPrivate({ elements }: DataSet): number {
  let count = 0
  for (const [tag, element] of elements) {
    if (Math.floor(tag / 65536) % 2 === 1) count++
    if (element.kind === 'sequence') for (const item of element.items) count += countPrivate(item)
  }
  return count
}

const storage = '1.2.840.10008.5.1.4.1.1'

/** Of PS3.4, table B.5-1: what is met most. */
const kinds: Record<string, string | undefined> = Object.fromEntries(
  (
    [
      ['.1', 'Computed Radiography Image'],
      ['.1.1', 'Digital X-Ray Image'],
      ['.1.2', 'Digital Mammography X-Ray Image'],
      ['.2', 'CT Image'],
      ['.2.1', 'Enhanced CT Image'],
      ['.3.1', 'Ultrasound Multi-frame Image'],
      ['.4', 'MR Image'],
      ['.4.1', 'Enhanced MR Image'],
      ['.6.1', 'Ultrasound Image'],
      ['.7', 'Secondary Capture Image'],
      ['.7.1', 'Multi-frame Single Bit Secondary Capture Image'],
      ['.7.2', 'Multi-frame Grayscale Byte Secondary Capture Image'],
      ['.7.3', 'Multi-frame Grayscale Word Secondary Capture Image'],
      ['.7.4', 'Multi-frame True Color Secondary Capture Image'],
      ['.9.1.1', '12-lead ECG Waveform'],
      ['.11.1', 'Grayscale Softcopy Presentation State'],
      ['.12.1', 'X-Ray Angiographic Image'],
      ['.12.2', 'X-Ray Radiofluoroscopic Image'],
      ['.20', 'Nuclear Medicine Image'],
      ['.30', 'Parametric Map'],
      ['.66.4', 'Segmentation'],
      ['.66.7', 'Label Map Segmentation'],
      ['.77.1.1.1', 'Video Endoscopic Image'],
      ['.77.1.4', 'Photographic Image'],
      ['.77.1.5.1', 'Ophthalmic Photography Image'],
      ['.77.1.6', 'Whole Slide Microscopy Image'],
      ['.88.11', 'Basic Text SR'],
      ['.88.22', 'Enhanced SR'],
      ['.88.33', 'Comprehensive SR'],
      ['.88.34', 'Comprehensive 3D SR'],
      ['.88.59', 'Key Object Selection'],
      ['.104.1', 'Encapsulated PDF'],
      ['.128', 'PET Image'],
      ['.481.1', 'RT Image'],
      ['.481.2', 'RT Dose'],
      ['.481.3', 'RT Structure Set'],
      ['.481.5', 'RT Plan'],
    ] as const
  ).map(([suffix, name]) => [`${storage}${suffix}`, name]),
)
