/** Each format as files in a folder: rows, and beside them the pictures and media that they name. */
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { PraxisError } from '../../cases/index.ts'
import { shareMedia } from '../../runs/index.ts'
import type { Picture } from './conversation.ts'
import { writeParquet } from './parquet.ts'
import { datasetInfo, shareGptRow } from './share-gpt.ts'
import type { Told } from './tell.ts'
import { trlRow } from './trl.ts'
import { verlColumns, verlRow } from './verl.ts'

export type Source = {
  /** Run folder. */
  dir: string
  /** Folder to write. */
  out: string
  /** Of the run. */
  name: string
  rows: AsyncIterable<Told>
}

/** The file of rows, relative to the folder, and the pictures beside it. */
export type Written = { file: string; pictures: number }

export async function writeJsonl({ dir, out, rows }: Source): Promise<Written> {
  const keep = pictureStore(out)
  const file = 'trajectories.jsonl'
  await writeLines(join(out, file), rows, async ({ trajectory, pictures }) => {
    await keep.all(pictures)
    const { case: case_, trace } = trajectory
    const mask = case_.reference?.format === 'mask' ? [case_.reference.mask] : []
    for (const media of [...case_.media, ...mask, ...(trace.outputs ?? [])]) await shareMedia(dir, out, media)
    return trajectory
  })
  return { file, pictures: keep.count() }
}

export async function writeShareGpt({ out, name, rows }: Source): Promise<Written> {
  const keep = pictureStore(out)
  const file = `${name}.jsonl`
  let hasTools = false
  await writeLines(join(out, file), rows, async ({ trajectory, pictures }) => {
    await keep.all(pictures)
    const row = shareGptRow(trajectory)
    hasTools ||= row.tools !== undefined
    return row
  })
  await register(out, name, datasetInfo(file, { hasTools, hasImages: keep.count() > 0 }))
  return { file, pictures: keep.count() }
}

/** Without pictures it is no image folder, and `datasets` is to read it as plain JSON lines. */
export async function writeTrl({ out, rows }: Source): Promise<Written> {
  const keep = pictureStore(out)
  const file = join(out, 'train.jsonl')
  await writeLines(file, rows, async ({ trajectory, pictures }) => {
    await keep.all(pictures)
    return trlRow(trajectory)
  })
  if (keep.count() === 0) return { file: 'train.jsonl', pictures: 0 }
  await rename(file, join(out, 'metadata.jsonl'))
  return { file: 'metadata.jsonl', pictures: keep.count() }
}

export async function writeVerl({ dir, out, rows }: Source): Promise<Written> {
  const file = 'train.parquet'
  let pictures = 0
  const iterator = rows[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* parquetRows() {
    for (let next = first, index = 0; !next.done; next = await iterator.next(), index++) {
      const { trajectory, pictures: shown, case: case_ } = next.value
      for (const media of trajectory.case.media) await shareMedia(dir, out, media)
      const row = await verlRow(trajectory, shown, case_, index)
      pictures += row.images.length
      yield row
    }
  }
  const tools = first.done ? [] : first.value.trajectory.tools
  await writeParquet(join(out, file), verlColumns(tools), parquetRows())
  return { file, pictures }
}

/** The file appears when it is whole. */
async function writeLines(
  file: string,
  rows: AsyncIterable<Told>,
  toRow: (told: Told) => Promise<unknown>,
): Promise<void> {
  async function* lines() {
    for await (const told of rows) yield `${JSON.stringify(await toRow(told))}\n`
  }
  const partial = `${file}.partial`
  await pipeline(Readable.from(lines()), createWriteStream(partial))
  await rename(partial, file)
}

/** Writes each picture once. */
function pictureStore(out: string): {
  all: (pictures: readonly Picture[]) => Promise<void>
  count: () => number
} {
  const known = new Set<string>()
  return {
    all: async pictures => {
      for (const { content, bytes } of pictures) {
        if (known.has(content.uri)) continue
        known.add(content.uri)
        const file = join(out, content.uri)
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, bytes)
      }
    },
    count: () => known.size,
  }
}

/** Adds to `dataset_info.json`, which may hold other sets. */
async function register(out: string, name: string, info: unknown): Promise<void> {
  const file = join(out, 'dataset_info.json')
  const text = await readFile(file, 'utf8').catch(() => '{}')
  const known = z.record(z.string(), z.unknown()).safeParse(parse(text))
  if (!known.success)
    throw new PraxisError(
      'data-malformed',
      'not the dataset_info.json of LLaMA-Factory',
      'repair or remove it',
      { file },
    )
  await writeFile(file, `${JSON.stringify({ ...known.data, [name]: info }, null, 2)}\n`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
