/** Scan paths out of eye-tracker exports, for the pictures they lie on. */
import { basename } from 'node:path'
import { isPraxisError, messageOf } from '../../cases/index.ts'
import {
  aoiAt,
  describeQuality,
  type Fixation,
  fixationsByDispersion,
  type GazeRecording,
  type NamedFixation,
  type PictureSize,
  readGaze,
} from '../../imaging/index.ts'
import type { Refusal, Scan, Scene, SceneAoi } from './scene.ts'

/** Names of areas by recording and fixation, where a vendor gives them. */
export type VendorAreas = Map<string, Map<string, string>>

/** How tables that hold one recording call it. */
const unnamed = '1'

/** Below this share of usable rows a recording says too little of what was looked at. */
const leastUsable = 0.5

/** A recording, the table it is from, and the stem of the picture that it lies on. */
export type Recorded = { recording: GazeRecording; file: string; picture: string }

/**
 * The recordings of all tables. A recording lies on the picture whose stem is its id or its table's stem, or
 * else on the only picture there is; others are left out.
 */
export async function recordingsOf(
  files: readonly string[],
  sizes: ReadonlyMap<string, PictureSize>,
): Promise<{ found: Recorded[]; refused: Refusal[] }> {
  const found = new Map<string, Recorded>()
  const refused: Refusal[] = []
  const [only] = sizes.size === 1 ? sizes.keys() : []
  for (const path of files) {
    const [file, stem] = [basename(path), basename(path).replace(/\..*$/, '')]
    const pictureOf = (id: string) => [id, stem].find(name => sizes.has(name)) ?? only
    try {
      const { recordings } = await readGaze(path, { picture: id => sizes.get(pictureOf(id) ?? '') })
      for (const recording of recordings) {
        const id = recording.id === unnamed ? stem : recording.id
        const picture = pictureOf(recording.id)
        const held = found.get(id)
        if (picture === undefined) refused.push({ scene: file, why: `recording ${id} lies on no picture` })
        // The vendor's own fixations are better than samples of the same recording.
        else if (held === undefined || held.recording.fixations.length === 0)
          found.set(id, { recording: { ...recording, id }, file, picture })
      }
    } catch (error) {
      if (!isPraxisError(error)) throw error
      refused.push({ scene: file, why: messageOf(error) })
    }
  }
  return { found: [...found.values()], refused }
}

/** The scan path of a recording over named areas, or why it is none. */
export function scanOf(
  { recording, file }: Recorded,
  { areas, width, height }: Pick<Scene, 'areas' | 'width' | 'height'>,
  vendor: VendorAreas | undefined,
): Scan | string {
  const { quality, id } = recording
  if (quality.faults['clock-back'] !== undefined)
    return `the order of looking is unknown: ${describeQuality(quality)}`
  if (quality.shareUsable < leastUsable)
    return `too little of it lies on the picture: ${describeQuality(quality)}`
  const fixations =
    recording.fixations.length > 0
      ? recording.fixations
      : fixationsByDispersion(recording.samples, {
          threshold: { value: 0.03 * Math.hypot(width, height), unit: 'px' },
          minDurationMs: 100,
        })
  const [first] = fixations
  if (first === undefined) return 'it has no fixation on the picture'
  const names = vendor?.get(id)
  const outlined = areas.flatMap(({ aoi }) => aoi ?? [])
  const path = fixations.map((fixation): NamedFixation => {
    const aoi = (fixation.id && names?.get(fixation.id)) ?? aoiAt(outlined, fixation.at)?.name
    return {
      startMs: round(fixation.startMs - first.startMs),
      endMs: round(fixation.endMs - first.startMs),
      at: fixation.at,
      ...(aoi && { aoi: spaced(aoi) }),
    }
  })
  if (path.every(({ aoi }) => aoi === undefined)) return 'it looks at no named area'
  return { kind: 'real', origin: { file, recording: id, quality: describeQuality(quality) }, path }
}

/** Areas that are known by their fixations only, each with the box around them. */
export function areasFromFixations(found: readonly Recorded[], vendor: VendorAreas): SceneAoi[] {
  const byName = new Map<string, Fixation[]>()
  for (const { recording } of found)
    for (const fixation of recording.fixations) {
      const name = vendor.get(recording.id)?.get(fixation.id ?? '')
      if (name !== undefined) byName.set(spaced(name), [...(byName.get(spaced(name)) ?? []), fixation])
    }
  return [...byName].map(([name, fixations]) => {
    const [xs, ys] = [fixations.map(({ at }) => at.x), fixations.map(({ at }) => at.y)]
    return {
      name,
      box: {
        frame: 'pixel',
        x0: Math.min(...xs),
        y0: Math.min(...ys),
        x1: Math.max(...xs) + 1,
        y1: Math.max(...ys) + 1,
      },
    }
  })
}

/** `leftCard` and `left_card` as words. */
export function spaced(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_\s]+/g, ' ')
    .trim()
    .toLowerCase()
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
