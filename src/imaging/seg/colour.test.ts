import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labOf, rgbOf } from './colour.ts'

test('black and white lie on the grey axis, whose middle is 128 of 255', () => {
  const middle = Math.round((128 / 255) * 65535)
  expect(labOf([0, 0, 0])).toEqual([0, middle, middle])
  const [l, a, b] = labOf([255, 255, 255])
  expect(l).toBe(65535)
  expect(Math.abs(a - middle)).toBeLessThan(4)
  expect(Math.abs(b - middle)).toBeLessThan(4)
})

test('red is L* 54.3, a* 80.8, b* 69.9 under D50', () => {
  const [l, a, b] = labOf([255, 0, 0])
  expect((l / 65535) * 100).toBeCloseTo(54.29, 1)
  expect((a / 65535) * 255 - 128).toBeCloseTo(80.81, 1)
  expect((b / 65535) * 255 - 128).toBeCloseTo(69.89, 1)
})

test('every colour of the screen comes back', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(fc.tuple(byte, byte, byte), rgb => {
      expect(rgbOf(labOf(rgb))).toEqual(rgb)
    }),
  )
})
