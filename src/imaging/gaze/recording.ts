/** One recording of a gaze table, with what is wrong with it. */
import type { Fixation, GazeSample, PictureSize, PixelsPerDegree } from './gaze.ts'
import type { GazeQuality } from './quality.ts'

export type GazeRecording = {
  /** The section, participant, reading or picture that the file tells recordings apart by. */
  id: string
  /** Where the file or the caller says how large the picture is. */
  picture?: PictureSize
  /** In the order of the file. Empty where the file holds fixations only. */
  samples: GazeSample[]
  /** Those of the vendor, in the order of the file; empty where the file holds samples only. */
  fixations: Fixation[]
  /** Of the median sample or fixation, where the file says it. */
  pixelsPerDegree?: PixelsPerDegree
  quality: GazeQuality
}
