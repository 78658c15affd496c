import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { distance, fitGaussian, gaussianFrom, gaussianToNamed } from './out-of-distribution.ts'

suite('how unlike the training data', () => {
  test('is the distance in deviations, over the root of the dimensions', () => {
    const gaussian = { mean: Float32Array.of(1, 2), whitening: Float32Array.of(1 / 2, 0, 0, 1 / 10) }
    expect(distance(gaussian, [1, 2])).toBe(0)
    // (3, 4) deviations in two dimensions: √((9 + 16) / 2).
    expect(distance(gaussian, [7, 42])).toBeCloseTo(Math.sqrt(12.5), 6)
  })

  test('counts a direction by how much it varied', () => {
    // Along the diagonal they vary much, across it little.
    const vectors = Array.from({ length: 400 }, (_, i) => {
      const [along, across] = [10 * Math.sin(i), 0.5 * Math.cos(7 * i)]
      return [along + across, along - across]
    })
    const gaussian = fitGaussian(vectors)
    expect(distance(gaussian, [8, 8])).toBeLessThan(1.2)
    expect(distance(gaussian, [4, -4])).toBeGreaterThan(3)
  })

  test('is about 1 on what it was fitted to', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 1e6 }), (size, seed) => {
        const vectors = Array.from({ length: 300 }, (_, i) =>
          Array.from({ length: size }, (_, j) => 5 * Math.sin(seed + i * (2.3 + j) + j * j)),
        )
        const gaussian = fitGaussian(vectors)
        const squares = vectors.map(vector => distance(gaussian, vector) ** 2)
        expect(squares.reduce((sum, one) => sum + one, 0) / squares.length).toBeCloseTo(1, 1)
      }),
    )
  })

  test('is kept beside the weights, and asked for where it is missing', () => {
    const gaussian = fitGaussian([
      [0, 1],
      [2, 5],
      [1, 1],
    ])
    expect(gaussianFrom(new Map(gaussianToNamed(gaussian)))).toEqual(gaussian)
    expect(() => gaussianFrom(new Map())).toThrow('do not say what their network saw')
  })
})
