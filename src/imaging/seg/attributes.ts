/**
 * Data sets by keyword: the attributes that segmentations and structured reports are made of (PS3.6), so that the modules of the
 * standard can be written down as they read there.
 */
import {
  bytesIn,
  type DataSet,
  type Element,
  itemsIn,
  numbersIn,
  type Tag,
  tags,
  textIn,
} from '../dicom/data-set.ts'
import { vrOf } from '../dicom/dictionary.ts'
import { valueElement } from '../dicom/encode-value.ts'

const attributes = {
  ...tags,
  StudyDate: 0x00080020,
  SeriesDate: 0x00080021,
  ContentDate: 0x00080023,
  StudyTime: 0x00080030,
  SeriesTime: 0x00080031,
  ContentTime: 0x00080033,
  AccessionNumber: 0x00080050,
  Manufacturer: 0x00080070,
  ReferringPhysicianName: 0x00080090,
  CodeValue: 0x00080100,
  CodingSchemeDesignator: 0x00080102,
  CodeMeaning: 0x00080104,
  MappingResource: 0x00080105,
  LongCodeValue: 0x00080119,
  URNCodeValue: 0x00080120,
  ManufacturerModelName: 0x00081090,
  ReferencedPerformedProcedureStepSequence: 0x00081111,
  ReferencedSeriesSequence: 0x00081115,
  ReferencedInstanceSequence: 0x0008114a,
  ReferencedSOPClassUID: 0x00081150,
  ReferencedSOPInstanceUID: 0x00081155,
  ReferencedFrameNumber: 0x00081160,
  ReferencedSOPSequence: 0x00081199,
  SourceImageSequence: 0x00082112,
  DerivationImageSequence: 0x00089124,
  DerivationCodeSequence: 0x00089215,
  PatientSex: 0x00100040,
  SliceThickness: 0x00180050,
  DeviceSerialNumber: 0x00181000,
  SoftwareVersions: 0x00181020,
  StudyID: 0x00200010,
  SeriesNumber: 0x00200011,
  PatientOrientation: 0x00200020,
  PositionReferenceIndicator: 0x00201040,
  FrameContentSequence: 0x00209111,
  DimensionIndexValues: 0x00209157,
  DimensionOrganizationUID: 0x00209164,
  DimensionIndexPointer: 0x00209165,
  FunctionalGroupPointer: 0x00209167,
  DimensionOrganizationSequence: 0x00209221,
  DimensionIndexSequence: 0x00209222,
  DimensionOrganizationType: 0x00209311,
  DimensionDescriptionLabel: 0x00209421,
  FrameLabel: 0x00209453,
  PixelPaddingValue: 0x00280120,
  SpatialLocationsPreserved: 0x0028135a,
  LossyImageCompressionRatio: 0x00282112,
  LossyImageCompressionMethod: 0x00282114,
  MeasurementUnitsCodeSequence: 0x004008ea,
  RelationshipType: 0x0040a010,
  ValueType: 0x0040a040,
  ConceptNameCodeSequence: 0x0040a043,
  ContinuityOfContent: 0x0040a050,
  UID: 0x0040a124,
  TextValue: 0x0040a160,
  ConceptCodeSequence: 0x0040a168,
  PurposeOfReferenceCodeSequence: 0x0040a170,
  MeasuredValueSequence: 0x0040a300,
  NumericValue: 0x0040a30a,
  PerformedProcedureCodeSequence: 0x0040a372,
  CurrentRequestedProcedureEvidenceSequence: 0x0040a375,
  CompletionFlag: 0x0040a491,
  CompletionFlagDescription: 0x0040a492,
  VerificationFlag: 0x0040a493,
  PreliminaryFlag: 0x0040a496,
  ContentTemplateSequence: 0x0040a504,
  ContentSequence: 0x0040a730,
  TemplateIdentifier: 0x0040db00,
  TotalPixelMatrixRows: 0x00480007,
  SegmentationType: 0x00620001,
  SegmentSequence: 0x00620002,
  SegmentedPropertyCategoryCodeSequence: 0x00620003,
  SegmentNumber: 0x00620004,
  SegmentLabel: 0x00620005,
  SegmentDescription: 0x00620006,
  SegmentAlgorithmType: 0x00620008,
  SegmentAlgorithmName: 0x00620009,
  SegmentIdentificationSequence: 0x0062000a,
  ReferencedSegmentNumber: 0x0062000b,
  RecommendedDisplayCIELabValue: 0x0062000d,
  MaximumFractionalValue: 0x0062000e,
  SegmentedPropertyTypeCodeSequence: 0x0062000f,
  SegmentsOverlap: 0x00620013,
  TrackingID: 0x00620020,
  TrackingUID: 0x00620021,
  ContentLabel: 0x00700080,
  ContentDescription: 0x00700081,
  ContentCreatorName: 0x00700084,
} as const satisfies Record<string, Tag>

export type Keyword = keyof typeof attributes

export type Value = string | number | Uint8Array | DataSet

/** The tag of an attribute. */
export function tagOf(keyword: Keyword): Tag {
  return attributes[keyword]
}

/**
 * A data set from keywords. What is undefined is left out; an empty list is an attribute without a value, or a
 * sequence without items. Text is made fit for its representation, numbers in DS become decimal strings of at most
 * 16 characters.
 */
export function dataSet(values: { [K in Keyword]?: Value | readonly Value[] | undefined }): DataSet {
  const elements = new Map<Tag, Element>()
  for (const keyword of keywords) {
    const value = values[keyword]
    const tag = attributes[keyword]
    if (value !== undefined) elements.set(tag, elementOf(vrOf(tag) ?? 'UN', isList(value) ? value : [value]))
  }
  return { littleEndian: true, elements }
}

const keywords = Object.keys(attributes).filter((name): name is Keyword => name in attributes)

function isList(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value)
}

function elementOf(vr: string, values: readonly Value[]): Element {
  if (vr === 'SQ') return { kind: 'sequence', vr, items: values.filter(isSet) }
  const [first] = values
  if (first instanceof Uint8Array) return { kind: 'value', vr, bytes: first }
  return valueElement(
    vr,
    values
      .filter(value => typeof value === 'string' || typeof value === 'number')
      .map(value => fitted(value, vr)),
  )
}

function isSet(value: Value): value is DataSet {
  return typeof value === 'object' && 'elements' in value
}

/** One data set of several. */
export function merged(...sets: readonly DataSet[]): DataSet {
  return { littleEndian: true, elements: new Map(sets.flatMap(({ elements }) => [...elements])) }
}

/** PS3.5, 6.2: the longest text of each representation. */
const longest: Record<string, number | undefined> = { SH: 16, LO: 64, ST: 1024, PN: 64, CS: 16 }

function fitted(value: string | number, vr: string): string | number {
  if (typeof value === 'number') return vr === 'DS' ? decimalString(value) : value
  return fittedText(value, vr)
}

/** Without what a representation may not hold, and no longer than it may be. */
export function fittedText(value: string, vr: string): string {
  const plain = value.replace(/[\\\p{Cc}]/gu, ' ').trim()
  // By characters, so that none is cut in two.
  return Array.from(plain).slice(0, longest[vr]).join('').trim()
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

/** The first value as text without padding, or the empty text. */
export function textOf(set: DataSet | undefined, keyword: Keyword): string {
  return set ? textIn(set, attributes[keyword]) : ''
}

/** The numbers among the values, whether stored as text or not. */
export function numbersOf(set: DataSet | undefined, keyword: Keyword): number[] {
  return set ? numbersIn(set, attributes[keyword]) : []
}

/** The items of a sequence. */
export function itemsOf(set: DataSet | undefined, keyword: Keyword): DataSet[] {
  return itemsIn(set, attributes[keyword])
}

/** The bytes of an attribute. */
export function bytesOf(set: DataSet, keyword: Keyword): Uint8Array | undefined {
  return bytesIn(set, attributes[keyword])
}
