/**
 * What is wrong with a gaze recording: each kind of fault counted, with the row where it first occurs.
 * A fault is told and left as it is; whoever uses the recording decides what it may be used for.
 */
import type { Fixation, GazeSample } from './gaze.ts'

export const gazeFaults = {
  unreadable: 'rows without a time or with text where a number belongs',
  'eye-lost': 'moments without a position (blinks, lost tracking)',
  'off-picture': 'positions off the picture',
  'flag-mismatch': "positions off the picture that the vendor's flag puts on it, or the other way round",
  'clock-back': 'times before the time of the row above',
  'clock-repeat': 'times equal to the time of the row above',
  gap: 'stretches without any row',
} as const
export type GazeFault = keyof typeof gazeFaults

export type GazeQuality = {
  /** Rows of the file that belong to the recording, unreadable ones included. */
  rows: number
  /** Rows whose position lies on the picture. */
  usable: number
  /** usable / rows, 0..1; 0 where there are no rows. */
  shareUsable: number
  /** Only the faults that occur. */
  faults: Partial<Record<GazeFault, { count: number; firstRow: number }>>
  longestGapMs: number
  largestStepBackMs: number
}

/** Silence between two samples that counts as a gap, milliseconds. */
export const defaultGapMs = 100

/** Collects faults row by row; `row` counts records from 1. */
export function qualityTally(gapMs = defaultGapMs) {
  const faults: GazeQuality['faults'] = {}
  let [rows, usable, longestGapMs, largestStepBackMs] = [0, 0, 0, 0]
  let last: number | undefined
  const fault = (kind: GazeFault, row: number): void => {
    const held = faults[kind]
    if (held === undefined) faults[kind] = { count: 1, firstRow: row }
    else held.count++
  }
  return {
    fault,
    row: (usableRow: boolean): void => {
      rows++
      if (usableRow) usable++
    },
    /** The time of a row; `endMs` where the row is a stretch. */
    clock: (startMs: number, row: number, endMs = startMs): void => {
      if (last !== undefined) {
        const step = startMs - last
        if (step < 0) {
          fault('clock-back', row)
          largestStepBackMs = Math.max(largestStepBackMs, -step)
        } else if (step === 0 && endMs === startMs) fault('clock-repeat', row)
        else if (step > gapMs) {
          fault('gap', row)
          longestGapMs = Math.max(longestGapMs, step)
        }
      }
      last = endMs
    },
    done: (): GazeQuality => ({
      rows,
      usable,
      shareUsable: rows === 0 ? 0 : usable / rows,
      faults,
      longestGapMs,
      largestStepBackMs,
    }),
  }
}

/** The quality of samples that did not come from a file: rows are their places, from 1. */
export function assessSamples(samples: readonly GazeSample[], gapMs = defaultGapMs): GazeQuality {
  const tally = qualityTally(gapMs)
  for (const [i, { tMs, at, valid }] of samples.entries()) {
    tally.row(valid)
    if (!valid) tally.fault(at === undefined ? 'eye-lost' : 'off-picture', i + 1)
    tally.clock(tMs, i + 1)
  }
  return tally.done()
}

/** The same for fixations; silence between two of them is a saccade and no gap. */
export function assessFixations(
  fixations: readonly Fixation[],
  isOn: (fixation: Fixation) => boolean,
): GazeQuality {
  const tally = qualityTally(Number.POSITIVE_INFINITY)
  for (const [i, fixation] of fixations.entries()) {
    const on = isOn(fixation)
    tally.row(on)
    if (!on) tally.fault('off-picture', i + 1)
    tally.clock(fixation.startMs, i + 1, fixation.endMs)
  }
  return tally.done()
}

/** One line: `61.2 % of 1,444 rows usable; 5 off-picture (first in row 2); …`. */
export function describeQuality({
  rows,
  shareUsable,
  faults,
  longestGapMs,
  largestStepBackMs,
}: GazeQuality): string {
  const named = Object.entries(faults).map(([kind, { count, firstRow }]) => {
    const size =
      kind === 'gap'
        ? `, up to ${Math.round(longestGapMs)} ms`
        : kind === 'clock-back'
          ? `, up to ${Math.round(largestStepBackMs)} ms`
          : ''
    return `${count} ${kind} (first in row ${firstRow}${size})`
  })
  return [`${(100 * shareUsable).toFixed(1)} % of ${rows} rows usable`, ...named].join('; ')
}
