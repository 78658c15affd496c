/**
 * A thread that forges one case at a time. Forging is arithmetic from end to end, so that a core does one case;
 * threads rather than processes, because they cannot outlive a parent that is killed.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Case, PraxisError } from '../../cases/index.ts'
import type { RunRecord } from '../../runs/index.ts'
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
  return {
    forge: async case_ => {
      const over = new AbortController()
      const { signal } = over
      const stopped = once(worker, 'exit', { signal }).then(() =>
        Promise.reject(new Error('a forging thread stopped')),
      )
      const answered = once(worker, 'message', { signal })
      worker.postMessage(case_)
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
