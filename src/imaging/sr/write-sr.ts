/**
 * A reading as a DICOM structured report: Comprehensive 3D SR (PS3.3, A.35.13) with the content of TID 1500. No person
 * has seen it, and it says so: partial, preliminary, unverified.
 *
 * Where the picture is no DICOM instance, the report stands in a study of its own and refers to no image.
 */
import type { ChestReading } from '../../cases/index.ts'
import type { DataSet } from '../dicom/data-set.ts'
import { explicitLittleEndian } from '../dicom/transfer-syntax.ts'
import { writeDicom } from '../dicom/write-dicom.ts'
import { dataSet, merged } from '../seg/attributes.ts'
import type { SegStudy } from '../seg/seg-input.ts'
import { uidOf } from '../seg/uid.ts'
import { contentItem, type ReferencedObject, referencedObjects } from './content.ts'
import { measurementReport } from './measurement-report.ts'

export const comprehensive3dSr = '1.2.840.10008.5.1.4.1.1.88.34'

export type SrContext = {
  /** Where each mask of the reading is segmented, by the id of its artifact; the others are left out. */
  masks?: ReadonlyMap<string, ReferencedObject>
  /** What is known of the study of the picture beside its identifier. */
  study?: Omit<SegStudy, 'uid'>
}

/** The bytes of a DICOM file. The same reading gives the same bytes. */
export function writeSr(reading: ChestReading, { masks = new Map(), study }: SrContext = {}): Uint8Array {
  const content = measurementReport(reading, masks)
  const uid = uidOf(JSON.stringify([reading, content, study ?? null]))
  return writeDicom(
    merged(documentModules(reading, uid, study), evidence(referencedObjects(content)), contentItem(content)),
    explicitLittleEndian,
  )
}

function documentModules(
  { image, software, at }: ChestReading,
  uid: string,
  study: SrContext['study'] = {},
): DataSet {
  const [date, time] = [at.slice(0, 10), at.slice(11, 19)].map(part => part.replaceAll(/[-:]/g, ''))
  return dataSet({
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: comprehensive3dSr,
    SOPInstanceUID: uid,
    PatientName: study.patient?.name ?? [],
    PatientID: study.patient?.id ?? [],
    PatientBirthDate: study.patient?.birthDate ?? [],
    PatientSex: study.patient?.sex ?? [],
    StudyInstanceUID: image.source?.study ?? uidOf('study', image.sha256),
    StudyDate: study.date ?? [],
    StudyTime: study.time ?? [],
    StudyID: study.id ?? [],
    AccessionNumber: study.accession ?? [],
    ReferringPhysicianName: study.referrer ?? [],
    Modality: 'SR',
    SeriesInstanceUID: uidOf('series', uid),
    SeriesNumber: 1,
    SeriesDescription: 'Reading of a chest radiograph, research use',
    ReferencedPerformedProcedureStepSequence: [],
    Manufacturer: 'Praxis',
    ManufacturerModelName: software.name,
    DeviceSerialNumber: '0',
    SoftwareVersions: software.version,
    InstanceNumber: 1,
    ContentDate: date,
    ContentTime: time,
    CompletionFlag: 'PARTIAL',
    CompletionFlagDescription: 'Made by software; no person has read it',
    PreliminaryFlag: 'PRELIMINARY',
    VerificationFlag: 'UNVERIFIED',
    PerformedProcedureCodeSequence: [],
  })
}

/** Every object that the tree refers to, by study and series (PS3.3, C.17.2.3). */
function evidence(objects: readonly ReferencedObject[]): DataSet {
  if (objects.length === 0) return dataSet({})
  const studies = Map.groupBy(objects, ({ study }) => study)
  return dataSet({
    CurrentRequestedProcedureEvidenceSequence: [...studies].map(([study, ofStudy]) =>
      dataSet({
        StudyInstanceUID: study,
        ReferencedSeriesSequence: [...Map.groupBy(ofStudy, ({ series }) => series)].map(
          ([series, ofSeries]) =>
            dataSet({
              SeriesInstanceUID: series,
              ReferencedSOPSequence: ofSeries.map(({ sopClass, sopInstance }) =>
                dataSet({ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: sopInstance }),
              ),
            }),
        ),
      }),
    ),
  })
}
