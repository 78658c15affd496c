/** Reads gaze tables of any known layout, recognised by its columns. See `layouts.ts`. */
import { PraxisError, readRows } from '../../cases/index.ts'
import { point } from '../geometry.ts'
import { type Fixation, type GazeSample, onPicture, type PictureSize, type PixelsPerDegree } from './gaze.ts'
import { type Cells, type Layout, layouts, type RawPosition, type RawRow } from './layouts.ts'
import { defaultGapMs, qualityTally } from './quality.ts'
import type { GazeRecording } from './recording.ts'

export type ReadGazeOptions = {
  /**
   * The picture that was looked at, or the one of a recording. Needed where the file gives shares of it; the
   * file's own size wins.
   */
  picture?: PictureSize | ((recording: string) => PictureSize | undefined)
  /** Silence between samples that is reported as a gap, milliseconds. */
  gapMs?: number
}

export type GazeTable = {
  /** Name of the layout, such as `tobii-studio`. */
  layout: string
  /** In the order in which the file begins them. */
  recordings: GazeRecording[]
  /** Rows that are no rows (too few fields, broken text); those with bad cells are in the quality. */
  problems: PraxisError[]
}

/**
 * All recordings of one gaze table (.csv, .tsv, also gzipped). Bad cells, gaps and clock jumps are counted
 * in each recording's quality and never mended. Throws `data-malformed` for a table of no known layout,
 * naming the columns that the nearest one lacks, `data-missing` for no file, and `bad-usage` where the
 * picture's size is needed and not given.
 */
export async function readGaze(file: string, options: ReadGazeOptions = {}): Promise<GazeTable> {
  const drafts = new Map<string, Draft>()
  const problems: PraxisError[] = []
  let opened: { layout: Layout; column: Map<string, string> } | undefined
  for await (const item of readRows(file)) {
    if (!item.ok) {
      if (item.error.place.row === undefined) throw item.error
      problems.push(item.error)
      continue
    }
    opened ??= open(file, Object.keys(item.fields), options)
    const { layout, column } = opened
    const raw = layout.read(cellsOf(item.fields, column))
    let held = drafts.get(raw.recording)
    if (held === undefined) {
      const { picture } = options
      const shown = typeof picture === 'function' ? picture(raw.recording) : picture
      held = draft(raw.recording, layout, shown, options.gapMs)
      drafts.set(raw.recording, held)
    }
    held.add(raw, item.row)
  }
  if (opened === undefined)
    throw problems[0] ?? new PraxisError('data-malformed', 'the file has no rows', 'give another', { file })
  return { layout: opened.layout.name, recordings: [...drafts.values()].map(d => d.done()), problems }
}

/** Column names as they are compared: lower case letters and digits only. */
export function plainColumn(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function open(file: string, names: string[], { picture }: ReadGazeOptions) {
  const column = new Map(names.map(name => [plainColumn(name), name]))
  const lacks = (layout: Layout) => layout.needs.filter(any => !any.some(name => column.has(name)))
  const layout = layouts.find(candidate => lacks(candidate).length === 0)
  if (layout === undefined) {
    const share = (candidate: Layout) => lacks(candidate).length / candidate.needs.length
    const nearest = layouts.reduce((a, b) => (share(b) < share(a) ? b : a))
    throw new PraxisError(
      'data-malformed',
      `no known gaze table; for ${nearest.name} it lacks ${lacks(nearest)
        .map(any => any.join(' or '))
        .join(', ')}`,
      `export one of ${layouts.map(({ name }) => name).join(', ')}`,
      { file },
    )
  }
  if (layout.normalised && picture === undefined)
    throw new PraxisError(
      'bad-usage',
      `a ${layout.name} table gives shares of the picture's width and height`,
      'say how large the picture is',
      { file },
    )
  return { layout, column }
}

function cellsOf(fields: Record<string, unknown>, column: Map<string, string>): Cells {
  return (...names) => {
    for (const name of names) {
      const own = column.get(name)
      const value = own === undefined ? undefined : fields[own]
      const text = value === undefined || value === null ? '' : String(value).trim()
      if (text !== '') return text
    }
    return undefined
  }
}

type Draft = { add: (raw: RawRow, row: number) => void; done: () => GazeRecording }

function draft(id: string, layout: Layout, shown: PictureSize | undefined, longestMs = defaultGapMs): Draft {
  const samples: GazeSample[] = []
  const fixations: Fixation[] = []
  const byId = new Map<string, Fixation>()
  const degrees: PixelsPerDegree[] = []
  let picture = shown
  // The silence between fixations is saccades, not gaps.
  const gapMs = layout.rows === 'samples' ? longestMs : Number.POSITIVE_INFINITY
  const quality = qualityTally(gapMs)

  // Shares of a picture whose size nobody says lie nowhere.
  const placed = ({ x, y }: RawPosition) =>
    layout.normalised
      ? point(x * (picture?.width ?? Number.NaN), y * (picture?.height ?? Number.NaN))
      : point(x, y)

  /** Judges one position, telling its faults; true where it can be used. */
  const judge = (at: RawPosition | undefined, flag: boolean | undefined, row: number): boolean => {
    if (at === undefined) {
      quality.fault('eye-lost', row)
      return false
    }
    if (!Number.isFinite(at.x) || !Number.isFinite(at.y)) {
      quality.fault('unreadable', row)
      return false
    }
    const on = picture === undefined ? !layout.normalised : onPicture(placed(at), picture)
    if (flag !== undefined && picture !== undefined && flag !== on) quality.fault('flag-mismatch', row)
    if (on && flag !== false) return true
    quality.fault('off-picture', row)
    return false
  }

  const addSample = ({ tMs, at, flag, shown }: NonNullable<RawRow['sample']>, row: number): void => {
    if (!Number.isFinite(tMs)) {
      quality.fault('unreadable', row)
      quality.row(false)
      return
    }
    quality.clock(tMs, row)
    if (at === undefined && shown === false) {
      quality.fault('off-picture', row)
      quality.row(false)
      samples.push({ tMs, valid: false })
      return
    }
    const valid = judge(at, flag, row)
    quality.row(valid)
    const spot = at && placed(at)
    const readable = spot !== undefined && Number.isFinite(spot.x) && Number.isFinite(spot.y)
    samples.push({ tMs, valid, ...(readable && { at: spot }) })
  }

  const addFixation = (raw: NonNullable<RawRow['fixation']>, row: number, counted: boolean): void => {
    const { id: ownId, startMs, endMs, at, flag } = raw
    const readable = Number.isFinite(startMs) && Number.isFinite(endMs) && endMs >= startMs
    if (counted && !readable) {
      quality.fault('unreadable', row)
      quality.row(false)
    }
    if (!readable) return
    const known = layout.growing && at !== undefined ? byId.get(ownId) : undefined
    if (known !== undefined && at !== undefined) {
      known.endMs = Math.max(known.endMs, endMs)
      if (isOn(at, picture, placed)) known.at = placed(at)
      if (counted) quality.row(true)
      return
    }
    if (counted) quality.clock(startMs, row, endMs)
    const valid = counted ? judge(at, flag, row) : at !== undefined && isOn(at, picture, placed)
    if (counted) quality.row(valid)
    if (!valid || at === undefined) return
    const fixation: Fixation = { startMs, endMs, at: placed(at), ...(ownId !== '' && { id: ownId }) }
    fixations.push(fixation)
    byId.set(ownId, fixation)
  }

  return {
    add: (raw, row) => {
      picture = raw.picture ?? picture
      if (raw.pixelsPerDegree !== undefined) degrees.push(raw.pixelsPerDegree)
      if (raw.sample !== undefined) addSample(raw.sample, row)
      // Where a row is a sample too, the sample is what its quality is about.
      if (raw.fixation !== undefined) addFixation(raw.fixation, row, raw.sample === undefined)
    },
    done: () => {
      const pixelsPerDegree = medianOf(degrees)
      return {
        id,
        ...(picture && { picture }),
        samples,
        fixations,
        ...(pixelsPerDegree && { pixelsPerDegree }),
        quality: quality.done(),
      }
    },
  }
}

function isOn(
  at: RawPosition,
  picture: PictureSize | undefined,
  placed: (at: RawPosition) => Fixation['at'],
): boolean {
  if (!Number.isFinite(at.x) || !Number.isFinite(at.y)) return false
  return picture === undefined || onPicture(placed(at), picture)
}

function medianOf(values: PixelsPerDegree[]): PixelsPerDegree | undefined {
  const middle = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
  const [x, y] = [middle(values.map(v => v.x)), middle(values.map(v => v.y))]
  return x === undefined || y === undefined ? undefined : { x, y }
}
