/** The stream from JSON lines to cases: picture, gaze beside it, question, reference. */
import { isAbsolute, join } from 'node:path'
import {
  type Case,
  fileMedia,
  isPraxisError,
  type Media,
  messageOf,
  PraxisError,
  readRows,
} from '../../cases/index.ts'
import { type MedgazeItem, medgazeItemSchema } from '../../forge/index.ts'
import { gazeMedia } from '../../imaging/index.ts'
import type { CaseItem } from '../benchmark.ts'
import { gazeReader, type ItemGaze } from './read-gaze-record.ts'

/** Rows that are at fault become problems; reading goes on. Paths are relative to `folder`. */
export async function* readItems(files: readonly string[], folder: string): AsyncGenerator<CaseItem> {
  const gazeOf = gazeReader(folder)
  const pictures = new Map<string, Promise<Media>>()
  const pictureAt = (path: string): Promise<Media> => {
    const known = pictures.get(path) ?? picture(isAbsolute(path) ? path : join(folder, path))
    pictures.set(path, known)
    return known
  }
  for (const file of files)
    for await (const row of readRows(file)) {
      if (!row.ok) {
        yield row
        continue
      }
      const place = { file, row: row.row }
      try {
        const item = parse(row.fields)
        const images: Media[] = []
        for (const image of item.images)
          images.push(await pictureAt(typeof image === 'string' ? image : image.path))
        yield { ok: true, case: caseOf(item, images, await gazeOf(item)) }
      } catch (error) {
        if (!isPraxisError(error)) throw error
        const what = error.message.slice(0, -`; ${error.next}`.length)
        yield { ok: false, error: new PraxisError(error.code, what, error.next, place, error) }
      }
    }
}

function parse(fields: Record<string, unknown>): MedgazeItem {
  const parsed = medgazeItemSchema.safeParse(fields)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new PraxisError(
    'data-malformed',
    `${issue?.path.join('.') || 'the row'}: ${messageOf(issue?.message.replace('Invalid input: ', ''), 120)}`,
    'correct it as docs/medgaze-format.md says',
  )
}

async function picture(path: string): Promise<Media> {
  const media = await fileMedia('image', path)
  if (media.mediaType.startsWith('image/')) return media
  throw new PraxisError(
    'media-undecodable',
    `${path} does not start like an image (${media.mediaType})`,
    'use PNG, JPEG, WebP, GIF or TIFF',
  )
}

function caseOf(item: MedgazeItem, images: Media[], { record, quality }: ItemGaze): Case {
  const { id, question, options, answer, lure, dimension, subtask, trap, scenario } = item
  return {
    id,
    cluster: item.patient ?? images[0]?.sha256 ?? id,
    media: [...images, gazeMedia(record)],
    question: { text: question, format: 'choice', options },
    reference: { format: 'choice', key: answer, ...(lure !== undefined && { lure }) },
    tags: {
      dimension,
      subtask,
      trap,
      ...(item.controlFor && { 'control for': item.controlFor }),
      'gaze kind': record.kind,
      'gaze quality': Object.keys(quality.faults).length === 0 ? 'clean' : 'degraded',
      scenario,
    },
  }
}
