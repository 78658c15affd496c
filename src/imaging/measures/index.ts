/** Measures of masks in two and three dimensions. */
export { type ClicksToTarget, clicksTo } from './clicks.ts'
export { squaredDistances } from './distance-transform.ts'
export { countVoxels, type GridSize, gridOf, type MaskGrid } from './grid.ts'
export { type Labels, labelComponents } from './label-components.ts'
export { detectLesions, type LesionDetection } from './lesions.ts'
export { dice, diceOf, emptyMaskPolicy, iou, iouOf, type Overlap, overlapOf } from './overlap.ts'
export {
  averageSurfaceDistance,
  hausdorff,
  hd95,
  type SurfaceDistances,
  surfaceDice,
  surfaceDistances,
  surfaceOf,
} from './surface.ts'
