/** From one kind of file to another. */
export { type LabelMap, labelsOf } from './labels-of.ts'
export { type OntoGrid, ontoGrid } from './onto-grid.ts'
export { openMask, openMasks } from './open-mask.ts'
export { type LabelSeg, type SegOptions, segOfLabels } from './seg-of-labels.ts'
