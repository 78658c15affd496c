/**
 * Three ways to tell a model where someone looked, after EgoGazeVQA (arXiv 2509.07447), the one precedent:
 *
 * - text: each fixation as a line with its time and its place in shares of the picture. Exact, costs no
 *   picture, and reaches models that are poor at small marks.
 * - marker: numbered rings joined by a line on the picture; the text says only when each was looked at.
 * - salience: where the gaze rested glows. The stretch that the question is about, or else the beginning,
 *   middle and end of the record, one copy of the picture each: which fixation came first inside a copy,
 *   and when, is lost. That is this encoding's price.
 *
 * Gaze counts in the pixels of the picture that was looked at and is scaled to the picture that is sent.
 */
import { embedMedia, type Media, readMedia } from '../../cases/index.ts'
import {
  drawOverlay,
  type Fixation,
  fixationsOn,
  type GazeRecord,
  inspectImage,
  type PictureSize,
  type Shape,
  salienceMap,
} from '../../imaging/index.ts'
import { placeLabels } from './place-labels.ts'

export const gazeEncodings = ['text', 'marker', 'salience', 'none'] as const
export type GazeEncoding = (typeof gazeEncodings)[number]

/** What is sent: pictures, and the words that explain the gaze in them; no words where there is no gaze. */
export type EncodedGaze = { images: Media[]; words?: string }

const inFocus = '#ff5a36'
const other = '#ffd400'

export async function encodeGaze(
  images: Media[],
  record: GazeRecord | undefined,
  encoding: GazeEncoding,
): Promise<EncodedGaze> {
  if (record === undefined || encoding === 'none') return { images }
  // Where there is nothing to draw on, words are all there is.
  if (encoding === 'text' || images.length === 0) return { images, words: inWords(record) }
  return encoding === 'marker' ? withMarkers(images, record) : withSalience(images, record)
}

function inWords(record: GazeRecord): string {
  const { width, height } = record.picture
  const lines = record.fixations.map(({ startMs, endMs, x, y }, i) => {
    const frame = record.shownFromMs === undefined ? '' : `, picture ${frameAt(record, startMs) + 1}`
    return `${i + 1}. ${seconds(startMs)} to ${seconds(endMs)} s: (${share(x / width)}, ${share(y / height)})${frame}`
  })
  return `Gaze record: where the reader's eyes rested, in order, as (x, y) in shares of the width and height of the picture from its top left corner.\n${lines.join('\n')}`
}

async function withMarkers(images: Media[], record: GazeRecord): Promise<EncodedGaze> {
  const drawn = await onEach(images, record, (fixations, size) => {
    const radius = Math.max(5, Math.min(size.width, size.height) / 60)
    const points = fixations.map(({ at }) => at)
    const colours = fixations.map(({ startMs, endMs }) =>
      touchesFocus(record, startMs, endMs) ? inFocus : other,
    )
    const path: Shape[] =
      points.length < 2 ? [] : [{ kind: 'path', points, colour: other, width: Math.max(1, radius / 6) }]
    const rings = points.map((at, i): Shape => ({ kind: 'marker', at, radius, colour: colours[i] ?? other }))
    const names = fixations.map(({ number }) => String(number))
    const labels = placeLabels(points, names, radius, size).map(
      (label, i): Shape => ({ kind: 'label', ...label, colour: colours[i] ?? other }),
    )
    return [[...path, ...rings, ...labels]]
  })
  const times = record.fixations.map(
    ({ startMs, endMs }, i) => `${i + 1}: ${seconds(startMs)} to ${seconds(endMs)} s`,
  )
  const focus = record.focus === undefined ? '' : ' The orange rings are what the question is about.'
  return {
    images: drawn,
    words: `Gaze record: numbered rings on the picture, joined by a line, show where the reader's eyes rested, in order.${focus} When: ${times.join(', ')}.`,
  }
}

async function withSalience(images: Media[], record: GazeRecord): Promise<EncodedGaze> {
  const parts = images.length > 1 || record.focus !== undefined ? 1 : 3
  const drawn = await onEach(images, record, (fixations, size) => {
    const degree = record.pixelsPerDegree && {
      x: (record.pixelsPerDegree.x * size.width) / record.picture.width,
      y: (record.pixelsPerDegree.y * size.height) / record.picture.height,
    }
    const chosen =
      record.focus === undefined
        ? fixations
        : fixations.filter(({ startMs, endMs }) => touchesFocus(record, startMs, endMs))
    return inParts(chosen, parts).map((part): Shape[] => [
      { kind: 'heat', ...salienceMap(part, size, degree) },
    ])
  })
  const glow = 'the stronger the glow, the longer'
  return {
    images: drawn,
    words:
      parts === 1
        ? `Gaze record: the glow on the picture shows where the reader's eyes rested ${record.focus === undefined ? 'while it was shown' : 'in the stretch that the question is about'}: ${glow}.`
        : `Gaze record: the picture is shown three times; the glow shows where the reader's eyes rested in the first, the second and the last third of the record: ${glow}.`,
  }
}

type Numbered = Fixation & { number: number }

/** Each picture once for every list of shapes that is drawn for it. */
async function onEach(
  images: Media[],
  record: GazeRecord,
  draw: (fixations: Numbered[], size: PictureSize) => Shape[][],
): Promise<Media[]> {
  const drawn: Media[] = []
  for (const [i, image] of images.entries()) {
    const bytes = await readMedia(image)
    const size = await inspectImage(bytes)
    const fixations = fixationsOn(record, size)
      .map((fixation, k): Numbered => ({ ...fixation, number: k + 1 }))
      .filter(({ startMs }) => images.length === 1 || frameAt(record, startMs) === i)
    for (const shapes of draw(fixations, size))
      drawn.push(embedMedia('image', await drawOverlay(bytes, shapes), 'image/png'))
  }
  return drawn
}

/** Fixations by the equal part of the record's time in which their middle lies. */
function inParts<T extends Fixation>(fixations: readonly T[], parts: number): T[][] {
  const [from, to] = [fixations[0]?.startMs ?? 0, fixations.at(-1)?.endMs ?? 0]
  const partOf = ({ startMs, endMs }: Fixation) =>
    Math.min(parts - 1, Math.floor((((startMs + endMs) / 2 - from) / Math.max(1, to - from)) * parts))
  return Array.from({ length: parts }, (_, part) => fixations.filter(f => partOf(f) === part))
}

/** The picture that was up at a time: the last that had come up by then. */
function frameAt({ shownFromMs = [] }: GazeRecord, tMs: number): number {
  return Math.max(
    0,
    shownFromMs.findLastIndex(from => from <= tMs),
  )
}

function touchesFocus({ focus }: GazeRecord, startMs: number, endMs: number): boolean {
  return focus !== undefined && startMs <= focus.endMs && endMs >= focus.startMs
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2)
}

function share(value: number): string {
  return value.toFixed(3)
}
