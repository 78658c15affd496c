/**
 * Writes small networks as ONNX files, so that tests need no binary files: the few fields of onnx.proto3 that
 * onnxruntime asks for, in protobuf's wire format. Names of fields are those of that file.
 */

export type ElementType = 'float32' | 'uint8' | 'int32' | 'int64' | 'bool' | 'float16'

/** A size, or a name where any size is taken. */
export type Value = { name: string; type?: ElementType; dims: (number | string)[] }

export type Constant = { name: string; type?: 'float32' | 'int64'; dims: number[]; values: number[] }

export type Attribute = number | number[] | string | Graph

export type Node = { op: string; inputs: string[]; outputs: string[]; attributes?: Record<string, Attribute> }

export type Graph = { inputs: Value[]; outputs: Value[]; nodes: Node[]; constants?: Constant[] }

const elementTypes: Record<ElementType, number> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
}

/** `external`: a file beside the network that holds its constants, one after the other. */
export function onnxFile(graph: Graph, external?: string): Uint8Array {
  const opset = [text(1, ''), number(2, 17)]
  return join([number(1, 8), message(8, opset), message(7, graphFields(graph, external))])
}

/** What belongs into the file named as `external`. */
export function externalData({ constants = [] }: Graph): Uint8Array {
  return join(constants.map(rawData))
}

function graphFields({ inputs, outputs, nodes, constants = [] }: Graph, external?: string): Uint8Array[] {
  const starts = constants.map((_, i) => join(constants.slice(0, i).map(rawData)).length)
  return [
    ...nodes.map(node => message(1, nodeFields(node))),
    text(2, 'graph'),
    ...constants.map((one, i) => message(5, constantFields(one, external, starts[i] ?? 0))),
    ...inputs.map(value => message(11, valueFields(value))),
    ...outputs.map(value => message(12, valueFields(value))),
  ]
}

function nodeFields({ op, inputs, outputs, attributes = {} }: Node): Uint8Array[] {
  return [
    ...inputs.map(name => text(1, name)),
    ...outputs.map(name => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => message(5, [text(1, name), ...attributeFields(value)])),
  ]
}

function attributeFields(value: Attribute): Uint8Array[] {
  if (typeof value === 'number') return [number(3, value), number(20, 2)]
  if (typeof value === 'string') return [text(4, value), number(20, 3)]
  if (Array.isArray(value)) return [...value.map(one => number(8, one)), number(20, 7)]
  return [message(6, graphFields(value)), number(20, 5)]
}

function constantFields(constant: Constant, external: string | undefined, start: number): Uint8Array[] {
  const { name, type = 'float32', dims } = constant
  const raw = rawData(constant)
  const entry = (key: string, value: string) => message(13, [text(1, key), text(2, value)])
  return [
    ...dims.map(size => number(1, size)),
    number(2, elementTypes[type]),
    text(8, name),
    ...(external === undefined
      ? [message(9, [raw])]
      : [
          entry('location', external),
          entry('offset', String(start)),
          entry('length', String(raw.length)),
          number(14, 1),
        ]),
  ]
}

function rawData({ type = 'float32', values }: Constant): Uint8Array {
  const data =
    type === 'float32' ? Float32Array.from(values) : BigInt64Array.from(values, value => BigInt(value))
  return new Uint8Array(data.buffer)
}

function valueFields({ name, type = 'float32', dims }: Value): Uint8Array[] {
  const shape = dims.map(size => message(1, [typeof size === 'number' ? number(1, size) : text(2, size)]))
  return [text(1, name), message(2, [message(1, [number(1, elementTypes[type]), message(2, shape)])])]
}

function message(field: number, parts: Uint8Array[]): Uint8Array {
  const body = join(parts)
  return join([varint(field * 8 + 2), varint(body.length), body])
}

function text(field: number, value: string): Uint8Array {
  return message(field, [new TextEncoder().encode(value)])
}

function number(field: number, value: number): Uint8Array {
  return join([varint(field * 8), varint(value)])
}

/** Seven bits a byte, the lowest first; negative numbers in 64-bit two's complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Uint8Array.from([...bytes, Number(rest)])
}

function join(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
