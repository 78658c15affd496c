/**
 * What the columns of a table of radiographs mean. Labels stand in one of three layouts:
 *
 * - one column a label, with 1, 0, -1 (uncertain) or nothing, as CheXpert publishes them;
 * - a column `Finding Labels` that lists them with `|`, as NIH ChestX-ray14 does;
 * - a map `labels` in JSON, as `praxis forge phantoms` writes it.
 */
import type { FindingLabel } from '../../cases/index.ts'
import type { noFinding } from '../../verify/index.ts'
import { presentColumns } from '../refuse-unreadable.ts'
import { labelNamed } from './label-names.ts'

export type LabelColumns =
  | { layout: 'columns'; columns: ReadonlyMap<string, FindingLabel | typeof noFinding> }
  | { layout: 'list'; column: string }
  | { layout: 'map'; column: string }

export type Columns = {
  image: string
  id?: string
  patient?: string
  /** PA or AP. */
  projection?: string
  /** Frontal or lateral. */
  side?: string
  labels: LabelColumns
}

const names = {
  image: [
    'image',
    'file',
    'path',
    'filename',
    'filepath',
    'imageindex',
    'imagepath',
    'imagefile',
    'imageid',
    'dicomid',
  ],
  id: ['id', 'caseid'],
  patient: ['patientid', 'patient', 'subjectid', 'subject'],
  projection: ['viewposition', 'view', 'ap/pa'],
  side: ['frontal/lateral'],
  list: ['findinglabels'],
  map: ['labels'],
}

/** The columns, or a sentence that says which is missing. */
export function recogniseColumns(header: readonly string[]): Columns | string {
  const find = (wanted: readonly string[]) =>
    wanted.flatMap(name => header.find(column => plain(column) === name) ?? [])[0]
  const image = find(names.image)
  const labels = labelColumns(header, find(names.list), find(names.map))
  const there = presentColumns([...header])
  if (image === undefined) return `no column names the image (image, file or Path); ${there}`
  if (labels === undefined)
    return `no column tells labels (Finding Labels, or one column a label such as Effusion); ${there}`
  const optional = { id: find(names.id), patient: find(names.patient) }
  const views = { projection: find(names.projection), side: find(names.side) }
  return {
    image,
    labels,
    ...(optional.id !== undefined && { id: optional.id }),
    ...(optional.patient !== undefined && { patient: optional.patient }),
    ...(views.projection !== undefined && { projection: views.projection }),
    ...(views.side !== undefined && { side: views.side }),
  }
}

function labelColumns(
  header: readonly string[],
  list: string | undefined,
  map: string | undefined,
): LabelColumns | undefined {
  if (list !== undefined) return { layout: 'list', column: list }
  const columns = new Map(
    header.flatMap(column => {
      const label = labelNamed(column)
      return label === undefined ? [] : [[column, label] as const]
    }),
  )
  if (columns.size > 0) return { layout: 'columns', columns }
  return map === undefined ? undefined : { layout: 'map', column: map }
}

function plain(column: string): string {
  return column.toLowerCase().replace(/[\s_-]+/g, '')
}
