/**
 * What an object made from an image takes over from it, so that it joins the same patient and study: for writing
 * only. It names the patient, so nothing of it is ever printed.
 */
import type { SegSource, SegStudy } from '../seg/seg-input.ts'
import { type DataSet, numbersIn, type Tag, tags, textIn } from './data-set.ts'

export type ImageContext = {
  study: SegStudy
  thickness?: number
  lossy?: NonNullable<SegSource['lossy']>
}

export function contextOf(set: DataSet): ImageContext {
  const [thickness] = numbersIn(set, tags.SliceThickness)
  const [ratio] = numbersIn(set, tags.LossyImageCompressionRatio)
  const method = textIn(set, tags.LossyImageCompressionMethod)
  const patient = filled(set, {
    name: tags.PatientName,
    id: tags.PatientID,
    birthDate: tags.PatientBirthDate,
    sex: tags.PatientSex,
  })
  const study = filled(set, {
    date: tags.StudyDate,
    time: tags.StudyTime,
    id: tags.StudyID,
    accession: tags.AccessionNumber,
    referrer: tags.ReferringPhysicianName,
  })
  return {
    study: { uid: textIn(set, tags.StudyInstanceUID), ...study, patient },
    ...(thickness !== undefined && thickness > 0 && { thickness }),
    ...(textIn(set, tags.LossyImageCompression) === '01' && {
      lossy: { ...(method !== '' && { method }), ...(ratio !== undefined && { ratio }) },
    }),
  }
}

/** The attributes that are there and have a value. */
function filled<Name extends string>(set: DataSet, wanted: Record<Name, Tag>): { [N in Name]?: string } {
  const found: { [N in Name]?: string } = {}
  for (const name in wanted) {
    const text = textIn(set, wanted[name])
    if (text !== '') found[name] = text
  }
  return found
}
