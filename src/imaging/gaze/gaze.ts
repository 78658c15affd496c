/**
 * Where someone looked. Eye trackers give samples (one position per camera frame) and fixations (stretches
 * in which the eye rests). Times are milliseconds, as numbers of the recording's own clock; positions are
 * pixels of one named picture, so that gaze can be laid over masks and boxes without a hidden scale.
 *
 * Nothing is ever interpolated: a moment without a usable position stays a sample without one.
 */
import type { Point } from '../geometry.ts'

/** Size in pixels of the picture that the positions lie on. */
export type PictureSize = { width: number; height: number }

/** How many pixels of the picture one degree of visual angle spans. */
export type PixelsPerDegree = { x: number; y: number }

export type GazeSample = {
  tMs: number
  /** Absent where the eye was lost; may lie off the picture. */
  at?: Point
  /** The eye was found and its position lies on the picture. */
  valid: boolean
}

export type Fixation = {
  startMs: number
  /** Time of the last sample that belongs to it. */
  endMs: number
  /** Mean position. */
  at: Point
  /** (max x − min x) + (max y − min y) of its samples, in pixels; absent where a vendor does not say. */
  dispersion?: number
  /** The vendor's own number for it. */
  id?: string
}

/** Whether a point lies on the picture: 0 ≤ x < width, 0 ≤ y < height. */
export function onPicture({ x, y }: Point, { width, height }: PictureSize): boolean {
  return x >= 0 && y >= 0 && x < width && y < height
}

export function durationMs({ startMs, endMs }: { startMs: number; endMs: number }): number {
  return endMs - startMs
}
