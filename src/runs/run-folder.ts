/**
 * Reading a run folder. Everything that reports, replays or rescores goes through here, and reads
 * nothing but the folder.
 */
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { type Media, messageOf, PraxisError } from '../cases/index.ts'
import { type Problem, problemSchema, type Run, type RunRecord, recordSchema, runSchema } from './record.ts'
import { share } from './share.ts'
import { upgrade } from './upgrade.ts'

/** As much of a record as resuming needs, so that a long run continues at once. */
const headSchema = z.object({ case: z.object({ id: z.string() }) })

/** The names that the media store gives; anything else would let a record point outside its folder. */
const keptMedia = /^media\/[0-9a-f]{64}\.[a-z0-9]+$/

export type OpenRun = { dir: string; run: Run; problems: Problem[] }

/** Opens a run folder. Throws `data-missing` where there is none and `record-malformed` where it is damaged. */
export async function openRun(dir: string): Promise<OpenRun> {
  const file = join(dir, 'run.json')
  const text = await readFile(file, 'utf8').catch(error => {
    throw new PraxisError(
      'data-missing',
      `no run here (${messageOf(error)})`,
      'name a folder written by `praxis run`',
      {
        file: dir,
      },
    )
  })
  const run = parseWith(runSchema, upgrade(parseJson(text, { file }), { file }), { file })
  const problems: Problem[] = []
  for await (const problem of readLog(join(dir, 'problems.jsonl'), problemSchema)) problems.push(problem)
  return { dir, run, problems }
}

/** The records of a run in the order they were written. A torn last line is left out: it never counted. */
export async function* readRecords(dir: string): AsyncGenerator<RunRecord> {
  for await (const { value, place } of jsonLines(join(dir, 'records.jsonl')))
    yield parseWith(recordSchema, upgrade(value, place), place)
}

/** The ids of the recorded cases. */
export async function recordedIds(dir: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const head of readLog(join(dir, 'records.jsonl'), headSchema)) ids.add(head.case.id)
  return ids
}

/** The lines of a log that `openRecordLog` wrote. A torn last line is left out: it never counted. */
export async function* readLog<T>(file: string, schema: z.ZodType<T>): AsyncGenerator<T> {
  for await (const { value, place } of jsonLines(file)) yield parseWith(schema, value, place)
}

/** A medium of a record as a file that can be read from anywhere. */
export function inRunFolder(dir: string, media: Media): Media {
  if (!keptMedia.test(media.uri)) return media
  return { ...media, uri: pathToFileURL(resolve(dir, media.uri)).href }
}

/** The bytes of a medium kept with the run; undefined where the run does not hold it. */
export async function readRunMedia(dir: string, media: Media): Promise<Uint8Array | undefined> {
  if (!keptMedia.test(media.uri)) return undefined
  return readFile(join(dir, media.uri)).catch(() => undefined)
}

/** Puts a medium that a run keeps into another folder, under the same name. */
export async function shareMedia(dir: string, out: string, { uri }: Media): Promise<void> {
  if (keptMedia.test(uri)) await share(join(dir, uri), join(out, uri))
}

type Line = { value: unknown; place: { file: string; row: number } }

async function* jsonLines(file: string): AsyncGenerator<Line> {
  const size = await stat(file).then(
    s => s.size,
    () => 0,
  )
  if (size === 0) return
  const lines = createInterface({
    input: createReadStream(file, { encoding: 'utf8' }),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  let row = 0
  let held: string | undefined
  for await (const line of lines) {
    if (held !== undefined) yield { value: parseJson(held, { file, row }), place: { file, row } }
    held = line
    row++
  }
  if (held === undefined) return
  const last = tryParse(held)
  if (last !== undefined) yield { value: last, place: { file, row } }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function parseJson(text: string, place: { file: string; row?: number }): unknown {
  const value = tryParse(text)
  if (value === undefined) throw malformed('not valid JSON', place)
  return value
}

function parseWith<T>(schema: z.ZodType<T>, value: unknown, place: { file: string; row?: number }): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw malformed(`${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'invalid'}`, place)
}

function malformed(what: string, place: { file: string; row?: number }): PraxisError {
  return new PraxisError(
    'record-malformed',
    what,
    'remove or repair it; a case without a record is asked again',
    place,
  )
}
