/** A table of labelled radiographs as a stream of cases. A row that is none becomes a problem of one line. */
import { basename } from 'node:path'
import * as z from 'zod'
import { findingLabels, isLateral, isPraxisError, PraxisError, readRows } from '../../cases/index.ts'
import type { CaseItem } from '../benchmark.ts'
import { renameColumns } from '../refuse-unreadable.ts'
import type { MarkedBoxes } from './boxes.ts'
import { type Columns, recogniseColumns } from './columns.ts'
import type { FindImage } from './find-images.ts'
import { placesOf } from './places.ts'
import { radiographCase } from './radiograph-case.ts'
import { type KnownLabels, readLabels } from './read-labels.ts'

export type Sources = { tables: readonly string[]; findImage: FindImage; marked: MarkedBoxes }

export async function* readCases({ tables, findImage, marked }: Sources): AsyncGenerator<CaseItem> {
  for (const error of marked.problems) yield { ok: false, error }
  for (const file of tables)
    for await (const item of readRows(file)) {
      if (!item.ok) yield item
      else yield await readCase(item.fields, { file, row: item.row }, findImage, marked.boxes)
    }
}

async function readCase(
  fields: Record<string, unknown>,
  place: { file: string; row: number },
  findImage: FindImage,
  boxes: MarkedBoxes['boxes'],
): Promise<CaseItem> {
  const bad = (what: string, next = 'correct or remove the row'): CaseItem => ({
    ok: false,
    error: new PraxisError('data-malformed', what, next, place),
  })
  const columns = recogniseColumns(Object.keys(fields))
  if (typeof columns === 'string') return bad(columns, renameColumns)
  const named = textIn(fields, columns.image).replaceAll('\\', '/')
  if (named === '') return bad(`${columns.image} is blank`)
  if (/^lat/i.test(textIn(fields, columns.side)) || isLateral(viewIn(fields, columns)))
    return bad('a lateral view, where frontal ones are asked', 'remove the row')
  const labels = readLabels(fields, columns)
  if (typeof labels === 'string') return bad(labels)
  try {
    const image = await findImage(named, place)
    const phantom = phantomSchema.safeParse(fields).data
    const marked = boxes.get(basename(named))
    return {
      ok: true,
      case: radiographCase({
        id: textIn(fields, columns.id) || named.replace(/\.[a-z]+$/i, ''),
        patient: textIn(fields, columns.patient) || patientIn(named),
        image,
        labels: phantom ? withDevices(labels, phantom.devices.length > 0) : labels,
        view: phantom?.patient.view ?? viewIn(fields, columns),
        ...(phantom && { places: placesOf(phantom.findings) }),
        ...(marked && { boxes: marked }),
      }),
    }
  } catch (error) {
    if (!isPraxisError(error)) throw error
    return { ok: false, error }
  }
}

function textIn(fields: Record<string, unknown>, column: string | undefined): string {
  const cell = column === undefined ? undefined : fields[column]
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell).trim() : ''
}

function viewIn(fields: Record<string, unknown>, { projection }: Columns): string {
  return textIn(fields, projection) || 'not stated'
}

/** The patient in a name of NIH (`00001280_004.png`) or CheXpert (`patient00001/study1/…`), else the image itself. */
function patientIn(named: string): string {
  return /(?:^|\/)(\d{8})_\d{3}\.\w+$/.exec(named)?.[1] ?? /\b(patient\d+)\//.exec(named)?.[1] ?? named
}

/** What a row of `praxis forge phantoms` knows beside its labels. */
const phantomSchema = z.object({
  phantom: z.literal(true),
  findings: z.array(z.object({ label: z.enum(findingLabels), structures: z.array(z.string()) })),
  devices: z.array(z.unknown()),
  patient: z.object({ view: z.string() }),
})

function withDevices({ present, absent, asked }: KnownLabels, hasDevices: boolean): KnownLabels {
  const devices = ['Support Devices' as const]
  return {
    present: hasDevices ? [...present, ...devices] : present,
    absent: hasDevices ? absent : [...absent, ...devices],
    asked: [...asked, ...devices],
  }
}
