import { numpy as np } from '@jax-js/jax'
import { beforeAll, expect, suite, test } from 'vitest'
import { startRuntime } from '../../nn/index.ts'
import { adamW } from './adamw.ts'

beforeAll(startRuntime)

suite('AdamW', () => {
  test('takes the steps that its formula gives', async () => {
    const { start, update } = adamW({ beta1: 0.9, beta2: 0.98, decay: 0.1 })
    const first = [np.array([[2]]), np.array([1])]
    const [second, moments] = update(first, [np.array([[4]]), np.array([-4])], start(first), 1, 0.01)
    // Step 1: both moments corrected are g and g², so the direction is ±1; the matrix decays by 0.1 × 2 too.
    const values = await Promise.all(second.map(tensor => tensor.ref.data()))
    expect(values.map(([value]) => value?.toFixed(5))).toEqual(['1.98800', '1.01000'])
    const [third] = update(second, [np.array([[2]]), np.array([-4])], moments, 2, 0.01)
    // mean 0.9·0.4 + 0.1·2 = 0.56 over 0.19; square 0.98·0.32 + 0.02·4 = 0.3936 over 0.0396.
    const direction = 0.56 / 0.19 / Math.sqrt(0.3936 / 0.0396) + 0.1 * 1.988
    const [matrix] = (await third[0]?.data()) ?? []
    expect(matrix).toBeCloseTo(1.988 - 0.01 * direction, 5)
    third[1]?.dispose()
  })

  test('finds the bottom of a bowl', async () => {
    const { start, update } = adamW({ decay: 0 })
    let parameters = [np.array([5, -3])]
    let moments = start(parameters)
    for (let step = 1; step <= 400; step++) {
      const gradients = parameters.map(p => p.ref.sub(np.array([1, 2])).mul(2))
      ;[parameters, moments] = update(parameters, gradients, moments, step, 0.05)
    }
    const [x, y] = (await parameters[0]?.data()) ?? []
    expect([x?.toFixed(2), y?.toFixed(2)]).toEqual(['1.00', '2.00'])
  })
})
