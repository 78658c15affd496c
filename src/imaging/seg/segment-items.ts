/** Segments as items of the Segment Sequence, and codes as items of code sequences, out and in. */
import type { DataSet } from '../dicom/data-set.ts'
import { dataSet, fittedText, itemsOf, numbersOf, textOf } from './attributes.ts'
import { labOf, rgbOf } from './colour.ts'
import { background, type Code, type Segment } from './segment.ts'

export function segmentItem(segment: Segment): DataSet {
  const { number, label, colour, tracking } = segment
  return dataSet({
    SegmentNumber: number,
    SegmentLabel: label,
    // A label holds 64 characters; a longer one is kept whole here.
    SegmentDescription: label.length > 64 ? label : undefined,
    SegmentAlgorithmType: segment.algorithm,
    SegmentAlgorithmName: segment.algorithmName,
    SegmentedPropertyCategoryCodeSequence: codeItem(segment.category),
    SegmentedPropertyTypeCodeSequence: codeItem(segment.type),
    RecommendedDisplayCIELabValue: colour && labOf(colour),
    TrackingID: tracking?.id,
    TrackingUID: tracking?.uid,
  })
}

/** A label map describes what its padding value stands for as well. */
export function backgroundOf([first]: readonly Segment[]): Segment {
  return {
    number: 0,
    label: 'Background',
    category: background,
    type: background,
    algorithm: first?.algorithm ?? 'AUTOMATIC',
    ...(first?.algorithmName !== undefined && { algorithmName: first.algorithmName }),
    ...(first?.colour && { colour: [0, 0, 0] }),
  }
}

export function codeItem({ value, scheme, meaning }: Code): DataSet {
  return dataSet({
    // The short value holds 16 characters (PS3.3, 8.1).
    [value.length > 16 ? 'LongCodeValue' : 'CodeValue']: value,
    CodingSchemeDesignator: scheme,
    CodeMeaning: meaning,
  })
}

/** Absent codes and names are empty: what was not written is not made up. */
export function segmentOf(item: DataSet): Segment {
  const [number = 0] = numbersOf(item, 'SegmentNumber')
  const algorithm = textOf(item, 'SegmentAlgorithmType')
  const algorithmName = textOf(item, 'SegmentAlgorithmName')
  const lab = numbersOf(item, 'RecommendedDisplayCIELabValue')
  const [id, uid] = [textOf(item, 'TrackingID'), textOf(item, 'TrackingUID')]
  const label = textOf(item, 'SegmentLabel')
  const whole = textOf(item, 'SegmentDescription')
  return {
    number,
    label: whole !== '' && fittedText(whole, 'LO') === label ? whole : label,
    category: codeOf(item, 'SegmentedPropertyCategoryCodeSequence'),
    type: codeOf(item, 'SegmentedPropertyTypeCodeSequence'),
    algorithm: algorithm === 'AUTOMATIC' || algorithm === 'SEMIAUTOMATIC' ? algorithm : 'MANUAL',
    ...(algorithmName !== '' && { algorithmName }),
    ...(lab.length === 3 && { colour: rgbOf(lab) }),
    ...(id !== '' && uid !== '' && { tracking: { id, uid } }),
  }
}

function codeOf(
  item: DataSet,
  keyword: 'SegmentedPropertyCategoryCodeSequence' | 'SegmentedPropertyTypeCodeSequence',
): Code {
  const [code] = itemsOf(item, keyword)
  return {
    value: textOf(code, 'CodeValue') || textOf(code, 'LongCodeValue') || textOf(code, 'URNCodeValue'),
    scheme: textOf(code, 'CodingSchemeDesignator'),
    meaning: textOf(code, 'CodeMeaning'),
  }
}
