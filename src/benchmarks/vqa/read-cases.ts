/**
 * The stream from tables to cases. Each row becomes a case or a one-line problem, in the order of the
 * file; only a row that refers to the image of a later row waits, and follows that row.
 */
import {
  type Case,
  decodeBase64,
  hashBytes,
  isPraxisError,
  listCell,
  type Media,
  PraxisError,
  type RowItem,
  readRows,
  type Tables,
} from '../../cases/index.ts'
import { splitSteps } from '../../verify/index.ts'
import type { CaseItem } from '../benchmark.ts'
import { renameColumns } from '../refuse-unreadable.ts'
import { type Columns, recogniseColumns, textOf } from './columns.ts'
import { type ImageSource, imageSources } from './image-cell.ts'
import { imageLoader } from './load-images.ts'
import { type Asked, askedIn, type Place } from './question.ts'

/** A row whose question has been read and whose images have not. */
export type ReadRow = {
  id: string
  place: Place
  asked: Asked
  sources: ImageSource[]
  /** The patient or study, where a column names it. */
  patient?: string
  rationale?: string[]
  tags: Record<string, string>
  origin: { file: string; column: string; columns: string[]; span?: { start: number; end: number } }
}

/** How the question of a row is read; other benchmarks with tables of questions bring their own way. */
export type Ask = (fields: Record<string, unknown>, columns: Columns, place: Place) => Asked | PraxisError

/** What the columns of a run of rows mean; kept from row to row, as it seldom changes. */
type Layout = { joined: string; names: string[]; columns: Columns | string }

/** All rows of the files as questions, without loading images. */
export async function* readQuestions(
  files: string[],
  ask: Ask = askedIn,
): AsyncGenerator<ReadRow | PraxisError> {
  const rowOfId = new Map<string, string>()
  let layout: Layout = { joined: '', names: [], columns: '' }
  let before = 0
  for (const file of files) {
    let last = 0
    for await (const item of readRows(file)) {
      if (!item.ok) {
        yield item.error
        continue
      }
      last = item.row
      layout = layoutOf(item.fields, layout)
      const read = readRow(file, item, layout, before + item.row, ask)
      if (isPraxisError(read)) {
        yield read
        continue
      }
      const first = rowOfId.get(read.id)
      rowOfId.set(read.id, first ?? `row ${item.row}${files.length > 1 ? ` of ${file}` : ''}`)
      yield first === undefined ? read : duplicate(read, first)
    }
    before += last
  }
}

function layoutOf(fields: Record<string, unknown>, known: Layout): Layout {
  const names = Object.keys(fields)
  const joined = names.join('\t')
  return joined === known.joined ? known : { joined, names, columns: recogniseColumns(names) }
}

type GoodRow = Extract<RowItem, { ok: true }>

/** A row without an id column is named by its place, counted over all files. */
function readRow(
  file: string,
  item: GoodRow,
  layout: Layout,
  count: number,
  ask: Ask,
): ReadRow | PraxisError {
  const { row, fields, span } = item
  const { names, columns } = layout
  if (typeof columns === 'string')
    return new PraxisError('data-malformed', columns, renameColumns, { file, row })
  const id = columns.id === undefined ? String(count) : textOf(fields[columns.id])
  if (id === undefined) {
    const place = { file, row, field: columns.id ?? 'id' }
    return new PraxisError('data-malformed', 'the id is empty', 'fill it in', place)
  }
  const place = { file, row, caseId: id }
  const asked = ask(fields, columns, place)
  if (isPraxisError(asked)) return asked
  const sources = imageSources(fields, columns)
  if (typeof sources === 'string')
    return new PraxisError('media-missing', sources, 'put the images beside the table', place)
  const patient = columns.cluster === undefined ? undefined : textOf(fields[columns.cluster])
  const [column = ''] = columns.images
  const tags = tagsOf(fields, columns, asked)
  const rationale = rationaleIn(columns.rationale === undefined ? undefined : fields[columns.rationale])
  const origin = { file, column, columns: names, ...(span !== undefined && { span }) }
  return {
    ...{ id, place, asked, sources, tags, origin },
    ...(patient !== undefined && { patient }),
    ...(rationale.length > 0 && { rationale }),
  }
}

/** Reference reasoning as steps: those of a list, or those that a text is made of. */
function rationaleIn(value: unknown): string[] {
  const text = textOf(value) ?? ''
  const list = Array.isArray(value) ? value : listCell(text)
  return list?.map(textOf).filter(step => step !== undefined) ?? splitSteps(text)
}

function tagsOf(fields: Record<string, unknown>, columns: Columns, asked: Asked): Record<string, string> {
  const tags: Record<string, string> = { format: asked.question.format }
  for (const column of columns.tags) {
    const value = textOf(fields[column])
    if (value !== undefined && value.length <= 100) tags[column.trim().toLowerCase()] = value
  }
  return tags
}

function duplicate({ id, place }: ReadRow, first: string): PraxisError {
  return new PraxisError(
    'duplicate-id',
    `${first} has the id ${id} already`,
    'give each row an id of its own',
    place,
  )
}

/** The cases of a table, with their images. */
export async function* readCases({ folder, test }: Tables, ask?: Ask): AsyncGenerator<CaseItem> {
  const images = imageLoader(folder, test)
  const waiting = new Map<string, ReadRow[]>()
  const finish = async (row: ReadRow): Promise<CaseItem> => {
    const media = await images.load(row.sources, row.place)
    return isPraxisError(media) ? { ok: false, error: media } : { ok: true, case: caseOf(row, media) }
  }
  for await (const row of readQuestions(test, ask)) {
    if (isPraxisError(row)) {
      yield { ok: false, error: row }
      continue
    }
    const target = row.sources.find(source => source.kind === 'row' && !images.knows(source.id))
    if (target?.kind === 'row') {
      waiting.set(target.id, [...(waiting.get(target.id) ?? []), row])
      continue
    }
    const { span, ...origin } = row.origin
    if (row.sources.some(source => source.kind === 'base64') && span !== undefined)
      images.remember(row.id, { ...origin, span })
    yield await finish(row)
    for (const waiter of waiting.get(row.id) ?? []) yield await finish(waiter)
    waiting.delete(row.id)
  }
  for (const rows of waiting.values()) for (const row of rows) yield await finish(row)
}

function caseOf(row: ReadRow, media: Media[]): Case {
  const [first] = media
  return {
    id: row.id,
    cluster: row.patient ?? (first === undefined ? row.id : `image:${first.sha256.slice(0, 16)}`),
    media,
    ...row.asked,
    ...(row.rationale !== undefined && { rationale: row.rationale }),
    tags: row.tags,
  }
}

/**
 * Labelled cases to learn from, without media: the baselines that learn from them read text only. A row
 * is left out when its image, its patient or, where it has no image, its question is in the test split:
 * other questions about a test image would tell about it.
 */
export async function* readTraining({ test, train }: Tables, ask?: Ask): AsyncGenerator<CaseItem> {
  const tested = new Set<string>()
  for await (const row of readQuestions(test, ask))
    if (!isPraxisError(row)) for (const key of kinship(row)) tested.add(key)
  for await (const row of readQuestions(train, ask)) {
    if (isPraxisError(row)) yield { ok: false, error: row }
    else {
      const keys = kinship(row)
      if (keys.some(key => tested.has(key))) continue
      yield { ok: true, case: { ...caseOf(row, []), cluster: row.patient ?? keys[0] ?? row.id } }
    }
  }
}

/** What makes two rows speak about the same thing: patient, images, or the question where there is neither. */
function kinship({ patient, sources, asked }: ReadRow): string[] {
  const keys = sources.map(imageKey)
  if (patient !== undefined) keys.push(`patient:${patient}`)
  return keys.length > 0
    ? keys
    : [`question:${asked.question.text.toLowerCase().replace(/\s+/g, ' ').trim()}`]
}

function imageKey(source: ImageSource): string {
  switch (source.kind) {
    case 'path':
      return `image:${source.path}`
    case 'row':
      return `row:${source.id}`
    case 'bytes':
      return `image:${hashBytes(source.bytes)}`
    case 'base64':
      return `image:${hashBytes(decodeBase64(source.text) ?? source.text)}`
  }
}
