/** Our labels in the words of CheXpert. */
import { type ChexpertLabel, chexpertLabelOf, type FindingLabel } from '../../../cases/index.ts'

/** Undefined where CheXpert has no label of its own for it. */
export function chexpertNameOf(label: FindingLabel): ChexpertLabel | undefined {
  return label === 'Support Devices' ? label : chexpertLabelOf(label)
}
