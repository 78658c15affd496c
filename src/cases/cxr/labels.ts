/**
 * The two label sets of chest radiographs that this project speaks, and how they relate.
 *
 * - The 18 outputs of the TorchXRayVision networks, in the order of their output vector (`default_pathologies`).
 * - The 14 labels of CheXpert (J. Irvin et al., AAAI 2019) in the order in which RadFabric asks for them
 *   (arXiv 2506.14142), where "Effusion" is called "Pleural Effusion".
 *
 * Some labels imply others. We follow the hierarchy that CheXpert published and place the finer TorchXRayVision
 * labels below it: a nodule or a mass is a lung lesion, an infiltration is a lung opacity.
 */

/** In the order of the networks' output vector. */
export const xrvLabels = [
  'Atelectasis',
  'Consolidation',
  'Infiltration',
  'Pneumothorax',
  'Edema',
  'Emphysema',
  'Fibrosis',
  'Effusion',
  'Pneumonia',
  'Pleural_Thickening',
  'Cardiomegaly',
  'Nodule',
  'Mass',
  'Hernia',
  'Lung Lesion',
  'Fracture',
  'Lung Opacity',
  'Enlarged Cardiomediastinum',
] as const
export type XrvLabel = (typeof xrvLabels)[number]

/** What a model may find: support devices are a label of CheXpert that TorchXRayVision lacks. */
export const findingLabels = [...xrvLabels, 'Support Devices'] as const
export type FindingLabel = (typeof findingLabels)[number]

/** In the order in which RadFabric lists them. */
export const chexpertLabels = [
  'Atelectasis',
  'Cardiomegaly',
  'Consolidation',
  'Edema',
  'Enlarged Cardiomediastinum',
  'Fracture',
  'Lung Lesion',
  'Lung Opacity',
  'No Finding',
  'Pleural Effusion',
  'Pleural Other',
  'Pneumonia',
  'Pneumothorax',
  'Support Devices',
] as const
export type ChexpertLabel = (typeof chexpertLabels)[number]

/** What each label implies at once; `impliedLabels` follows the chain. */
const parents: Partial<Record<XrvLabel, XrvLabel>> = {
  Atelectasis: 'Lung Opacity',
  Consolidation: 'Lung Opacity',
  Infiltration: 'Lung Opacity',
  Edema: 'Lung Opacity',
  Pneumonia: 'Consolidation',
  Cardiomegaly: 'Enlarged Cardiomediastinum',
  Nodule: 'Lung Lesion',
  Mass: 'Lung Lesion',
  'Lung Lesion': 'Lung Opacity',
}

/** The CheXpert label of each TorchXRayVision label; those without one are told only through what they imply. */
const toChexpert: Partial<Record<XrvLabel, ChexpertLabel>> = {
  Atelectasis: 'Atelectasis',
  Cardiomegaly: 'Cardiomegaly',
  Consolidation: 'Consolidation',
  Edema: 'Edema',
  'Enlarged Cardiomediastinum': 'Enlarged Cardiomediastinum',
  Fracture: 'Fracture',
  'Lung Lesion': 'Lung Lesion',
  'Lung Opacity': 'Lung Opacity',
  Effusion: 'Pleural Effusion',
  Pleural_Thickening: 'Pleural Other',
  Pneumonia: 'Pneumonia',
  Pneumothorax: 'Pneumothorax',
}

/** What a label implies, nearest first, without itself. */
export function impliedLabels(label: XrvLabel): XrvLabel[] {
  const parent = parents[label]
  return parent === undefined ? [] : [parent, ...impliedLabels(parent)]
}

/** The labels with all that they imply, each once, in the order of the output vector. */
export function withImplied(labels: Iterable<XrvLabel>): XrvLabel[] {
  const all = new Set([...labels].flatMap(label => [label, ...impliedLabels(label)]))
  return xrvLabels.filter(label => all.has(label))
}

/** The CheXpert label of this label; absent for Emphysema, Fibrosis, Hernia, Infiltration, Mass and Nodule. */
export function chexpertLabelOf(label: XrvLabel): ChexpertLabel | undefined {
  return toChexpert[label]
}

/**
 * The CheXpert labels of a picture in their order. "No Finding" holds, as in CheXpert, where there is no label but
 * possibly a support device; a hernia without a CheXpert label of its own still excludes it.
 */
export function chexpertLabelsOf(labels: Iterable<XrvLabel>, hasDevices: boolean): ChexpertLabel[] {
  const closed = withImplied(labels)
  const said = new Set(closed.map(chexpertLabelOf))
  if (closed.length === 0) said.add('No Finding')
  if (hasDevices) said.add('Support Devices')
  return chexpertLabels.filter(label => said.has(label))
}
