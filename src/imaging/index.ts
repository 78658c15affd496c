export type { HeatMap } from './canvas.ts'
export { type Component, type ComponentOptions, connectedComponents } from './components.ts'
export { contours } from './contour.ts'
export {
  type LabelMap,
  type LabelSeg,
  labelsOf,
  type OntoGrid,
  ontoGrid,
  openMask,
  openMasks,
  type SegOptions,
  segOfLabels,
} from './convert/index.ts'
export {
  claimedSize,
  decode,
  encodePng,
  type ImageFacts,
  inspectImage,
  maxPixels,
  type Raster,
} from './decode.ts'
export {
  type Change,
  deidentify,
  deidentifyPath,
  type FileReport,
  newKey,
  type Pseudonyms,
  pseudonyms,
} from './deidentify/index.ts'
export {
  assembleSeries,
  type DicomFacts,
  type DicomImage,
  type DicomSeries,
  findSeries,
  looksLikeDicom,
  readDicom,
  readDicomFacts,
  readDicomWeb,
} from './dicom/index.ts'
export { eightBit } from './eight-bit.ts'
export {
  type Aoi,
  type AoiMeasures,
  type AoiRegion,
  aoiAt,
  aoiMeasures,
  assessFixations,
  assessSamples,
  type DispersionOptions,
  defaultGapMs,
  describeQuality,
  durationMs,
  type Fixation,
  type FixationAgreement,
  fixationAgreement,
  fixationsByDispersion,
  fixationsByVelocity,
  fixationsOn,
  type GazeEntropy,
  type GazeFault,
  type GazeQuality,
  type GazeRecord,
  type GazeRecording,
  type GazeSample,
  type GazeTable,
  gazeEntropy,
  gazeFaults,
  gazeMedia,
  gazeRecordSchema,
  mirrorGaze,
  type NamedFixation,
  onPicture,
  type PictureSize,
  type PixelsPerDegree,
  type ReadGazeOptions,
  readGaze,
  readGazeMedia,
  readPupilAois,
  regionArea,
  regionBox,
  regionHolds,
  type SalienceMap,
  salienceMap,
  type Transitions,
  transitionsOf,
  type VelocityOptions,
  type Visit,
  visitsOf,
} from './gaze/index.ts'
export {
  type Box,
  box,
  boxArea,
  boxesOverlap,
  boxFits,
  boxIou,
  boxSchema,
  type Point,
  point,
  pointSchema,
} from './geometry.ts'
export { textPath, textWidth } from './glyphs.ts'
export {
  boundingBox,
  centroid,
  emptyMask,
  type Mask,
  maskArea,
  maskFromBox,
  readMask,
} from './mask.ts'
export { type CocoRle, fromCoco, toCoco } from './mask-codec.ts'
export {
  averageSurfaceDistance,
  type ClicksToTarget,
  clicksTo,
  countVoxels,
  detectLesions,
  dice,
  diceOf,
  emptyMaskPolicy,
  type GridSize,
  gridOf,
  hausdorff,
  hd95,
  iou,
  iouOf,
  type Labels,
  type LesionDetection,
  labelComponents,
  type MaskGrid,
  type Overlap,
  overlapOf,
  type SurfaceDistances,
  squaredDistances,
  surfaceDice,
  surfaceDistances,
  surfaceOf,
} from './measures/index.ts'
export { gzipped, type NiftiFacts, type NiftiImage, readNifti, writeNifti } from './nifti/index.ts'
export { noiseLike } from './noise.ts'
export { writeNrrd } from './nrrd.ts'
export {
  type Description,
  describePath,
  type GridDescription,
  type OpenedVolume,
  openVolume,
  type SegContext,
  type SegmentDescription,
  type Slice,
  sliceOf,
} from './open/index.ts'
export { type Orientation, orientationOf } from './orientation.ts'
export { drawOverlay, type Shape } from './overlay.ts'
export { letterbox, maskPng, paintMask } from './paint-mask.ts'
export {
  hashDistance,
  nearDuplicateDistance,
  type PerceptualHash,
  perceptualHash,
} from './perceptual-hash.ts'
export { labelVolume, volumeOfRaster } from './picture-volume.ts'
export {
  abnormalStructure,
  anatomicalStructure,
  type Code,
  geometryFromAffine,
  ontoPlanes,
  type Rgb,
  readSeg,
  type SegGeometry,
  type SegInput,
  type SegLabels,
  type Segment,
  type SegObject,
  type SegSource,
  type SegStudy,
  type SourceImage,
  segLabels,
  segmentMask,
  segmentNamed,
  tissue,
  uidOf,
  writeSeg,
} from './seg/index.ts'
export {
  countSlices,
  type Display,
  deepSliceRaster,
  displayOf,
  sliceRaster,
  valueRange,
} from './slice-raster.ts'
export {
  comprehensive3dSr,
  findingSite,
  labelCode,
  laterality,
  type MaskSeg,
  markedSentence,
  maskSegs,
  type ReferencedObject,
  remarks,
  type SrContext,
  sideCode,
  singleChestView,
  siteOf,
  stateCode,
  writeSr,
} from './sr/index.ts'
export { renderSvg } from './svg.ts'
export { crop, mirrorHorizontally, thumbnail, toPng } from './transform.ts'
export { mirror, resample, toJpeg } from './view.ts'
export { countSamples, type Samples, sizeText, type Volume } from './volume.ts'
