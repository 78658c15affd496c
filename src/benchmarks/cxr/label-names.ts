/**
 * How tables spell the labels: TorchXRayVision, NIH ChestX-ray14 and CheXpert, without regard to case, spaces and
 * underscores. `Pleural Other` of CheXpert is wider than pleural thickening, so it is none of ours.
 */
import { type FindingLabel, findingLabels } from '../../cases/index.ts'
import { noFinding } from '../../verify/index.ts'

/** The 14 labels of NIH ChestX-ray14 (X. Wang et al., CVPR 2017). */
export const nihLabels: readonly FindingLabel[] = [
  'Atelectasis',
  'Cardiomegaly',
  'Effusion',
  'Infiltration',
  'Mass',
  'Nodule',
  'Pneumonia',
  'Pneumothorax',
  'Consolidation',
  'Edema',
  'Emphysema',
  'Fibrosis',
  'Pleural_Thickening',
  'Hernia',
]

const shown: Partial<Record<FindingLabel, string>> = {
  Effusion: 'Pleural Effusion',
  Pleural_Thickening: 'Pleural Thickening',
}

/** As a reader would write it. */
export function labelText(label: FindingLabel): string {
  return shown[label] ?? label
}

const plain = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '')

const byName = new Map<string, FindingLabel | typeof noFinding>([
  ...findingLabels.flatMap(label => [
    [plain(label), label] as const,
    [plain(labelText(label)), label] as const,
  ]),
  [plain(noFinding), noFinding],
  ['nofindings', noFinding],
])

/** Undefined where it is no label of ours. */
export function labelNamed(name: string): FindingLabel | typeof noFinding | undefined {
  return byName.get(plain(name))
}
