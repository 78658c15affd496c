export { type FixationAgreement, fixationAgreement } from './agreement.ts'
export { type Aoi, type AoiRegion, aoiAt, regionArea, regionBox, regionHolds } from './aoi.ts'
export {
  type DispersionOptions,
  fixationsByDispersion,
  fixationsByVelocity,
  type VelocityOptions,
} from './detect-fixations.ts'
export {
  durationMs,
  type Fixation,
  type GazeSample,
  onPicture,
  type PictureSize,
  type PixelsPerDegree,
} from './gaze.ts'
export {
  fixationsOn,
  type GazeRecord,
  gazeMedia,
  gazeRecordSchema,
  mirrorGaze,
  readGazeMedia,
} from './gaze-record.ts'
export {
  type AoiMeasures,
  aoiMeasures,
  type GazeEntropy,
  gazeEntropy,
  type NamedFixation,
  type Transitions,
  transitionsOf,
  type Visit,
  visitsOf,
} from './measures.ts'
export { readPupilAois } from './pupil-aois.ts'
export {
  assessFixations,
  assessSamples,
  defaultGapMs,
  describeQuality,
  type GazeFault,
  type GazeQuality,
  gazeFaults,
} from './quality.ts'
export { type GazeTable, type ReadGazeOptions, readGaze } from './read-gaze.ts'
export type { GazeRecording } from './recording.ts'
export { type SalienceMap, salienceMap } from './salience.ts'
