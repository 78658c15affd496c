/**
 * The process behind `network.ts`: it loads the network named on its command line, says what the network
 * takes and gives, and then answers one request after the other until its parent is gone.
 */
import { Worker } from 'node:worker_threads'
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { fromHalf, toHalf } from './half.ts'
import { type Answer, type Request, requestSchema, type Tensor, type TensorInfo } from './messages.ts'

/** Values that one run may give, 1 GiB of them. */
const mostValues = 2 ** 28

const watch = import.meta.url.endsWith('.ts') ? './watch-parent.ts' : './watch-parent.js'
new Worker(new URL(watch, import.meta.url), { workerData: process.ppid })
process.on('disconnect', () => process.exit())
// The native part of onnxruntime reads a Float16Array as empty; where there is none, it takes the bits.
Reflect.deleteProperty(globalThis, 'Float16Array')

const [, , file = ''] = process.argv
await answer(async () => {
  const session = await InferenceSession.create(file, { executionProviders: ['cpu'], logSeverityLevel: 4 })
  const inputs = session.inputMetadata.map(infoOf)
  const types = new Map(inputs.map(({ name, type }) => [name, type]))
  let kept = new Map<string, OrtTensor>()
  process.on('message', message =>
    answer(async () => {
      const request = requestSchema.parse(message)
      kept = feeds(request, types, kept)
      const given = await session.run(Object.fromEntries(kept), request.outputs)
      return { kind: 'done', outputs: plain(given) }
    }),
  )
  return { kind: 'loaded', inputs, outputs: session.outputMetadata.map(infoOf) }
})

async function answer(work: () => Promise<Answer>): Promise<void> {
  let said: Answer
  try {
    said = await work()
  } catch (error) {
    said = { kind: 'failed', what: error instanceof Error ? error.message : String(error) }
  }
  process.send?.(said)
}

function feeds(
  { inputs }: Request,
  types: ReadonlyMap<string, string>,
  kept: ReadonlyMap<string, OrtTensor>,
): Map<string, OrtTensor> {
  const fed = new Map<string, OrtTensor>()
  for (const { name, tensor } of inputs) {
    const one = tensor === undefined ? kept.get(name) : typed(types.get(name) ?? 'float32', tensor)
    if (one !== undefined) fed.set(name, one)
  }
  return fed
}

function typed(type: string, { data, dims }: Tensor): OrtTensor {
  switch (type) {
    case 'float32':
      return new OrtTensor('float32', data, dims)
    case 'float16':
      return new OrtTensor('float16', toHalf(data), dims)
    case 'float64':
      return new OrtTensor('float64', Float64Array.from(data), dims)
    case 'int64':
      return new OrtTensor(
        'int64',
        BigInt64Array.from(data, value => BigInt(Math.round(value))),
        dims,
      )
    case 'int32':
      return new OrtTensor('int32', Int32Array.from(data, Math.round), dims)
    case 'uint8':
      return new OrtTensor('uint8', Uint8ClampedArray.from(data), dims)
    case 'bool':
      return new OrtTensor(
        'bool',
        Uint8Array.from(data, value => (value === 0 ? 0 : 1)),
        dims,
      )
    default:
      throw new TypeError(`inputs of type ${type} are not supported`)
  }
}

function plain(given: Readonly<Record<string, OrtTensor>>): Record<string, Tensor> {
  const values = Object.values(given).reduce((sum, { size }) => sum + size, 0)
  if (values > mostValues) throw new RangeError(`it gives ${values} values, more than ${mostValues}`)
  return Object.fromEntries(
    Object.entries(given).map(([name, tensor]) => [name, { dims: tensor.dims, data: singles(tensor) }]),
  )
}

function singles({ type, data }: OrtTensor): Float32Array {
  if (data instanceof Float32Array) return data
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number)
  if (Array.isArray(data)) throw new TypeError('outputs of text are not supported')
  if (type === 'float16') return fromHalf(new Uint16Array(data.buffer, data.byteOffset, data.length))
  return Float32Array.from(data)
}

function infoOf(metadata: InferenceSession.ValueMetadata): TensorInfo {
  if (!metadata.isTensor) return { name: metadata.name, type: 'other', dims: [] }
  const dims = metadata.shape.map(size => (typeof size === 'number' ? size : null))
  return { name: metadata.name, type: metadata.type, dims }
}
