/**
 * The content tree of a structured report (PS3.3, C.17.3) as plain values, and as DICOM. A node has a value type, a
 * name, a relationship to the node above it, and nodes below.
 */
import type { DataSet } from '../dicom/data-set.ts'
import { dataSet, merged } from '../seg/attributes.ts'
import type { Code } from '../seg/segment.ts'
import { codeItem } from '../seg/segment-items.ts'

export type Relationship = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'HAS ACQ CONTEXT'

/** A DICOM object that is referred to. */
export type ReferencedObject = {
  sopClass: string
  sopInstance: string
  series: string
  study: string
  segment?: number
  /** Counted from 1. */
  frame?: number
}

type Value =
  | { type: 'CONTAINER'; template?: string }
  | { type: 'TEXT'; text: string }
  | { type: 'CODE'; code: Code }
  | { type: 'NUM'; value: number; unit: Code }
  | { type: 'UIDREF'; uid: string }
  | { type: 'IMAGE'; image: ReferencedObject }

export type ContentItem = Value & { name: Code; as?: Relationship; children?: readonly ContentItem[] }

/** The node and all below it. */
export function contentItem(item: ContentItem): DataSet {
  const { as, type, name, children = [] } = item
  return merged(
    dataSet({
      RelationshipType: as,
      ValueType: type,
      ConceptNameCodeSequence: codeItem(name),
      ContentSequence: children.length === 0 ? undefined : children.map(contentItem),
    }),
    writtenValue(item),
  )
}

function writtenValue(item: Value): DataSet {
  switch (item.type) {
    case 'CONTAINER':
      return dataSet({
        ContinuityOfContent: 'SEPARATE',
        ContentTemplateSequence:
          item.template === undefined
            ? undefined
            : dataSet({ MappingResource: 'DCMR', TemplateIdentifier: item.template }),
      })
    case 'TEXT':
      return dataSet({ TextValue: item.text })
    case 'CODE':
      return dataSet({ ConceptCodeSequence: codeItem(item.code) })
    case 'UIDREF':
      return dataSet({ UID: item.uid })
    case 'NUM':
      return dataSet({
        MeasuredValueSequence: dataSet({
          NumericValue: item.value,
          MeasurementUnitsCodeSequence: codeItem(item.unit),
        }),
      })
    case 'IMAGE':
      return dataSet({
        ReferencedSOPSequence: dataSet({
          ReferencedSOPClassUID: item.image.sopClass,
          ReferencedSOPInstanceUID: item.image.sopInstance,
          // A segment names its frames; the standard wants one or the other.
          ReferencedSegmentNumber: item.image.segment,
          ReferencedFrameNumber: item.image.segment === undefined ? item.image.frame : undefined,
        }),
      })
  }
}

/** Every object that the tree refers to, each once. */
export function referencedObjects(item: ContentItem): ReferencedObject[] {
  const own = item.type === 'IMAGE' ? [item.image] : []
  const all = [...own, ...(item.children ?? []).flatMap(referencedObjects)]
  return [...new Map(all.map(one => [one.sopInstance, one])).values()]
}
