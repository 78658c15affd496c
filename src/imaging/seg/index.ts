/** DICOM segmentation objects, out and in. */
export type { Rgb } from './colour.ts'
export { affineOf, geometryFromAffine, type SegGeometry, sliceStep, type Vector } from './geometry.ts'
export { readSeg, type SegObject } from './read-seg.ts'
export type { SegInput, SegSource, SegStudy } from './seg-input.ts'
export { ontoPlanes, type SegLabels, segLabels, segmentMask } from './seg-voxels.ts'
export {
  abnormalStructure,
  anatomicalStructure,
  type Code,
  type Segment,
  type SourceImage,
  segmentNamed,
  tissue,
} from './segment.ts'
export { uidOf } from './uid.ts'
export { segClasses, writeSeg } from './write-seg.ts'
