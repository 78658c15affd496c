/**
 * The gaze of an item as the record that goes with its pictures. What a tracker got wrong is told, never
 * mended: fixations off the picture are left out and mark the record as degraded; a clock that jumps back
 * leaves no order to ask about, so the item becomes a problem.
 */
import { isAbsolute, join } from 'node:path'
import { messageOf, PraxisError } from '../../cases/index.ts'
import type { MedgazeItem } from '../../forge/index.ts'
import {
  assessFixations,
  assessSamples,
  describeQuality,
  type Fixation,
  fixationsByDispersion,
  type GazeQuality,
  type GazeRecord,
  type GazeRecording,
  type GazeSample,
  type GazeTable,
  onPicture,
  type PictureSize,
  type PixelsPerDegree,
  point,
  readGaze,
} from '../../imaging/index.ts'

export type ItemGaze = { record: GazeRecord; quality: GazeQuality }

/** Dispersion within which samples without fixations are one: 1°, or where the scale is unknown a share of the diagonal. */
export const detection = { degrees: 1, shareOfDiagonal: 0.03, minDurationMs: 100 } as const

/** Reads gaze for the items of one folder; exports that several items share are read once. */
export function gazeReader(folder: string): (item: MedgazeItem) => Promise<ItemGaze> {
  const tables = new Map<string, Promise<GazeTable>>()
  const tableOf = (path: string, picture: PictureSize): Promise<GazeTable> => {
    const file = isAbsolute(path) ? path : join(folder, path)
    const key = `${file} ${picture.width}x${picture.height}`
    const known = tables.get(key) ?? readGaze(file, { picture })
    tables.set(key, known)
    return known
  }
  return async ({ gaze, images }) => {
    const { frame, focus } = gaze
    const picture = { width: frame.width, height: frame.height }
    const place = (x: number, y: number) =>
      frame.unit === 'pixel' ? point(x, y) : point(x * picture.width, y * picture.height)
    const { fixations, quality, pixelsPerDegree } = await source()
    if (quality.faults['clock-back'] !== undefined)
      throw malformed(quality, 'the order of looking is unknown')
    const shown = fixations.filter(({ at }) => onPicture(at, picture))
    if (shown.length === 0) throw malformed(quality, 'no fixation lies on the picture')
    const shownFromMs = images.map(image => (typeof image === 'string' ? 0 : image.fromMs))
    const record: GazeRecord = {
      picture,
      kind: gaze.kind,
      fixations: shown.map(({ startMs, endMs, at: { x, y } }) => ({ startMs, endMs, x, y })),
      ...(images.length > 1 && { shownFromMs }),
      ...(focus && { focus }),
      ...(pixelsPerDegree && { pixelsPerDegree }),
    }
    return { record, quality }

    async function source(): Promise<{
      fixations: Fixation[]
      quality: GazeQuality
      pixelsPerDegree?: PixelsPerDegree | undefined
    }> {
      const { pixelsPerDegree } = gaze
      if (gaze.fixations !== undefined) {
        const fixations = gaze.fixations.map(({ startMs, endMs, x, y }) => ({
          startMs,
          endMs,
          at: place(x, y),
        }))
        const quality = assessFixations(fixations, ({ at }) => onPicture(at, picture))
        const reversed = fixations.findIndex(({ startMs, endMs }) => endMs < startMs)
        if (reversed >= 0) throw malformed(quality, `fixation ${reversed + 1} ends before it starts`)
        return { fixations, quality, pixelsPerDegree }
      }
      if (gaze.samples !== undefined) {
        const samples = gaze.samples.map(([tMs, x, y]): GazeSample => {
          if (x === null || y === null) return { tMs, valid: false }
          const at = place(x, y)
          return { tMs, at, valid: onPicture(at, picture) }
        })
        const fixations = detect(samples, picture, pixelsPerDegree)
        return { fixations, quality: assessSamples(samples), pixelsPerDegree }
      }
      const { path = '', recording: wanted, fromMs, toMs } = gaze.file ?? {}
      const { recordings } = await tableOf(path, picture)
      const recording = wanted === undefined ? recordings[0] : recordings.find(({ id }) => id === wanted)
      if (recording === undefined)
        throw new PraxisError(
          'data-malformed',
          `${path} has no recording ${wanted ?? ''}`,
          `name one of ${recordings
            .slice(0, 6)
            .map(({ id }) => id)
            .join(', ')}`,
        )
      const scale = pixelsPerDegree ?? recording.pixelsPerDegree
      const all =
        recording.fixations.length > 0 ? recording.fixations : detect(recording.samples, picture, scale)
      return {
        fixations: cut(all, startOf(recording), fromMs, toMs),
        quality: recording.quality,
        pixelsPerDegree: scale,
      }
    }
  }
}

function detect(
  samples: readonly GazeSample[],
  { width, height }: PictureSize,
  pixelsPerDegree: PixelsPerDegree | undefined,
): Fixation[] {
  const { degrees, shareOfDiagonal, minDurationMs } = detection
  const threshold =
    pixelsPerDegree === undefined
      ? { value: shareOfDiagonal * Math.hypot(width, height), unit: 'px' as const }
      : { value: degrees, unit: 'deg' as const }
  return fixationsByDispersion(samples, {
    threshold,
    minDurationMs,
    ...(pixelsPerDegree && { pixelsPerDegree }),
  })
}

function startOf({ samples, fixations }: GazeRecording): number {
  return Math.min(
    samples[0]?.tMs ?? Number.POSITIVE_INFINITY,
    fixations[0]?.startMs ?? Number.POSITIVE_INFINITY,
  )
}

/** Fixations that begin within the stretch, on a clock that starts with the recording. */
function cut(
  fixations: readonly Fixation[],
  origin: number,
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): Fixation[] {
  return fixations
    .map(fixation => ({
      ...fixation,
      startMs: fixation.startMs - origin,
      endMs: fixation.endMs - origin,
    }))
    .filter(({ startMs }) => startMs >= fromMs && startMs <= toMs)
}

function malformed(quality: GazeQuality, why: string): PraxisError {
  return new PraxisError(
    'data-malformed',
    `the gaze cannot be asked about: ${why} (${messageOf(describeQuality(quality), 200)})`,
    'record or export it again',
  )
}
