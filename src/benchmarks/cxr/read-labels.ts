/**
 * The labels of a row: present, absent, or unknown. Blank and uncertain (-1) are unknown and never counted. `No Finding`
 * makes every other label of its table absent but support devices, as CheXpert defines it.
 */
import { type FindingLabel, findingLabels } from '../../cases/index.ts'
import { noFinding } from '../../verify/index.ts'
import type { Columns, LabelColumns } from './columns.ts'
import { labelNamed, nihLabels } from './label-names.ts'

export type KnownLabels = {
  present: FindingLabel[]
  absent: FindingLabel[]
  /** Every label that the row could tell of, in the order of `findingLabels`. */
  asked: FindingLabel[]
}

/** What a row states: 1, 0, or undefined where it does not know. */
type Stated = Map<FindingLabel | typeof noFinding, 0 | 1 | undefined>

/** The labels, or a sentence that says what is wrong with the row. */
export function readLabels(fields: Record<string, unknown>, { labels }: Columns): KnownLabels | string {
  const stated = statedIn(fields, labels)
  return typeof stated === 'string' ? stated : settle(stated)
}

function statedIn(fields: Record<string, unknown>, labels: LabelColumns): Stated | string {
  switch (labels.layout) {
    case 'list':
      return listed(String(fields[labels.column] ?? ''))
    case 'columns':
      return fromCells(
        [...labels.columns].map(([column, label]) => ({ column, label, cell: fields[column] })),
      )
    case 'map': {
      const map = fields[labels.column]
      if (typeof map !== 'object' || map === null || Array.isArray(map))
        return `${labels.column} is no map of labels to 1, 0 or -1`
      const cells = Object.entries(map).map(([column, cell]) => ({ column, label: labelNamed(column), cell }))
      const unknown = cells.find(({ label }) => label === undefined)
      if (unknown !== undefined) return unknownLabel(unknown.column)
      return fromCells(
        cells.flatMap(({ column, label, cell }) => (label === undefined ? [] : [{ column, label, cell }])),
      )
    }
  }
}

/** A list of NIH is complete: its labels that are not listed are absent. */
function listed(cell: string): Stated | string {
  const names = cell
    .split('|')
    .map(name => name.trim())
    .filter(name => name !== '')
  if (names.length === 0) return 'it states no label'
  const stated: Stated = new Map(nihLabels.map(label => [label, 0]))
  for (const name of names) {
    const label = labelNamed(name)
    if (label === undefined) return unknownLabel(name)
    stated.set(label, 1)
  }
  return stated
}

type Cell = { column: string; label: FindingLabel | typeof noFinding; cell: unknown }

function fromCells(cells: readonly Cell[]): Stated | string {
  const stated: Stated = new Map()
  for (const { column, label, cell } of cells) {
    const value = stateOf(cell)
    if (value === 'unreadable') return `${column} is ${JSON.stringify(cell)}, not 1, 0, -1 or blank`
    const before = stated.get(label)
    if (before !== undefined && value !== undefined && before !== value)
      return `it contradicts itself: ${label} is both present and absent`
    stated.set(label, value ?? before)
  }
  return stated
}

function stateOf(cell: unknown): 0 | 1 | undefined | 'unreadable' {
  if (cell === null || cell === undefined) return undefined
  const text = String(cell).trim().toLowerCase()
  if (text === '' || text === 'nan') return undefined
  if (text === 'true') return 1
  if (text === 'false') return 0
  const value = Number(text)
  if (value === 1 || value === 0) return value
  return value === -1 ? undefined : 'unreadable'
}

function settle(stated: Stated): KnownLabels | string {
  const asked = findingLabels.filter(label => stated.has(label))
  const isEmpty = stated.get(noFinding) === 1
  const present = asked.filter(label => stated.get(label) === 1)
  const contrary = present.find(label => label !== 'Support Devices')
  if (isEmpty && contrary !== undefined) return `it contradicts itself: ${noFinding} and ${contrary}`
  const absent = asked.filter(
    label => stated.get(label) === 0 || (isEmpty && label !== 'Support Devices' && stated.get(label) !== 1),
  )
  if (present.length + absent.length === 0) return 'it states no label as present or absent'
  return { present, absent, asked }
}

function unknownLabel(name: string): string {
  return `${JSON.stringify(name)} is no label; the labels are ${findingLabels.join(', ')}, ${noFinding}`
}
