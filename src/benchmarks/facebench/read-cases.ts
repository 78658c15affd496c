/**
 * From a FaceBench file to cases, image by image in the order in which the images first appear, each
 * opener before what it opens. Texts of the whole file are held, images are not.
 */
import { type Case, isPraxisError, type Media, PraxisError, readRows } from '../../cases/index.ts'
import type { CaseItem } from '../benchmark.ts'
import { type Chained, chainRows } from './chains.ts'
import type { FindImage } from './find-images.ts'
import { type FaceRow, readFaceRow } from './row.ts'

/** All rows of the files; problems are handed out as they are met. */
async function* faceRows(files: readonly string[]): AsyncGenerator<FaceRow | PraxisError> {
  const seen = new Set<string>()
  for (const file of files)
    for await (const item of readRows(file)) {
      const read = item.ok ? readFaceRow(item.fields, file, item.row) : item.error
      if (!isPraxisError(read) && seen.has(read.id))
        yield new PraxisError(
          'duplicate-id',
          'this question about this image was read before',
          'remove one',
          read.place,
        )
      else {
        if (!isPraxisError(read)) seen.add(read.id)
        yield read
      }
    }
}

/** The cases, and a problem for each row that is none. `enforce` makes children wait for their opener. */
export async function* readFaces(
  files: readonly string[],
  findImage: FindImage,
  enforce: boolean,
): AsyncGenerator<CaseItem> {
  const byImage = new Map<string, FaceRow[]>()
  for await (const row of faceRows(files)) {
    if (isPraxisError(row)) {
      yield { ok: false, error: row }
      continue
    }
    const held = byImage.get(row.image)
    if (held === undefined) byImage.set(row.image, [row])
    else held.push(row)
  }
  for (const [image, rows] of byImage) {
    const { chained, problems } = chainRows(rows)
    for (const error of problems) yield { ok: false, error }
    let media: Media | undefined
    for (const item of chained) {
      const found = media ?? (await findImage(image, item.row.place))
      if (isPraxisError(found)) yield { ok: false, error: found }
      else {
        media = found
        yield { ok: true, case: caseOf(item, [found], enforce) }
      }
    }
  }
}

function caseOf({ row, link, openedByReference }: Chained, media: Media[], enforce: boolean): Case {
  const { id, image, question, reference, tags } = row
  return {
    id,
    cluster: `image:${image}`,
    media,
    question,
    reference,
    tags: {
      ...tags,
      ...(link && {
        opener: link.parent.id,
        opens: link.answers.join('\n').toLowerCase(),
        opened: openedByReference ? 'yes' : 'no',
      }),
    },
    ...(link && enforce && { after: { case: link.parent.id, answers: link.answers } }),
  }
}

/**
 * Labelled cases to learn from, without images: the baselines that learn from them read words only. Images
 * that the test split has are left out.
 */
export async function* readFaceTraining(
  test: readonly string[],
  train: readonly string[],
): AsyncGenerator<CaseItem> {
  const tested = new Set<string>()
  for await (const row of faceRows(test)) if (!isPraxisError(row)) tested.add(row.image)
  for await (const row of faceRows(train)) {
    if (isPraxisError(row)) yield { ok: false, error: row }
    else if (!tested.has(row.image))
      yield { ok: true, case: caseOf({ row, openedByReference: true }, [], false) }
  }
}
