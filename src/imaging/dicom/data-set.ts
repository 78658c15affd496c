/**
 * A DICOM data set as it was read: elements by tag, their values still bytes. Nothing is interpreted before it is
 * asked for, so a damaged value that nobody needs does no harm, and a file can be written back unchanged.
 */

import { TextDecoder } from 'node:util'

/** `group × 65536 + element`, as in 0x00280010. */
export type Tag = number

export type Element =
  | { kind: 'value'; vr: string; bytes: Uint8Array }
  | { kind: 'sequence'; vr: string; items: DataSet[] }
  /** Encapsulated pixels: the offset table, then the fragments. */
  | { kind: 'fragments'; vr: string; offsets: Uint8Array; fragments: Uint8Array[] }

export type DataSet = {
  littleEndian: boolean
  elements: Map<Tag, Element>
  /** Of an item: the Specific Character Set around it, which holds where it states none (PS3.5, 6.1.2.3). */
  characterSet?: Uint8Array
}

export const tags = {
  TransferSyntaxUID: 0x00020010,
  SpecificCharacterSet: 0x00080005,
  ImageType: 0x00080008,
  SOPClassUID: 0x00080016,
  SOPInstanceUID: 0x00080018,
  CodeValue: 0x00080100,
  StudyDate: 0x00080020,
  StudyTime: 0x00080030,
  AccessionNumber: 0x00080050,
  Modality: 0x00080060,
  ReferringPhysicianName: 0x00080090,
  SeriesDescription: 0x0008103e,
  PatientName: 0x00100010,
  PatientID: 0x00100020,
  PatientBirthDate: 0x00100030,
  PatientSex: 0x00100040,
  BodyPartExamined: 0x00180015,
  ViewPosition: 0x00185101,
  PatientOrientation: 0x00200020,
  SliceThickness: 0x00180050,
  SpacingBetweenSlices: 0x00180088,
  ImagerPixelSpacing: 0x00181164,
  NominalScannedPixelSpacing: 0x00182010,
  SequenceOfUltrasoundRegions: 0x00186011,
  PhysicalUnitsXDirection: 0x00186024,
  PhysicalUnitsYDirection: 0x00186026,
  PhysicalDeltaX: 0x0018602c,
  PhysicalDeltaY: 0x0018602e,
  StudyInstanceUID: 0x0020000d,
  SeriesInstanceUID: 0x0020000e,
  StudyID: 0x00200010,
  InstanceNumber: 0x00200013,
  ImagePositionPatient: 0x00200032,
  ImageOrientationPatient: 0x00200037,
  FrameOfReferenceUID: 0x00200052,
  PlanePositionSequence: 0x00209113,
  PlaneOrientationSequence: 0x00209116,
  SamplesPerPixel: 0x00280002,
  PhotometricInterpretation: 0x00280004,
  PlanarConfiguration: 0x00280006,
  NumberOfFrames: 0x00280008,
  Rows: 0x00280010,
  Columns: 0x00280011,
  PixelSpacing: 0x00280030,
  BitsAllocated: 0x00280100,
  BitsStored: 0x00280101,
  HighBit: 0x00280102,
  PixelRepresentation: 0x00280103,
  BurnedInAnnotation: 0x00280301,
  WindowCenter: 0x00281050,
  WindowWidth: 0x00281051,
  RescaleIntercept: 0x00281052,
  RescaleSlope: 0x00281053,
  RescaleType: 0x00281054,
  VOILUTFunction: 0x00281056,
  RedPaletteDescriptor: 0x00281101,
  GreenPaletteDescriptor: 0x00281102,
  BluePaletteDescriptor: 0x00281103,
  RedPaletteData: 0x00281201,
  GreenPaletteData: 0x00281202,
  BluePaletteData: 0x00281203,
  SegmentedRedPaletteData: 0x00281221,
  SegmentedGreenPaletteData: 0x00281222,
  SegmentedBluePaletteData: 0x00281223,
  LossyImageCompression: 0x00282110,
  LossyImageCompressionRatio: 0x00282112,
  LossyImageCompressionMethod: 0x00282114,
  ModalityLUTSequence: 0x00283000,
  LUTDescriptor: 0x00283002,
  ModalityLUTType: 0x00283004,
  LUTData: 0x00283006,
  VOILUTSequence: 0x00283010,
  PixelMeasuresSequence: 0x00289110,
  FrameVOILUTSequence: 0x00289132,
  PixelValueTransformationSequence: 0x00289145,
  MeasurementUnitsCodeSequence: 0x004008ea,
  RealWorldValueMappingSequence: 0x00409096,
  RealWorldValueIntercept: 0x00409224,
  RealWorldValueSlope: 0x00409225,
  DetectorInformationSequence: 0x00540022,
  GridFrameOffsetVector: 0x3004000c,
  DoseGridScaling: 0x3004000e,
  DoseUnits: 0x30040002,
  Units: 0x00541001,
  SharedFunctionalGroups: 0x52009229,
  PerFrameFunctionalGroups: 0x52009230,
  ExtendedOffsetTable: 0x7fe00001,
  FloatPixelData: 0x7fe00008,
  DoubleFloatPixelData: 0x7fe00009,
  PixelData: 0x7fe00010,
} as const satisfies Record<string, Tag>

/** A value is read no further than this: nothing that is asked for is longer. */
const mostBytes = 1 << 24

/** As it is printed: `(0028,0010)`. */
export function tagText(tag: Tag): string {
  const hex = tag.toString(16).toUpperCase().padStart(8, '0')
  return `(${hex.slice(0, 4)},${hex.slice(4)})`
}

export function bytesIn(set: DataSet, tag: Tag): Uint8Array | undefined {
  const element = set.elements.get(tag)
  return element?.kind === 'value' ? element.bytes : undefined
}

export function itemsIn(set: DataSet | undefined, tag: Tag): DataSet[] {
  const element = set?.elements.get(tag)
  return element?.kind === 'sequence' ? element.items : []
}

/** The first value of a text element, without its padding; empty where it is absent. */
export function textIn(set: DataSet, tag: Tag): string {
  return textsIn(set, tag)[0] ?? ''
}

export function textsIn(set: DataSet, tag: Tag): string[] {
  const bytes = bytesIn(set, tag)?.subarray(0, mostBytes)
  if (bytes === undefined || bytes.length === 0) return []
  return decoderOf(set)
    .decode(bytes)
    .split('\\')
    .map(value => value.replace(/[\0 ]+$/, '').trimStart())
}

/** The numbers of an element, whatever its representation; those that are no numbers are left out. */
export function numbersIn(set: DataSet, tag: Tag): number[] {
  const element = set.elements.get(tag)
  if (element?.kind !== 'value') return []
  const { vr } = element
  const bytes = element.bytes.subarray(0, mostBytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader = readers[vr]
  if (reader === undefined)
    return textsIn(set, tag)
      .filter(text => text !== '')
      .map(Number)
      .filter(Number.isFinite)
  const [size, read] = reader
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    read(view, i * size, set.littleEndian),
  )
}

type Reader = readonly [size: number, read: (view: DataView, at: number, little: boolean) => number]

const readers: Record<string, Reader | undefined> = {
  US: [2, (view, at, little) => view.getUint16(at, little)],
  OW: [2, (view, at, little) => view.getUint16(at, little)],
  SS: [2, (view, at, little) => view.getInt16(at, little)],
  UL: [4, (view, at, little) => view.getUint32(at, little)],
  SL: [4, (view, at, little) => view.getInt32(at, little)],
  FL: [4, (view, at, little) => view.getFloat32(at, little)],
  FD: [8, (view, at, little) => view.getFloat64(at, little)],
}

const encodings: Record<string, string> = {
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
}

function decoderOf(set: DataSet): TextDecoder {
  const given = bytesIn(set, tags.SpecificCharacterSet) ?? set.characterSet
  if (given === undefined) return latin
  const names = latin.decode(given).split('\\')
  for (const name of names.map(text => text.trim())) {
    const encoding = encodings[name]
    if (encoding !== undefined) return new TextDecoder(encoding)
  }
  return latin
}

const latin = new TextDecoder('latin1')
