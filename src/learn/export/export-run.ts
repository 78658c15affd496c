/**
 * `praxis export`: a run as training data, in the format of a trainer. It reads the run folder alone, row by row, so that
 * a run may be larger than memory. The pictures that a model saw are written to `images/`, once each and named by hash;
 * the data card goes along.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isPraxisError, PraxisError } from '../../cases/index.ts'
import { openRun, type Run, type RunRecord, readRecords } from '../../runs/index.ts'
import type { Verdict } from '../../verify/index.ts'
import { recordedStyle, type Told, tell } from './tell.ts'
import type { CallStyle } from './trajectory.ts'
import { type Written, writeJsonl, writeShareGpt, writeTrl, writeVerl } from './write.ts'

export const exportFormats = ['sharegpt', 'verl', 'trl', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]

export type ExportOptions = {
  /** Run folder. */
  dir: string
  /** Folder to write. */
  out: string
  format: ExportFormat
  /** How calls of tools are written. By default as the run had them; for verl, which has a field for them, natively. */
  calls?: CallStyle
  /** Only records whose verdict has at least, and at most, this value. */
  min?: number
  max?: number
  /** Only the first rows. */
  limit?: number
}

export type Exported = Written & {
  out: string
  format: ExportFormat
  rows: number
  /** Pictures whose bytes differ from those that the model was sent, as with another version of the encoder. */
  redrawn: number
  /** Records that made no row, by reason. */
  leftOut: Record<string, number>
}

const writers = { sharegpt: writeShareGpt, verl: writeVerl, trl: writeTrl, jsonl: writeJsonl }

/** Throws `data-missing` where there is no run, `record-malformed`, and `bad-usage` where nothing can be written. */
export async function exportRun(options: ExportOptions): Promise<Exported> {
  const { dir, out, format } = options
  const { run } = await openRun(dir)
  await mkdir(out, { recursive: true }).catch(error => {
    throw new PraxisError('bad-usage', 'cannot write there', 'name another folder', { file: out }, error)
  })
  const tally: Tally = { rows: 0, redrawn: 0, leftOut: {} }
  const written = await writers[format]({ dir, out, name: run.id, rows: chosen(run, options, tally) })
  await writeFile(join(out, 'card.json'), `${JSON.stringify(run.card, null, 2)}\n`)
  return { out, format, ...tally, ...written }
}

type Tally = Pick<Exported, 'rows' | 'redrawn' | 'leftOut'>

/** The records that fit, told; the others are counted. */
async function* chosen(run: Run, options: ExportOptions, tally: Tally): AsyncGenerator<Told> {
  const { dir, format, limit = Number.POSITIVE_INFINITY } = options
  const style = options.calls ?? (format === 'verl' ? 'native' : recordedStyle(run))
  const unfit = fitness(format)
  const choose = async (record: RunRecord): Promise<Told | { why: string }> => {
    const outside = outsideOf(record.verdict, options)
    if (outside !== undefined) return { why: outside }
    const told = await tell(dir, run, record, style)
    const why = unfit(told)
    return why === undefined ? told : { why }
  }
  for await (const record of readRecords(dir)) {
    if (tally.rows >= limit) return
    const found = await choose(record).catch(mediaFault)
    if ('why' in found) {
      tally.leftOut[found.why] = (tally.leftOut[found.why] ?? 0) + 1
      continue
    }
    tally.rows++
    tally.redrawn += found.pictures.filter(({ redrawn }) => redrawn).length
    yield found
  }
}

function outsideOf({ value }: Verdict, { min, max }: ExportOptions): string | undefined {
  if (min !== undefined && (value === null || value < min)) return 'below --min'
  if (max !== undefined && (value === null || value > max)) return 'above --max'
  return undefined
}

/** A record whose media are gone or damaged makes no row; the others still do. */
function mediaFault(error: unknown): { why: string } {
  if (isPraxisError(error) && error.code.startsWith('media-')) return { why: error.code }
  throw error
}

/** Why a record makes no row of a format; undefined where it does. */
function fitness(format: ExportFormat): (told: Told) => string | undefined {
  const prompts = new Set<string>()
  return ({ trajectory: { messages, case: case_ }, refused }) => {
    switch (format) {
      case 'jsonl':
        return undefined
      case 'verl': {
        if (case_.reference === undefined) return 'no reference'
        const prompt = JSON.stringify([case_.media, case_.question, case_.reference])
        if (prompts.has(prompt)) return 'same prompt'
        prompts.add(prompt)
        return undefined
      }
      case 'sharegpt':
      case 'trl':
        if (messages.at(-1)?.role !== 'assistant') return 'no answer'
        // A trainer would learn it like any other.
        return refused > 0 ? 'refused call' : undefined
    }
  }
}
