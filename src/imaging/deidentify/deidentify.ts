/**
 * De-identification of a DICOM file by the Basic Application Level Confidentiality Profile (PS3.15, annex E), without
 * options. Pixels and the transfer syntax stay as they are, bit for bit; preamble and file meta are made anew.
 *
 * Reports and encapsulated documents are held back. The profile would replace their whole content by a dummy, as
 * none of its cleaning options is done here; what is left would be no report, and one made up is worse than none.
 */
import { type DataSet, type Element, tags, textIn } from '../dicom/data-set.ts'
import { valueElement } from '../dicom/encode-value.ts'
import { parseDicom } from '../dicom/parse.ts'
import { transferSyntaxOf } from '../dicom/transfer-syntax.ts'
import { writeDicom } from '../dicom/write-dicom.ts'
import { type Change, deidentifySet } from './deidentify-set.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { whatRemains } from './what-remains.ts'

export type Deidentified =
  | {
      outcome: 'de-identified'
      bytes: Uint8Array
      /** The new ones; empty where there was none. */
      uids: { study: string; series: string; instance: string }
      /** The pseudonym; empty where nothing named a patient. */
      patient: string
      changes: Change[]
      /** What may still identify. */
      warnings: string[]
    }
  | { outcome: 'held back'; why: string }

/** Throws `media-undecodable` for what is no DICOM file or is damaged. */
export function deidentify(bytes: Uint8Array, names: Pseudonyms): Deidentified {
  const { set, syntax } = parseDicom(bytes)
  const why = whyHeldBack(set)
  if (why !== undefined) return { outcome: 'held back', why }
  const { set: changed, changes } = deidentifySet(set, names)
  const stated: DataSet = { ...changed, elements: new Map([...changed.elements, ...statement(set)]) }
  return {
    outcome: 'de-identified',
    // As the syntax demands, also where the original was not written so.
    bytes: writeDicom(stated, transferSyntaxOf(syntax.uid)),
    uids: {
      study: textIn(stated, tags.StudyInstanceUID),
      series: textIn(stated, tags.SeriesInstanceUID),
      instance: textIn(stated, tags.SOPInstanceUID),
    },
    patient: textIn(stated, tags.PatientID) || textIn(stated, tags.PatientName),
    changes,
    warnings: whatRemains(set),
  }
}

const directoryRecords = 0x00041220
const encapsulatedDocument = 0x00420011
const contentSequence = 0x0040a730
const report = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.88\./

function whyHeldBack(set: DataSet): string | undefined {
  const { elements } = set
  if (elements.has(directoryRecords)) return 'it is a DICOMDIR, an index of other files'
  if (elements.has(encapsulatedDocument))
    return 'it is an encapsulated document, whose content is not cleaned'
  if (elements.has(contentSequence) || report.test(textIn(set, tags.SOPClassUID)))
    return 'it is a structured report, whose content is not cleaned'
  if (textIn(set, tags.SOPInstanceUID) === '' || textIn(set, tags.SOPClassUID) === '')
    return 'it does not say what object it is (SOP Class and Instance UID)'
  return undefined
}

/** What the profile demands to be said of it (PS3.15, E.1.1); what an earlier one said is replaced. */
function statement({ littleEndian }: DataSet): [number, Element][] {
  const code: DataSet = {
    littleEndian,
    elements: new Map([
      [0x00080100, valueElement('SH', ['113100'])],
      [0x00080102, valueElement('SH', ['DCM'])],
      [0x00080104, valueElement('LO', ['Basic Application Confidentiality Profile'])],
    ]),
  }
  return [
    [0x00120062, valueElement('CS', ['YES'])],
    [0x00120063, valueElement('LO', ['PS3.15 2026c Basic Profile, by Praxis'])],
    [0x00120064, { kind: 'sequence', vr: 'SQ', items: [code] }],
    // Longitudinal Temporal Information Modified.
    [0x00280303, valueElement('CS', ['REMOVED'])],
  ]
}
