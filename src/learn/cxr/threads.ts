/** Networks trained side by side, each in a thread of its own, which changes nothing in what they learn. */
import { Worker } from 'node:worker_threads'
import type { NetworkName } from '../../models/index.ts'
import type { NamedTensor } from '../../nn/index.ts'

export type Wanted = { name: NetworkName; steps: number }

export type Told =
  | { kind: 'progress'; step: number; loss: number }
  | { kind: 'trained'; parameters: Map<string, NamedTensor> }

const entry = import.meta.url.endsWith('.ts') ? './training-thread.ts' : './training-thread.js'

/** Rejects where the thread fails, or where `signal` ends it. */
export function inThread(
  wanted: Wanted,
  onProgress: (step: number, loss: number) => void,
  signal: AbortSignal,
): Promise<Map<string, NamedTensor>> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: wanted })
    signal.addEventListener('abort', () => void worker.terminate(), { once: true })
    worker.on('error', reject)
    worker.on('exit', code => reject(new Error(`the thread that trains ${wanted.name} stopped (${code})`)))
    worker.on('message', (told: Told) => {
      if (told.kind === 'progress') onProgress(told.step, told.loss)
      else resolve(told.parameters)
    })
  })
}
