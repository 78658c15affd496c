import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type NamedTensor, readSafetensors, writeSafetensors } from './safetensors.ts'

const tensor = (shape: number[], ...values: number[]): NamedTensor => ({
  shape,
  values: Float32Array.from(values),
})
const fileOf = (header: object | string, data: number[] = []) => {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, Buffer.from(data)])
}

suite('safetensors', () => {
  test('are read as the format lays them out', () => {
    const header = {
      a: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
      __metadata__: { for: 'a test' },
    }
    const { tensors, metadata } = readSafetensors(fileOf(header, [0, 0, 128, 63, 0, 0, 0, 192]))
    expect(tensors.get('a')).toEqual(tensor([1, 2], 1, -2))
    expect(metadata).toEqual({ for: 'a test' })
  })

  test('come back as they were written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.float({ noNaN: true }), { minLength: 1 }), { maxLength: 4 }),
        lists => {
          const tensors = new Map(lists.map((list, i) => [`t${i}`, tensor([list.length], ...list)]))
          expect(readSafetensors(writeSafetensors({ tensors, metadata: {} })).tensors).toEqual(tensors)
        },
      ),
    )
  })

  test('in half precision keep what fits it', () => {
    const half = writeSafetensors(
      { tensors: new Map([['x', tensor([3], 0.5, -1.5, 1 / 3)]]), metadata: {} },
      'F16',
    )
    expect(Buffer.from(half.subarray(-6)).toString('hex')).toBe('003800be5535')
    const values = readSafetensors(half).tensors.get('x')?.values ?? []
    expect([...values].map(value => value.toFixed(3))).toEqual(['0.500', '-1.500', '0.333'])
  })

  test('do not depend on the order in which tensors were named', () => {
    const [a, b] = [tensor([1], 1), tensor([1], 2)]
    const write = (...entries: [string, NamedTensor][]) =>
      writeSafetensors({ tensors: new Map(entries), metadata: {} })
    expect(write(['a', a], ['b', b])).toEqual(write(['b', b], ['a', a]))
  })

  test('that are damaged are refused in one line, whatever is wrong', () => {
    const entry = (shape: number[], from: number, to: number) => ({
      dtype: 'F32',
      shape,
      data_offsets: [from, to],
    })
    for (const bytes of [
      Buffer.from('short'),
      Buffer.alloc(8, 255),
      fileOf('{'),
      fileOf({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, Array(8).fill(0)),
      fileOf({ a: entry([2], 0, 8) }, [0, 0, 0, 0]),
      fileOf({ a: entry([2], 0, 4) }, [0, 0, 0, 0]),
      fileOf({ a: entry([1], 0, 4), b: entry([1], 2, 6) }, Array(6).fill(0)),
      fileOf({ a: entry([1e9, 1e9], 0, 4) }, [0, 0, 0, 0]),
    ])
      expect(() => readSafetensors(bytes, 'x.safetensors')).toThrow(/^x\.safetensors: .*; give an intact/)
  })
})
