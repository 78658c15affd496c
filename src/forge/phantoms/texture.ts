/**
 * One tile of smooth noise that repeats without a seam, mean 0 and standard deviation 1: the grain of lung tissue and the
 * uneven density of its diseases. Value noise in five octaves, made once.
 */
import { random } from '../../cases/index.ts'

const side = 256

export type Texture = {
  /** The tile's value at a place of the picture. */
  at: (x: number, y: number) => number
  /** The values at the pixel centres of a row. */
  row: (y: number, into: Float32Array) => void
}

let tile: Float32Array | undefined

/** A view of the tile at a place of its own. `scale` tells how many tiles go into the picture's width. */
export function texture(offsetX: number, offsetY: number, scale: number): Texture {
  tile ??= makeTile()
  const values = tile
  const stretch = scale * side
  const at = (x: number, y: number) => {
    const u = (x + offsetX) * stretch
    const v = (y + offsetY) * stretch
    const column = Math.floor(u)
    const row = Math.floor(v)
    const here = column & (side - 1)
    const next = (column + 1) & (side - 1)
    const upper = (row & (side - 1)) * side
    const lower = ((row + 1) & (side - 1)) * side
    const left = mix(values[upper + here] ?? 0, values[lower + here] ?? 0, v - row)
    return mix(left, mix(values[upper + next] ?? 0, values[lower + next] ?? 0, v - row), u - column)
  }
  const line = new Float32Array(side + 1)
  const row = (y: number, into: Float32Array) => {
    const v = (y + offsetY) * stretch
    const first = Math.floor(v)
    const upper = (first & (side - 1)) * side
    const lower = ((first + 1) & (side - 1)) * side
    for (let i = 0; i < side; i++) line[i] = mix(values[upper + i] ?? 0, values[lower + i] ?? 0, v - first)
    line[side] = line[0] ?? 0
    const step = stretch / into.length
    const start = (0.5 / into.length + offsetX) * stretch
    for (let x = 0; x < into.length; x++) {
      const u = start + x * step
      const column = Math.floor(u)
      const here = column & (side - 1)
      into[x] = mix(line[here] ?? 0, line[here + 1] ?? 0, u - column)
    }
  }
  return { at, row }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share
}

function makeTile(): Float32Array {
  const { unit } = random('phantom texture')
  const values = new Float32Array(side * side)
  for (let cells = 8, amount = 1; cells <= 128; cells *= 2, amount *= 0.62) {
    const lattice = Float32Array.from({ length: cells * cells }, () => unit() - 0.5)
    const at = (column: number, row: number) => lattice[(row % cells) * cells + (column % cells)] ?? 0
    const step = side / cells
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [column, row] = [Math.floor(x / step), Math.floor(y / step)]
        const [fx, fy] = [ease(x / step - column), ease(y / step - row)]
        const top = at(column, row) * (1 - fx) + at(column + 1, row) * fx
        const bottom = at(column, row + 1) * (1 - fx) + at(column + 1, row + 1) * fx
        values[y * side + x] = (values[y * side + x] ?? 0) + amount * (top * (1 - fy) + bottom * fy)
      }
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map(value => (value - mean) / deviation)
}

function ease(u: number): number {
  return u * u * (3 - 2 * u)
}
