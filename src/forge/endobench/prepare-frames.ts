/** From frame sources to frames in splits: inspected, free of leaks, without near-duplicates, kin together. */
import { PraxisError } from '../../cases/index.ts'
import { dealSplits, groupKin, type Leak, refuseLeaks, samePicture } from '../splits.ts'
import type { Frame, FrameSource, Refusal } from './frame.ts'
import { inspectFrame } from './inspect-frame.ts'

export type Thinned = { kept: string; dropped: string; why: string }

/** Where the data brings no splits: parts of the frames. */
const shares = { test: 0.6, train: 0.4 }

export async function inspectAll(
  sources: readonly FrameSource[],
  before: readonly Refusal[],
): Promise<{ frames: Frame[]; refused: Refusal[]; leaks: Leak[] }> {
  const found: Frame[] = []
  const refused = [...before]
  const someSplit = sources.some(({ split }) => split !== undefined)
  for (const source of sources) {
    if (someSplit && source.split === undefined) {
      refused.push({ frame: source.name, why: 'frames.csv gives other frames a split, and this one none' })
      continue
    }
    const frame = await inspectFrame(source)
    if ('why' in frame) refused.push(frame)
    else found.push(frame)
  }
  const { kept: frames, refused: leaks } = refuseLeaks(found)
  return { frames, refused, leaks }
}

/** One frame of each run of near-duplicates: the first. */
export function thin(frames: readonly Frame[]): { kept: Frame[]; thinned: Thinned[] } {
  const kept: Frame[] = []
  const thinned: Thinned[] = []
  for (const frame of frames) {
    const twin = kept.find(other => samePicture(frame, other) !== undefined)
    if (twin === undefined) kept.push(frame)
    else thinned.push({ kept: twin.id, dropped: frame.id, why: samePicture(frame, twin) ?? '' })
  }
  return { kept, thinned }
}

/** Frames by split, as the data says, or dealt by us so that a patient is in one split only. */
export function intoSplits(frames: readonly Frame[], seed: number): Map<string, Frame[]> {
  const dealt = dealSplits(groupKin(frames), shares, seed)
  const splits = new Map<string, Frame[]>()
  for (const frame of frames) {
    const split = frame.split ?? dealt.get(frame.id) ?? 'test'
    if (!/^[A-Za-z0-9_-]+$/.test(split))
      throw new PraxisError(
        'data-malformed',
        `the split ${JSON.stringify(split)} cannot name a file`,
        'use letters, digits, - and _',
        { file: 'frames.csv' },
      )
    splits.set(split, [...(splits.get(split) ?? []), frame])
  }
  return new Map([...splits].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The patient where one is named, and the frame itself otherwise. */
export function clusterNames(frames: readonly Frame[]): Map<string, string> {
  return new Map(frames.map(({ id, patient }) => [id, patient === undefined ? id : `patient ${patient}`]))
}
