import { expect, suite, test } from 'vitest'
import { orientationOf } from './orientation.ts'

suite('the way axes run', () => {
  test.each([
    ['LPS', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]],
    ['RAS', [-2, 0, 0, 9, 0, -2, 0, 9, 0, 0, 3, 9, 0, 0, 0, 1]],
    // A sagittal slice: columns to the back, rows to the feet, slices to the left.
    ['PIL', [0, 0, 1, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1]],
  ])('is named %s', (letters, affine) => {
    expect(orientationOf(affine)).toEqual({ letters, tilt: 0 })
  })

  test('names each direction once, also where two axes are nearest to the same', () => {
    const near = Math.SQRT1_2
    // Columns at 45° between left and back, rows a little nearer to the left.
    const affine = [near, 0.8, 0, 0, near, -0.6, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    expect(orientationOf(affine).letters).toBe('PLS')
  })

  test('tells by how much the axes are tilted', () => {
    const [c, s] = [Math.cos(Math.PI / 9), Math.sin(Math.PI / 9)]
    const gantry = [1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0, 0, 0, 0, 1]
    const { letters, tilt } = orientationOf(gantry)
    expect(letters).toBe('LPS')
    expect(tilt).toBeCloseTo(20, 9)
  })
})
