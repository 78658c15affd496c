export type { HeatMap } from './canvas.ts'
export { type Component, type ComponentOptions, connectedComponents } from './components.ts'
export { contours } from './contour.ts'
export { decode, encodePng, type ImageFacts, inspectImage, maxPixels, type Raster } from './decode.ts'
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
export { noiseLike } from './noise.ts'
export { drawOverlay, type Shape } from './overlay.ts'
export {
  hashDistance,
  nearDuplicateDistance,
  type PerceptualHash,
  perceptualHash,
} from './perceptual-hash.ts'
export { renderSvg } from './svg.ts'
export { crop, mirrorHorizontally, thumbnail, toPng } from './transform.ts'
export { mirror, resample, toJpeg } from './view.ts'
