/**
 * The tables that eye trackers and gaze data sets write, each as a few columns and what they mean. Column
 * names are compared without case, blanks and punctuation, because exports of one vendor differ in them.
 *
 * - Pupil Cloud (Marker Mapper, Reference Image Mapper, raw): vendor documentation of the export formats.
 *   Times are UTC nanoseconds; a surface runs from (0, 0) top left to (1, 1) bottom right.
 * - Tobii Studio: `RecordingTimestamp` in ms; MCSpx are pixels of the picture shown, ADCSpx of the screen.
 * - REFLACX (Bigolin Lanfredi et al., Scientific Data 9, 2022): seconds, pixels of the radiograph, with
 *   the part of it that was on the screen and the pixels per degree there.
 * - EGD-CXR (Karargyris et al., Scientific Data 8, 2021, table 2): Gazepoint fixations in seconds, with
 *   X_ORIGINAL and Y_ORIGINAL in pixels of the radiograph.
 */
import type { PictureSize, PixelsPerDegree } from './gaze.ts'

/** A cell by its plain column name; undefined where there is no such column or it is empty. */
export type Cells = (...names: string[]) => string | undefined

export type RawPosition = { x: number; y: number }

/** What one row says. Absent numbers were empty, `NaN` ones were no numbers. */
export type RawRow = {
  recording: string
  sample?: { tMs: number; at: RawPosition | undefined; flag?: boolean; shown?: boolean }
  fixation?: { id: string; startMs: number; endMs: number; at: RawPosition | undefined; flag?: boolean }
  picture?: PictureSize
  pixelsPerDegree?: PixelsPerDegree
}

export type Layout = {
  name: string
  /** One of each list must be there. */
  needs: string[][]
  /** Shares of the picture's width and height instead of pixels. */
  normalised?: true
  /** What a row is, and so what its quality is about. */
  rows: 'samples' | 'fixations'
  /** Rows with one fixation id are one fixation that grows; otherwise each row is its own. */
  growing?: true
  read: (cell: Cells) => RawRow
}

const pupilRecording = (cell: Cells) => cell('sectionid') ?? cell('recordingid') ?? '1'

function pupilGaze(name: string, x: string, y: string, flag: string | undefined): Layout {
  return {
    name,
    rows: 'samples',
    needs: [['timestampns'], [x], [y], ...(flag === undefined ? [] : [[flag]])],
    read: cell => ({
      recording: pupilRecording(cell),
      sample: {
        tMs: nanoseconds(cell('timestampns')),
        at: position(cell(x), cell(y)),
        ...flagged(flag === undefined ? undefined : cell(flag)),
      },
    }),
  }
}

function pupilFixations(name: string, x: string, y: string, flag: string | undefined): Layout {
  return {
    name,
    rows: 'fixations',
    needs: [['starttimestampns'], ['endtimestampns'], [x], [y], ...(flag === undefined ? [] : [[flag]])],
    read: cell => ({
      recording: pupilRecording(cell),
      fixation: {
        id: cell('fixationid') ?? '',
        startMs: nanoseconds(cell('starttimestampns')),
        endMs: nanoseconds(cell('endtimestampns')),
        at: position(cell(x), cell(y)),
        ...flagged(flag === undefined ? undefined : cell(flag)),
      },
    }),
  }
}

const surface = ['gazepositiononsurfacexnormalized', 'gazepositiononsurfaceynormalized'] as const
const image = ['gazepositioninreferenceimagexpx', 'gazepositioninreferenceimageypx'] as const

/** From the most to the least special: the first whose columns are all there is taken. */
export const layouts: readonly Layout[] = [
  {
    ...pupilGaze('pupil-surface-gaze', surface[0], surface[1], 'gazedetectedonsurface'),
    normalised: true,
  },
  {
    ...pupilFixations(
      'pupil-surface-fixations',
      'fixationxnormalized',
      'fixationynormalized',
      'fixationdetectedonsurface',
    ),
    normalised: true,
  },
  pupilGaze('pupil-image-gaze', image[0], image[1], 'gazedetectedinreferenceimage'),
  pupilFixations('pupil-image-fixations', 'fixationxpx', 'fixationypx', 'fixationdetectedinreferenceimage'),
  pupilFixations('pupil-scene-fixations', 'fixationxpx', 'fixationypx', undefined),
  pupilGaze('pupil-scene-gaze', 'gazexpx', 'gazeypx', undefined),
  {
    name: 'tobii-studio',
    rows: 'samples',
    needs: [['recordingtimestamp'], ['gazepointxmcspx'], ['gazepointymcspx']],
    growing: true,
    read: cell => {
      const tMs = milliseconds(cell('recordingtimestamp'), 1)
      const at = position(cell('gazepointxmcspx'), cell('gazepointymcspx'))
      const seen = cell('gazepointxadcspx') !== undefined
      const index = cell('fixationindex')
      const isFixation = index !== undefined && cell('gazeeventtype') === 'Fixation'
      const picture = size(cell('mediawidth'), cell('mediaheight'))
      return {
        recording: cell('participantname', 'recordingname') ?? '1',
        // A point on the screen without one on the medium: the eye was found beside the picture.
        sample: { tMs, at, ...(at === undefined && seen && { shown: false }) },
        ...(isFixation && {
          fixation: {
            id: index,
            startMs: tMs,
            endMs: tMs,
            at: position(cell('fixationpointxmcspx'), cell('fixationpointymcspx')),
          },
        }),
        ...(picture && { picture }),
      }
    },
  },
  {
    name: 'reflacx-fixations',
    rows: 'fixations',
    needs: [
      ['timestampstartfixation'],
      ['timestampendfixation'],
      ['xposition', 'averagexposition'],
      ['yposition', 'averageyposition'],
    ],
    read: cell => ({
      ...reflacx(cell),
      fixation: {
        id: '',
        startMs: milliseconds(cell('timestampstartfixation'), 1000),
        endMs: milliseconds(cell('timestampendfixation'), 1000),
        ...reflacxPlace(cell),
      },
    }),
  },
  {
    name: 'reflacx-gaze',
    rows: 'samples',
    needs: [['timestampsample'], ['xposition', 'averagexposition'], ['yposition', 'averageyposition']],
    read: cell => ({
      ...reflacx(cell),
      sample: { tMs: milliseconds(cell('timestampsample'), 1000), ...reflacxPlace(cell) },
    }),
  },
  {
    name: 'egd-fixations',
    rows: 'fixations',
    needs: [['fpogs'], ['fpogd'], ['fpogid'], ['xoriginal'], ['yoriginal']],
    growing: true,
    read: cell => {
      const startMs = milliseconds(cell('fpogs'), 1000)
      const found = cell('fpogv') !== '0'
      return {
        recording: cell('dicomid', 'mediaid', 'medianame') ?? '1',
        fixation: {
          id: cell('fpogid') ?? '',
          startMs,
          endMs: startMs + milliseconds(cell('fpogd'), 1000),
          at: found ? position(cell('xoriginal'), cell('yoriginal')) : undefined,
        },
      }
    },
  },
]

function reflacx(cell: Cells): Pick<RawRow, 'recording' | 'pixelsPerDegree'> {
  const x = number(cell('angularresolutionxpixelsperdegree'))
  const y = number(cell('angularresolutionypixelsperdegree'))
  return {
    recording: cell('image', 'id') ?? '1',
    ...(x !== undefined && y !== undefined && x > 0 && y > 0 && { pixelsPerDegree: { x, y } }),
  }
}

/** A position outside the part of the radiograph that was on the screen was on a button or the frame. */
function reflacxPlace(cell: Cells): { at: RawPosition | undefined; flag?: boolean } {
  const at = position(cell('xposition', 'averagexposition'), cell('yposition', 'averageyposition'))
  const [x0, x1] = [number(cell('xminshownfromimage')), number(cell('xmaxshownfromimage'))]
  const [y0, y1] = [number(cell('yminshownfromimage')), number(cell('ymaxshownfromimage'))]
  if (at === undefined || x0 === undefined || x1 === undefined || y0 === undefined || y1 === undefined)
    return { at }
  return { at, flag: at.x >= x0 && at.x < x1 && at.y >= y0 && at.y < y1 }
}

function flagged(text: string | undefined): { flag?: boolean } {
  return text === undefined ? {} : { flag: text.toLowerCase() === 'true' }
}

function position(x: string | undefined, y: string | undefined): RawPosition | undefined {
  const [a, b] = [number(x), number(y)]
  return a === undefined || b === undefined ? undefined : { x: a, y: b }
}

function size(width: string | undefined, height: string | undefined): PictureSize | undefined {
  const [w, h] = [number(width), number(height)]
  return w !== undefined && h !== undefined && w > 0 && h > 0 ? { width: w, height: h } : undefined
}

/** Undefined for an empty cell and for the NaN that Python writes for one; NaN for any other text. */
function number(text: string | undefined): number | undefined {
  if (text === undefined || /^nan$/i.test(text)) return undefined
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

function milliseconds(text: string | undefined, perUnit: number): number {
  return (number(text) ?? Number.NaN) * perUnit
}

/** UTC nanoseconds do not fit a double; milliseconds do, to a quarter of a microsecond. */
function nanoseconds(text: string | undefined): number {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return Number.NaN
  return Number(BigInt(text) / 1_000_000n) + Number(BigInt(text) % 1_000_000n) / 1e6
}
