import { numpy as np } from '@jax-js/jax'
import { beforeAll, expect, suite, test } from 'vitest'
import { random } from '../cases/index.ts'
import { layerNorm, linear, mixerBlock, mlp, type Tensor } from './layers.ts'
import { linearFrom, newLinear, newMixerBlock, toNamed } from './parameters.ts'
import { startRuntime } from './runtime.ts'

beforeAll(startRuntime)

const valuesOf = async (tensor: Tensor) => [...(await tensor.data())].map(value => Number(value.toFixed(4)))
const layer = (weight: number[][], bias: number[]) => ({ weight: np.array(weight), bias: np.array(bias) })

suite('layers', () => {
  test('a linear layer multiplies and adds, over all leading axes', async () => {
    const { weight, bias } = layer(
      [
        [1, 0, 2],
        [0, 1, -1],
      ],
      [10, 20, 30],
    )
    const out = linear({ weight, bias }, np.array([[[1, 2]], [[3, 4]]]))
    expect(out.shape).toEqual([2, 1, 3])
    expect(await valuesOf(out)).toEqual([11, 22, 30, 13, 24, 32])
  })

  test('an MLP lets only what is above 0 pass between its layers', async () => {
    const out = mlp({ in: layer([[1, -1]], [0, 0]), out: layer([[1], [10]], [0]) }, np.array([[2], [-3]]))
    expect(await valuesOf(out)).toEqual([2, 30])
  })

  test('layer norm takes each vector to mean 0 and deviation 1', async () => {
    const out = layerNorm({ scale: np.array([1, 2]), shift: np.array([0, 5]) }, np.array([[3, 7]]))
    expect(await valuesOf(out)).toEqual([-1, 7])
  })

  test('a mixer block mixes tokens, then channels, and adds both to what came in', async () => {
    const norm = () => ({ scale: np.ones([2]), shift: np.zeros([2]) })
    // The tokens part takes the first token's channel to both tokens; the channels part adds nothing but its bias.
    const block = {
      tokenNorm: norm(),
      tokens: { in: layer([[1], [0]], [0]), out: layer([[1, 1]], [0, 0]) },
      channelNorm: norm(),
      channels: { in: layer([[0], [0]], [0]), out: layer([[0, 0]], [0, 100]) },
    }
    const out = mixerBlock(
      block,
      np.array([
        [
          [2, 4],
          [9, 5],
        ],
      ]),
    )
    // The first token normalised is (−1, 1); ReLU leaves (0, 1), which both tokens gain.
    expect(await valuesOf(out)).toEqual([2, 105, 9, 106])
  })
})

suite('parameters', () => {
  const chanceOf = () => random('layers')

  test('are named after their place in the network', async () => {
    const named = await toNamed({
      blocks: [newMixerBlock(chanceOf(), { tokens: 3, channels: 2, hidden: { tokens: 5, channels: 4 } })],
    })
    expect(named.get('blocks.0.tokens.in.weight')?.shape).toEqual([3, 5])
    expect(named.get('blocks.0.channels.out.bias')?.shape).toEqual([2])
    expect(named.size).toBe(12)
  })

  test('come back by name, and of another shape they are refused', async () => {
    const named = await toNamed({ head: newLinear(chanceOf(), 2, 3) })
    const { weight } = linearFrom(named, 'head', 2, 3)
    expect(await valuesOf(weight)).toEqual(
      [...(named.get('head.weight')?.values ?? [])].map(v => Number(v.toFixed(4))),
    )
    expect(() => linearFrom(named, 'head', 3, 2)).toThrow('the weights have [2, 3] for head.weight')
    expect(() => linearFrom(named, 'tail', 2, 3)).toThrow('the weights have no tail.weight')
  })
})
