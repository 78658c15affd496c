import { expect, suite, test } from 'vitest'
import type { Raster } from '../../../imaging/index.ts'
import { prepare, side, squareOf } from './prepare.ts'

const picture = (width: number, height: number, at: (x: number, y: number) => number): Raster => ({
  width,
  height,
  channels: 1,
  samples: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
})

suite('a picture for the built-in networks', () => {
  test('is fitted into the square with its edges continued', () => {
    const { plane, placement } = squareOf(picture(2 * side, side, x => (x < side ? 40 : 90)))
    expect(placement).toEqual({ scale: 0.5, left: 0, top: side / 2 })
    const column = (x: number) => [0, 100, side - 1].map(y => plane[y * side + x])
    expect(column(20)).toEqual([40, 40, 40])
    expect(column(side - 20)).toEqual([90, 90, 90])
  })

  test('is averaged where it is shrunk and interpolated where it is grown', () => {
    const { plane } = squareOf(picture(4 * side, 4 * side, x => (x % 2 === 0 ? 0 : 200)))
    for (const value of plane.subarray(2 * side + 4, 2 * side + 20)) expect(value).toBeCloseTo(100, 3)
    const { plane: grown } = squareOf(picture(2, 2, x => 100 * x))
    expect(grown[side / 2 - 1]).toBeLessThan(grown[side / 2] ?? 0)
    expect([grown[0], grown[side - 1]]).toEqual([0, 100])
  })

  test('counts the mean of its colours as grey', () => {
    const samples = Uint8Array.from([10, 20, 60, 255])
    expect(squareOf({ width: 1, height: 1, channels: 4, samples }).plane[0]).toBe(30)
  })

  test('looks the same under another exposure, up to the rounding of grey values', () => {
    const at = (x: number, y: number) => 60 + 40 * Math.sin(x / 9) * Math.cos(y / 17)
    const [dim, bright] = [at, (x: number, y: number) => 1.5 * at(x, y) + 20].map(f =>
      prepare(picture(side, side, f)),
    )
    for (const plane of ['global', 'local'] as const) {
      const gaps = dim?.[plane].map((value, i) => Math.abs(value - (bright?.[plane][i] ?? 0))) ?? []
      expect(Math.max(...gaps)).toBeLessThan(0.2)
    }
  })

  test('of a single grey becomes 0, and 16 bits count like 8', () => {
    expect(prepare(picture(50, 80, () => 77)).global.every(value => value === 0)).toBe(true)
    const eight = picture(side, side, (x, y) => (x * y) % 251)
    const sixteen = { ...eight, samples: Uint16Array.from(eight.samples, value => 257 * value) }
    const [a, b] = [prepare(eight).global, prepare(sixteen).global]
    expect(Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))))).toBeLessThan(1e-3)
  })
})
