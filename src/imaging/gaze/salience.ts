/**
 * A map of where the gaze rested: one Gaussian for each fixation, weighted by its duration. One degree of
 * visual angle, the customary standard deviation (Le Meur & Baccino, Behav. Res. 45, 2013), is used where
 * the scale is known; otherwise a sixteenth of the picture's shorter side, about the same on a desk.
 */
import type { Fixation, PictureSize, PixelsPerDegree } from './gaze.ts'

/** Values 0..1 (the peak is 1) on a grid over the whole picture, row by row. */
export type SalienceMap = { width: number; height: number; values: Float32Array }

const longestSide = 128

/** All zero where there is no fixation. */
export function salienceMap(
  fixations: readonly Fixation[],
  picture: PictureSize,
  degree?: PixelsPerDegree,
): SalienceMap {
  const shrink = Math.min(1, longestSide / Math.max(picture.width, picture.height))
  const width = Math.max(1, Math.round(picture.width * shrink))
  const height = Math.max(1, Math.round(picture.height * shrink))
  const values = new Float32Array(width * height)
  const sigma = Math.min(picture.width, picture.height) / 16
  const [sx, sy] = [degree?.x ?? sigma, degree?.y ?? sigma]
  for (const { at, startMs, endMs } of fixations)
    for (let row = 0; row < height; row++) {
      const dy = (((row + 0.5) / height) * picture.height - at.y) / sy
      const weight = Math.max(1, endMs - startMs) * Math.exp(-0.5 * dy * dy)
      for (let column = 0; column < width; column++) {
        const dx = (((column + 0.5) / width) * picture.width - at.x) / sx
        values[row * width + column] = (values[row * width + column] ?? 0) + weight * Math.exp(-0.5 * dx * dx)
      }
    }
  const peak = values.reduce((most, value) => Math.max(most, value), 0)
  if (peak > 0) for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / peak
  return { width, height, values }
}
