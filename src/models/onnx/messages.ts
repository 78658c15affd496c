/** What a network and the process that runs it say to each other. */
import * as z from 'zod'

const tensorSchema = z.object({
  dims: z.array(z.int().nonnegative()).readonly(),
  data: z.custom<Float32Array>(value => value instanceof Float32Array),
})

/** Numbers in row-major order. Whatever type a network takes or gives, they pass as single precision. */
export type Tensor = z.infer<typeof tensorSchema>

const tensorInfoSchema = z.object({
  name: z.string(),
  type: z.string().describe('element type as onnxruntime names it, such as float32 or int64'),
  dims: z.array(z.int().nonnegative().nullable()).readonly().describe('null where any size is taken'),
})

/** What a network says of one of its inputs or outputs. */
export type TensorInfo = z.infer<typeof tensorInfoSchema>

/** One run. An input without tensor is the same as in the run before. */
export const requestSchema = z.object({
  inputs: z.array(z.object({ name: z.string(), tensor: tensorSchema.optional() })),
  outputs: z.array(z.string()),
})

export type Request = z.infer<typeof requestSchema>

export const answerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('loaded'),
    inputs: z.array(tensorInfoSchema),
    outputs: z.array(tensorInfoSchema),
  }),
  z.object({ kind: z.literal('done'), outputs: z.record(z.string(), tensorSchema) }),
  z.object({ kind: z.literal('failed'), what: z.string() }),
])

export type Answer = z.infer<typeof answerSchema>
