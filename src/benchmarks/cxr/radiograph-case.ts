/** One radiograph as a case: which of the labels hold is asked, and where. */
import type { Case, FindingLabel, Media } from '../../cases/index.ts'
import type { Boxes } from './boxes.ts'
import { labelText } from './label-names.ts'
import type { KnownLabels } from './read-labels.ts'

export type Radiograph = {
  id: string
  patient: string
  image: Media
  labels: KnownLabels
  /** PA, AP or unknown. */
  view: string
  /** The places of which each is right. */
  places?: Partial<Record<FindingLabel, string[]>>
  boxes?: Boxes
}

export function radiographCase({ id, patient, image, labels, view, places, boxes }: Radiograph): Case {
  const { present, absent, asked } = labels
  return {
    id,
    cluster: patient,
    media: [image],
    question: {
      text: 'Which of the labels hold for this frontal chest radiograph?',
      format: 'labels',
      options: asked.map(label => ({ key: label, text: labelText(label) })),
    },
    reference: {
      format: 'labels',
      present,
      absent,
      ...(places && { places }),
      ...(boxes && { boxes }),
    },
    tags: { view },
  }
}
