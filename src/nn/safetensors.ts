/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header of names, types, shapes and places, then
 * the values. Read with suspicion, since files come from anywhere: the places must lie within the file, fit their
 * shapes and not overlap. Written with sorted names and aligned to 8 bytes, so the same tensors give the same bytes.
 */
import * as z from 'zod'
import { messageOf, PraxisError } from '../cases/index.ts'

/** Values in row-major order. Half precision is widened when read. */
export type NamedTensor = { shape: number[]; values: Float32Array }

export type Safetensors = { tensors: Map<string, NamedTensor>; metadata: Record<string, string> }

const bytesPer = { F32: 4, F16: 2 } as const
type Type = keyof typeof bytesPer

const entrySchema = z.object({
  dtype: z.enum(['F32', 'F16']),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})
const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(entrySchema)

const maxHeaderBytes = 100_000_000

/** Throws `data-malformed` for anything that is not intact safetensors of single or half precision. */
export function readSafetensors(bytes: Uint8Array, file = 'the file'): Safetensors {
  const refuse = (what: string) =>
    new PraxisError('data-malformed', what, 'give an intact safetensors file of F32 or F16', { file })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = bytes.length < 8 ? Number.NaN : Number(view.getBigUint64(0, true))
  if (!(length <= Math.min(maxHeaderBytes, bytes.length - 8))) throw refuse('its header does not fit into it')
  const header = headerOf(bytes.subarray(8, 8 + length), refuse)
  const { __metadata__: metadata = {}, ...entries } = header
  const start = 8 + length
  const tensors = new Map<string, NamedTensor>()
  let filled = 0
  const inOrder = Object.entries(entries).sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0])
  for (const [name, { dtype, shape, data_offsets }] of inOrder) {
    const [from, to] = data_offsets
    const count = shape.reduce((product, size) => product * size, 1)
    if (from < filled || to > bytes.length - start || to - from !== count * bytesPer[dtype])
      throw refuse(`the place of ${JSON.stringify(name.slice(0, 60))} does not fit its shape`)
    filled = to
    tensors.set(name, { shape, values: valuesOf(view, start + from, count, dtype) })
  }
  return { tensors, metadata }
}

function headerOf(bytes: Uint8Array, refuse: (what: string) => PraxisError): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (error) {
    throw refuse(`its header cannot be read (${messageOf(error, 80)})`)
  }
}

function valuesOf(view: DataView, at: number, count: number, type: Type): Float32Array {
  const values = new Float32Array(count)
  for (let i = 0; i < count; i++)
    values[i] = type === 'F32' ? view.getFloat32(at + 4 * i, true) : view.getFloat16(at + 2 * i, true)
  return values
}

/** The bytes of a file. Half precision keeps about three digits. */
export function writeSafetensors({ tensors, metadata }: Safetensors, type: Type = 'F32'): Uint8Array {
  const inOrder = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))
  const header: Record<string, unknown> = { __metadata__: metadata }
  let size = 0
  for (const [name, { shape, values }] of inOrder) {
    const to = size + values.length * bytesPer[type]
    header[name] = { dtype: type, shape, data_offsets: [size, to] }
    size = to
  }
  const text = Buffer.from(JSON.stringify(header))
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')])
  const bytes = new Uint8Array(8 + padded.length + size)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(padded.length), true)
  bytes.set(padded, 8)
  let at = 8 + padded.length
  for (const [, { values }] of inOrder)
    for (const value of values) {
      if (type === 'F32') view.setFloat32(at, value, true)
      else view.setFloat16(at, value, true)
      at += bytesPer[type]
    }
  return bytes
}
