/**
 * The 14 structures of a frontal chest radiograph that ChestX-Det annotates, in the order of the output channels of
 * the published PSPNet and in its spelling: "Weasand" is the trachea, "Facies Diaphragmatica" the diaphragm. Left
 * and right are those of the patient: the left lung lies on the right of the picture.
 */
export const structures = [
  'Left Clavicle',
  'Right Clavicle',
  'Left Scapula',
  'Right Scapula',
  'Left Lung',
  'Right Lung',
  'Left Hilus Pulmonis',
  'Right Hilus Pulmonis',
  'Heart',
  'Aorta',
  'Facies Diaphragmatica',
  'Mediastinum',
  'Weasand',
  'Spine',
] as const
export type Structure = (typeof structures)[number]

/** Undefined for what has no side. */
export function sideOfStructure(structure: Structure): 'left' | 'right' | undefined {
  if (structure.startsWith('Left ')) return 'left'
  return structure.startsWith('Right ') ? 'right' : undefined
}
