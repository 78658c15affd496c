/**
 * Decoders in WebAssembly: JPEG-LS (CharLS), JPEG 2000 (OpenJPEG), HTJ2K (OpenJPH), 8-bit JPEG (libjpeg-turbo). They
 * run in a thread of their own, because damaged streams can make them loop: the thread is given up then.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { inTime, messageOf } from '../../../cases/index.ts'
import { broken } from '../broken.ts'
import type { DecodeAnswer, DecodeJob, WasmCodec } from './wasm-worker.ts'

/** Milliseconds that a frame may take, and those for each of its samples: many times what slow machines need. */
const patience = 10_000
const patiencePerSample = 2e-3

const entry = import.meta.url.endsWith('.ts') ? './wasm-worker.ts' : './wasm-worker.js'

let thread: Worker | undefined
let queue: Promise<unknown> = Promise.resolve()

/**
 * Samples of 8 or 16 bits, unsigned and interleaved. Throws `media-undecodable` where the stream is damaged, or is
 * not of the size that its header said.
 */
export async function decodeWasm(
  codec: WasmCodec,
  stream: Uint8Array,
  size: { width: number; height: number; components: number },
  patienceMs: number = patience + patiencePerSample * size.width * size.height * size.components,
): Promise<Uint8Array | Uint16Array> {
  const turn = queue.then(() => decodeNext({ codec, stream: new Uint8Array(stream), ...size }, patienceMs))
  queue = turn.catch(() => undefined)
  return turn
}

async function decodeNext(job: DecodeJob, patienceMs: number): Promise<Uint8Array | Uint16Array> {
  const answer = await askThread(job, patienceMs)
  if (answer.kind === 'samples') return answer.samples
  throw broken(`a frame does not decode (${job.codec}: ${answer.why})`, 'fetch the file again')
}

/** A thread that fails, stops or takes too long is replaced. It keeps the process alive only while it works. */
async function askThread(job: DecodeJob, ms: number): Promise<DecodeAnswer> {
  thread ??= new Worker(new URL(entry, import.meta.url))
  const worker = thread
  const over = new AbortController()
  const stopped = once(worker, 'exit', { signal: over.signal })
  const answered = once(worker, 'message', { signal: over.signal })
  worker.ref()
  worker.postMessage(job, [job.stream.buffer])
  try {
    const late = () => new Error(`nothing after ${(ms / 1000).toFixed(1)} s`)
    const [answer]: DecodeAnswer[] = await inTime(
      () => Promise.race([answered, stopped.then(() => [])]),
      ms,
      late,
    )
    if (answer !== undefined) return answer
    throw new Error('the decoder stopped')
  } catch (error) {
    thread = undefined
    await worker.terminate()
    return { kind: 'problem', why: messageOf(error, 100) }
  } finally {
    over.abort()
    worker.unref()
    await Promise.allSettled([answered, stopped])
  }
}
