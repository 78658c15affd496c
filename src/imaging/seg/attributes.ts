/**
 * Data sets by keyword: the attributes that a segmentation object is made of, with the tags and value
 * representations of PS3.6, so that the modules of the standard can be written down as they read there.
 */

const dictionary = {
  FileMetaInformationVersion: ['00020001', 'OB'],
  MediaStorageSOPClassUID: ['00020002', 'UI'],
  MediaStorageSOPInstanceUID: ['00020003', 'UI'],
  TransferSyntaxUID: ['00020010', 'UI'],
  ImplementationClassUID: ['00020012', 'UI'],
  ImplementationVersionName: ['00020013', 'SH'],
  SpecificCharacterSet: ['00080005', 'CS'],
  ImageType: ['00080008', 'CS'],
  SOPClassUID: ['00080016', 'UI'],
  SOPInstanceUID: ['00080018', 'UI'],
  StudyDate: ['00080020', 'DA'],
  SeriesDate: ['00080021', 'DA'],
  ContentDate: ['00080023', 'DA'],
  StudyTime: ['00080030', 'TM'],
  SeriesTime: ['00080031', 'TM'],
  ContentTime: ['00080033', 'TM'],
  AccessionNumber: ['00080050', 'SH'],
  Modality: ['00080060', 'CS'],
  Manufacturer: ['00080070', 'LO'],
  ReferringPhysicianName: ['00080090', 'PN'],
  CodeValue: ['00080100', 'SH'],
  CodingSchemeDesignator: ['00080102', 'SH'],
  CodeMeaning: ['00080104', 'LO'],
  SeriesDescription: ['0008103E', 'LO'],
  ManufacturerModelName: ['00081090', 'LO'],
  ReferencedSeriesSequence: ['00081115', 'SQ'],
  ReferencedInstanceSequence: ['0008114A', 'SQ'],
  ReferencedSOPClassUID: ['00081150', 'UI'],
  ReferencedSOPInstanceUID: ['00081155', 'UI'],
  ReferencedFrameNumber: ['00081160', 'IS'],
  SourceImageSequence: ['00082112', 'SQ'],
  DerivationImageSequence: ['00089124', 'SQ'],
  DerivationCodeSequence: ['00089215', 'SQ'],
  PatientName: ['00100010', 'PN'],
  PatientID: ['00100020', 'LO'],
  PatientBirthDate: ['00100030', 'DA'],
  PatientSex: ['00100040', 'CS'],
  SliceThickness: ['00180050', 'DS'],
  SpacingBetweenSlices: ['00180088', 'DS'],
  DeviceSerialNumber: ['00181000', 'LO'],
  SoftwareVersions: ['00181020', 'LO'],
  StudyInstanceUID: ['0020000D', 'UI'],
  SeriesInstanceUID: ['0020000E', 'UI'],
  StudyID: ['00200010', 'SH'],
  SeriesNumber: ['00200011', 'IS'],
  InstanceNumber: ['00200013', 'IS'],
  ImagePositionPatient: ['00200032', 'DS'],
  ImageOrientationPatient: ['00200037', 'DS'],
  FrameOfReferenceUID: ['00200052', 'UI'],
  PositionReferenceIndicator: ['00201040', 'LO'],
  FrameContentSequence: ['00209111', 'SQ'],
  PlanePositionSequence: ['00209113', 'SQ'],
  PlaneOrientationSequence: ['00209116', 'SQ'],
  DimensionIndexValues: ['00209157', 'UL'],
  DimensionOrganizationUID: ['00209164', 'UI'],
  DimensionIndexPointer: ['00209165', 'AT'],
  FunctionalGroupPointer: ['00209167', 'AT'],
  DimensionOrganizationSequence: ['00209221', 'SQ'],
  DimensionIndexSequence: ['00209222', 'SQ'],
  DimensionOrganizationType: ['00209311', 'CS'],
  DimensionDescriptionLabel: ['00209421', 'LO'],
  FrameLabel: ['00209453', 'LO'],
  SamplesPerPixel: ['00280002', 'US'],
  PhotometricInterpretation: ['00280004', 'CS'],
  NumberOfFrames: ['00280008', 'IS'],
  Rows: ['00280010', 'US'],
  Columns: ['00280011', 'US'],
  PixelSpacing: ['00280030', 'DS'],
  BitsAllocated: ['00280100', 'US'],
  BitsStored: ['00280101', 'US'],
  HighBit: ['00280102', 'US'],
  PixelRepresentation: ['00280103', 'US'],
  PixelPaddingValue: ['00280120', 'US'],
  LossyImageCompression: ['00282110', 'CS'],
  LossyImageCompressionRatio: ['00282112', 'DS'],
  LossyImageCompressionMethod: ['00282114', 'CS'],
  PixelMeasuresSequence: ['00289110', 'SQ'],
  SpatialLocationsPreserved: ['0028135A', 'CS'],
  PurposeOfReferenceCodeSequence: ['0040A170', 'SQ'],
  SegmentationType: ['00620001', 'CS'],
  SegmentSequence: ['00620002', 'SQ'],
  SegmentedPropertyCategoryCodeSequence: ['00620003', 'SQ'],
  SegmentNumber: ['00620004', 'US'],
  SegmentLabel: ['00620005', 'LO'],
  SegmentDescription: ['00620006', 'ST'],
  SegmentAlgorithmType: ['00620008', 'CS'],
  SegmentAlgorithmName: ['00620009', 'LO'],
  SegmentIdentificationSequence: ['0062000A', 'SQ'],
  ReferencedSegmentNumber: ['0062000B', 'US'],
  RecommendedDisplayCIELabValue: ['0062000D', 'US'],
  MaximumFractionalValue: ['0062000E', 'US'],
  SegmentedPropertyTypeCodeSequence: ['0062000F', 'SQ'],
  SegmentsOverlap: ['00620013', 'CS'],
  TrackingID: ['00620020', 'UT'],
  TrackingUID: ['00620021', 'UI'],
  ContentLabel: ['00700080', 'CS'],
  ContentDescription: ['00700081', 'LO'],
  ContentCreatorName: ['00700084', 'PN'],
  SharedFunctionalGroupsSequence: ['52009229', 'SQ'],
  PerFrameFunctionalGroupsSequence: ['52009230', 'SQ'],
  PixelData: ['7FE00010', 'OB'],
} as const

export type Keyword = keyof typeof dictionary

export type Value = string | number | ArrayBuffer | DataSet
/** Attributes by tag, eight hexadecimal digits; the shape that dcmjs writes and reads. */
export type DataSet = { [tag: string]: { vr: string; Value: unknown[] } }

/** The tag as one number, the way an attribute is pointed at. */
export function tagNumber(keyword: Keyword): number {
  return Number.parseInt(dictionary[keyword][0], 16)
}

/**
 * A data set from keywords. What is undefined is left out; an empty list is an attribute without a value. Text is
 * made fit for its representation, numbers in DS become decimal strings of at most 16 characters.
 */
export function dataSet(
  values: {
    [K in Keyword]?: Value | readonly Value[] | undefined
  },
): DataSet {
  const set: DataSet = {}
  for (const [keyword, [tag, vr]] of Object.entries(dictionary)) {
    const value = values[keyword as Keyword]
    if (value === undefined) continue
    set[tag] = { vr, Value: [value].flat().map(one => fitted(one as Value, vr)) }
  }
  return set
}

/** PS3.5, 6.2: the longest text of each representation. */
const longest: Record<string, number> = { SH: 16, LO: 64, ST: 1024, PN: 64, CS: 16 }

function fitted(value: Value, vr: string): Value {
  if (typeof value === 'number' && vr === 'DS') return decimalString(value)
  if (typeof value === 'number' && vr === 'IS') return String(value)
  if (typeof value !== 'string') return value
  const plain = value.replace(/[\\\p{Cc}]/gu, ' ').trim()
  return plain.slice(0, longest[vr] ?? plain.length)
}

/** The closest decimal number that fits in 16 characters. */
export function decimalString(value: number): string {
  const shortest = String(value)
  if (shortest.length <= 16) return shortest
  for (let digits = 15; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)))
    if (text.length <= 16) return text
  }
  return '0'
}

/** The values of an attribute; none where it is missing. */
function valuesOf(set: DataSet, keyword: Keyword): unknown[] {
  const values = set[dictionary[keyword][0]]?.Value
  return Array.isArray(values) ? values : []
}

/** The first value as text without padding, or the empty text. */
export function textOf(set: DataSet, keyword: Keyword): string {
  const [value] = valuesOf(set, keyword)
  return typeof value === 'string' || typeof value === 'number' ? String(value).replace(/[\0 ]+$/, '') : ''
}

/** The numbers among the values, whether stored as text or not. */
export function numbersOf(set: DataSet, keyword: Keyword): number[] {
  return valuesOf(set, keyword)
    .map(value => (typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN))
    .filter(Number.isFinite)
}

/** The items of a sequence. */
export function itemsOf(set: DataSet, keyword: Keyword): DataSet[] {
  return valuesOf(set, keyword).filter(
    (value): value is DataSet =>
      typeof value === 'object' && value !== null && !(value instanceof ArrayBuffer),
  )
}

/** The bytes of an attribute. */
export function bytesOf(set: DataSet, keyword: Keyword): Uint8Array | undefined {
  const [value] = valuesOf(set, keyword)
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined
}
