/** Keeps the media of a run beside its records, named by hash, so that a run stands alone. */
import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { type Media, readMedia } from '../cases/index.ts'
import type { RunRecord } from './record.ts'

const extensions: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/bmp': 'bmp',
  'image/tiff': 'tif',
  'application/dicom': 'dcm',
  'application/json': 'json',
}

/** Returns the function that stores a medium once and names its copy, relative to the run folder. */
export function mediaStore(dir: string): (media: Media) => Promise<Media> {
  const stored = new Map<string, Promise<void>>()
  return async media => {
    const uri = `media/${media.sha256}.${extensions[media.mediaType] ?? 'bin'}`
    let done = stored.get(media.sha256)
    if (done === undefined) {
      done = store(media, join(dir, uri))
      stored.set(media.sha256, done)
    }
    await done
    return { ...media, uri }
  }
}

/** The record with every medium put through `change`: those of the case, the reference, and what was made. */
export async function mapMedia(
  record: RunRecord,
  change: (media: Media) => Media | Promise<Media>,
): Promise<RunRecord> {
  const { case: case_, trace } = record
  const { reference } = case_
  const media = await Promise.all(case_.media.map(change))
  const mask = reference?.format === 'mask' ? await change(reference.mask) : undefined
  const outputs = trace.outputs && (await Promise.all(trace.outputs.map(change)))
  return {
    ...record,
    case: {
      ...case_,
      media,
      ...(reference?.format === 'mask' && mask && { reference: { ...reference, mask } }),
    },
    trace: { ...trace, ...(outputs && { outputs }) },
  }
}

async function store(media: Media, file: string): Promise<void> {
  const present = await stat(file).then(
    s => s.size === media.bytes,
    () => false,
  )
  if (present) return
  await mkdir(join(file, '..'), { recursive: true })
  const partial = `${file}.${process.pid}-${threadId}.partial`
  await writeFile(partial, await readMedia(media))
  await rename(partial, file)
}
