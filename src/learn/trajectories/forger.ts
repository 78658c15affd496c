/**
 * A thread that forges one case at a time. Forging is arithmetic from end to end, so that a core does one case;
 * threads rather than processes, because they cannot outlive a parent that is killed.
 */
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Case, Media, PraxisError } from '../../cases/index.ts'
import { mediaStore, type RunRecord } from '../../runs/index.ts'
import type { Attempts } from './attempts.ts'
import type { Recipe } from './recipe.ts'

export type ForgerOptions = {
  /** The run folder, where media are stored. */
  dir: string
  recipe: Recipe
  /** As given to `createSegmenter`; every thread opens its own. */
  segmenter: string
}

/** The lines of a case for the logs, media stored; or why there are none, where that is to be expected. */
export type ForgedLines =
  | { ok: true; attempts: Attempts; records: RunRecord[] }
  | { ok: false; problem: Pick<PraxisError, 'code' | 'message' | 'place'> }

export type Forger = {
  /** Rejects where the thread fails or stops. */
  forge: (case_: Case) => Promise<ForgedLines>
  close: () => Promise<void>
}

const entry = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'

export function openForger(options: ForgerOptions): Forger {
  const worker = new Worker(new URL(entry, import.meta.url), { workerData: options })
  const inFile = fileOf(options.dir)
  return {
    forge: async case_ => {
      const sent = await withMedia(case_, inFile)
      const over = new AbortController()
      const { signal } = over
      const stopped = once(worker, 'exit', { signal }).then(() =>
        Promise.reject(new Error('a forging thread stopped')),
      )
      const answered = once(worker, 'message', { signal })
      worker.postMessage(sent)
      try {
        const [lines]: ForgedLines[] = await Promise.race([answered, stopped])
        if (lines === undefined) throw new Error('a forging thread gave no answer')
        return lines
      } finally {
        over.abort()
        await Promise.allSettled([answered, stopped])
      }
    },
    close: async () => {
      await worker.terminate()
    },
  }
}

/** Bytes that are only in memory do not cross to a thread, so they are stored in the run first. */
function fileOf(dir: string): (media: Media) => Promise<Media> {
  const keep = mediaStore(dir)
  return async media => {
    if (media.uri.startsWith('file:')) return media
    const { uri } = await keep(media)
    return { ...media, uri: pathToFileURL(join(resolve(dir), uri)).href }
  }
}

async function withMedia(case_: Case, change: (media: Media) => Promise<Media>): Promise<Case> {
  const { media, reference } = case_
  return {
    ...case_,
    media: await Promise.all(media.map(change)),
    ...(reference?.format === 'mask' && { reference: { ...reference, mask: await change(reference.mask) } }),
  }
}
