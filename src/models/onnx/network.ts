/**
 * A network in an ONNX file, run by onnxruntime on the processor. It runs in a process of its own, because
 * onnxruntime for Node computes on the calling thread and cannot be stopped: a process can be given up when
 * it takes too long, and one that crashes or is out of memory takes nothing else with it. It is started
 * again when it is next needed. Weights kept beside the file (external data) are found by onnxruntime.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { inTime, messageOf, PraxisError } from '../../cases/index.ts'
import { ProviderError } from '../provider-error.ts'
import { type Answer, answerSchema, type Request, type Tensor, type TensorInfo } from './messages.ts'

export type { Tensor, TensorInfo } from './messages.ts'

export type Tensors = Readonly<Record<string, Tensor>>

export type Network = {
  /** As given to `loadNetwork`. */
  file: string
  inputs: readonly TensorInfo[]
  outputs: readonly TensorInfo[]
  /**
   * The named outputs for these inputs. Runs wait for each other; the time limit begins with their turn. A
   * tensor that is the same object as in the run before is not sent again, so a tensor must not be changed.
   * Throws a `provider-…` error where the network fails, crashes or takes too long, or the reason of the
   * signal; it can be run again after that.
   */
  run(inputs: Tensors, outputs: readonly string[], signal?: AbortSignal): Promise<Tensors>
  /** Ends the process. The network can still be run, which starts another. */
  close(): void
}

export type NetworkOptions = {
  /** Milliseconds that loading, or one run, may take; 120 000 by default. */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

/** Throws `data-missing` where there is no such file, and `data-malformed` where onnxruntime cannot load it. */
export async function loadNetwork(file: string, options: NetworkOptions = {}): Promise<Network> {
  const { timeoutMs = 120_000, signal = new AbortController().signal } = options
  try {
    await access(file)
  } catch (error) {
    throw new PraxisError('data-missing', 'there is no such file', 'check the path', { file }, error)
  }
  let running = await start(file, timeoutMs, signal)
  const { inputs, outputs } = running
  let last: Promise<unknown> = Promise.resolve()

  const run: Network['run'] = (fed, wanted, outer = new AbortController().signal) => {
    const turn = async () => {
      outer.throwIfAborted()
      if (running.ended) running = await start(file, timeoutMs, outer)
      const answer = await ask(running, requestFor(running, fed, wanted), timeoutMs, outer)
      if (answer.kind === 'done') return answer.outputs
      running.held = {}
      throw new ProviderError(
        'provider-rejected',
        `${file} does not run (${reason(answer)})`,
        'check that the network fits what it is given',
      )
    }
    const mine = last.then(turn)
    last = mine.catch(() => {})
    return orAborted(mine, outer)
  }
  return { file, inputs, outputs, run, close: () => end(running) }
}

type Running = {
  file: string
  child: ChildProcess
  inputs: readonly TensorInfo[]
  outputs: readonly TensorInfo[]
  /** What the last run was given; the process still has it. */
  held: Tensors
  ended: boolean
  /** Who waits for the next message, and for the process to be gone before it. */
  heard: (message: unknown) => void
  lost: (how: string) => void
}

const entry = import.meta.url.endsWith('.ts') ? './network-process.ts' : './network-process.js'

async function start(file: string, timeoutMs: number, signal: AbortSignal): Promise<Running> {
  signal.throwIfAborted()
  const child = fork(fileURLToPath(new URL(entry, import.meta.url)), [file], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  })
  const running: Running = {
    file,
    child,
    inputs: [],
    outputs: [],
    held: {},
    ended: false,
    heard: () => {},
    lost: () => {},
  }
  child.on('message', message => running.heard(message))
  child.on('error', error => running.lost(error.message))
  child.once('exit', (code, by) => {
    running.ended = true
    running.lost(by ?? `code ${code}`)
  })
  child.unref()
  const answer = await ask(running, undefined, timeoutMs, signal)
  if (answer.kind === 'loaded') {
    running.inputs = answer.inputs
    running.outputs = answer.outputs
    return running
  }
  end(running)
  throw new PraxisError(
    'data-malformed',
    `onnxruntime cannot load it (${reason(answer)})`,
    'give an intact ONNX file together with its external data',
    { file },
  )
}

function end(running: Running): void {
  running.ended = true
  running.child.kill('SIGKILL')
}

function requestFor(running: Running, fed: Tensors, outputs: readonly string[]): Request {
  const { held } = running
  running.held = fed
  const inputs = Object.entries(fed).map(([name, tensor]) =>
    held[name] === tensor ? { name } : { name, tensor },
  )
  return { inputs, outputs: [...outputs] }
}

/** The next answer of the process. One that does not answer in time, or is no longer wanted, is ended. */
async function ask(
  running: Running,
  request: Request | undefined,
  timeoutMs: number,
  outer: AbortSignal,
): Promise<Answer> {
  const { file, child } = running
  const late = () =>
    new ProviderError(
      'provider-timeout',
      `${file} did not answer within ${timeoutMs / 1000} s`,
      'use a smaller network, or allow more time',
    )
  const crashed = (how: string) =>
    new ProviderError(
      'provider-unavailable',
      `the process of ${file} ended (${how})`,
      'look whether there is memory enough for it, or use a smaller network',
    )
  const work = (signal: AbortSignal) =>
    new Promise<unknown>((resolve, reject) => {
      running.heard = resolve
      running.lost = how => reject(crashed(how))
      signal.addEventListener('abort', () => end(running), { once: true })
      if (request !== undefined) child.send(request)
    })
  child.channel?.ref()
  try {
    return answerSchema.parse(await inTime(work, timeoutMs, late, outer))
  } finally {
    child.channel?.unref()
  }
}

function reason(answer: Answer): string {
  return answer.kind === 'failed' ? messageOf(answer.what) : 'it answered out of turn'
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
