import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { externalData, type Graph, onnxFile } from './__fixtures__/write-onnx.ts'
import { fromHalf, toHalf } from './half.ts'
import { loadNetwork, type Network, type Tensor } from './index.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'praxis-onnx-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function written(name: string, graph: Graph, external?: string): Promise<string> {
  await writeFile(join(folder, name), onnxFile(graph, external))
  return join(folder, name)
}

const row = (...values: number[]): Tensor => ({ dims: [values.length], data: Float32Array.from(values) })

/** sum = a + b + 10 */
const sum: Graph = {
  inputs: [
    { name: 'a', dims: ['n'] },
    { name: 'b', dims: ['n'] },
  ],
  outputs: [{ name: 'sum', dims: ['n'] }],
  nodes: [
    { op: 'Add', inputs: ['a', 'b'], outputs: ['both'] },
    { op: 'Add', inputs: ['both', 'ten'], outputs: ['sum'] },
  ],
  constants: [{ name: 'ten', dims: [1], values: [10] }],
}

/** Counts to 2⁶², which no processor ends. */
const endless: Graph = {
  inputs: [{ name: 'a', dims: [1] }],
  outputs: [{ name: 'count', dims: [1] }],
  nodes: [
    {
      op: 'Loop',
      inputs: ['times', '', 'a'],
      outputs: ['count'],
      attributes: {
        body: {
          inputs: [
            { name: 'i', type: 'int64', dims: [] },
            { name: 'on', type: 'bool', dims: [] },
            { name: 'before', dims: [1] },
          ],
          outputs: [
            { name: 'still', type: 'bool', dims: [] },
            { name: 'after', dims: [1] },
          ],
          nodes: [
            { op: 'Identity', inputs: ['on'], outputs: ['still'] },
            { op: 'Cos', inputs: ['before'], outputs: ['after'] },
          ],
        },
      },
    },
  ],
  constants: [{ name: 'times', type: 'int64', dims: [], values: [2 ** 62] }],
}

suite('a network in an ONNX file', () => {
  let adder: Network
  beforeAll(async () => {
    adder = await loadNetwork(await written('sum.onnx', sum))
  })
  const add = async (a: Tensor, b: Tensor) => (await adder.run({ a, b }, ['sum'])).sum

  test('says what it takes and gives, and runs', async () => {
    expect(adder.inputs).toEqual([
      { name: 'a', type: 'float32', dims: [null] },
      { name: 'b', type: 'float32', dims: [null] },
    ])
    expect(adder.outputs).toEqual([{ name: 'sum', type: 'float32', dims: [null] }])
    expect(await add(row(1, 2), row(3, 5))).toEqual(row(14, 17))
  })

  test('takes an input again that it was given before, also after it was closed', async () => {
    const a = row(1)
    expect([await add(a, row(1)), await add(a, row(2))]).toEqual([row(12), row(13)])
    adder.close()
    expect([await add(a, row(3)), await add(a, row(4))]).toEqual([row(14), row(15)])
  })

  test('runs asked for at once wait for each other', async () => {
    const runs = [0, 1, 2, 3, 4].map(i => add(row(i), row(0)))
    expect(await Promise.all(runs)).toEqual([10, 11, 12, 13, 14].map(i => row(i)))
  })

  test('a run that fails says why in one line, and the next one works', async () => {
    const wrong = add(row(1, 2), row(1, 2, 3))
    await expect(wrong).rejects.toMatchObject({ code: 'provider-rejected' })
    await expect(wrong).rejects.toThrow(/^[^\n]*sum\.onnx does not run \(.+\); [^\n]+$/)
    expect(await add(row(1, 2), row(1, 2))).toEqual(row(12, 14))
  })

  test('types other than float32 are converted on the way in and out', async () => {
    const casts = (['float16', 'int64', 'int32', 'uint8', 'bool'] as const).map(type => ({
      in: { name: `in-${type}`, type, dims: ['n'] },
      out: { name: `out-${type}`, type, dims: ['n'] },
    }))
    const network = await loadNetwork(
      await written('types.onnx', {
        inputs: casts.map(one => one.in),
        outputs: casts.map(one => one.out),
        nodes: casts.map(one => ({ op: 'Identity', inputs: [one.in.name], outputs: [one.out.name] })),
      }),
    )
    const values = row(0, 1.4, -2, 300)
    const given = await network.run(
      Object.fromEntries(casts.map(one => [one.in.name, values])),
      casts.map(one => one.out.name),
    )
    expect(given).toEqual({
      'out-float16': row(0, 1.400390625, -2, 300),
      'out-int64': row(0, 1, -2, 300),
      'out-int32': row(0, 1, -2, 300),
      'out-uint8': row(0, 1, 0, 255),
      'out-bool': row(0, 1, 1, 1),
    })
  })

  test('weights beside the file are found; without them it does not load', async () => {
    const file = await written('outside.onnx', sum, 'outside.bin')
    await expect(loadNetwork(file)).rejects.toMatchObject({ code: 'data-malformed', place: { file } })
    await writeFile(join(folder, 'outside.bin'), externalData(sum))
    const network = await loadNetwork(file)
    expect(await network.run({ a: row(1), b: row(2) }, ['sum'])).toEqual({ sum: row(13) })
  })

  test('a missing, cut or wrong file is refused in one line', async () => {
    await expect(loadNetwork(join(folder, 'none.onnx'))).rejects.toMatchObject({ code: 'data-missing' })
    const cut = await written('cut.onnx', sum)
    await truncate(cut, 60)
    const text = join(folder, 'text.onnx')
    await writeFile(text, 'not a network')
    for (const file of [cut, text]) {
      const loading = loadNetwork(file)
      await expect(loading).rejects.toMatchObject({ code: 'data-malformed', place: { file } })
      await expect(loading).rejects.toThrow(/^[^\n]+$/)
    }
  })

  test('a network that hangs is given up by the signal, and so is what waits for it', async () => {
    const network = await loadNetwork(await written('endless.onnx', endless))
    const stop = new AbortController()
    const hanging = network.run({ a: row(1) }, ['count'], stop.signal)
    const waiting = network.run({ a: row(1) }, ['count'], stop.signal)
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(hanging).rejects.toThrow('enough')
    await expect(waiting).rejects.toThrow('enough')
  })

  test('what takes longer than it may is given up', async () => {
    const late = loadNetwork(join(folder, 'sum.onnx'), { timeoutMs: 1 })
    await expect(late).rejects.toMatchObject({ code: 'provider-timeout' })
  })

  test('an output too large for memory fails the run, not the program', async () => {
    const network = await loadNetwork(
      await written('huge.onnx', {
        inputs: [{ name: 'shape', type: 'int64', dims: [3] }],
        outputs: [{ name: 'zeros', dims: ['x', 'y', 'z'] }],
        nodes: [{ op: 'ConstantOfShape', inputs: ['shape'], outputs: ['zeros'] }],
      }),
    )
    const huge = network.run({ shape: row(100_000, 100_000, 1000) }, ['zeros'])
    await expect(huge).rejects.toMatchObject({ code: expect.stringMatching(/^provider-/) })
    expect((await network.run({ shape: row(1, 1, 2) }, ['zeros'])).zeros?.dims).toEqual([1, 1, 2])
  })
})

suite('half precision', () => {
  test('keeps what it can hold and rounds the rest, ties to even', () => {
    const rounded = (value: number) => fromHalf(toHalf(Float32Array.of(value)))[0]
    expect([1, -2.5, 65504, 2 ** -24, 0].map(rounded)).toEqual([1, -2.5, 65504, 2 ** -24, 0])
    expect([2049, 2051, 1e-8, 65520, -1e9, Number.NaN].map(rounded)).toEqual([
      2048,
      2052,
      0,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ])
  })

  test('every half comes back as the same bits, but for the many ways to write no number', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i)
    const values = fromHalf(all)
    const again = toHalf(values)
    expect(all.filter((half, i) => !Number.isNaN(values[i]) && again[i] !== half)).toEqual(new Uint16Array())
  })

  test('no half is nearer to a value than the one chosen', () => {
    fc.assert(
      fc.property(fc.double({ min: -65504, max: 65504, noNaN: true }), value => {
        const single = Math.fround(value)
        const [half = 0] = toHalf(Float32Array.of(single))
        const off = (bits: number) => Math.abs((fromHalf(Uint16Array.of(bits))[0] ?? 0) - single)
        expect(off(half)).toBeLessThanOrEqual(Math.min(off(half + 1) || Infinity, off(half - 1) || Infinity))
      }),
    )
  })
})
