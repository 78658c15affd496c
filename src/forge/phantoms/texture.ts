/**
 * One tile of smooth noise that repeats without a seam, mean 0 and standard deviation 1: the grain of lung tissue and the
 * uneven density of its diseases. Value noise in five octaves, made once.
 */
import { random } from '../../cases/index.ts'

const side = 256

/** The tile's value where the picture is laid over it. `scale` tells how many tiles go into the picture's width. */
export type Texture = (x: number, y: number) => number

let tile: Float32Array | undefined

/** A view of the tile at a place of its own. */
export function texture(offsetX: number, offsetY: number, scale: number): Texture {
  tile ??= makeTile()
  const values = tile
  const stretch = scale * side
  return (x, y) => {
    const u = (x + offsetX) * stretch
    const v = (y + offsetY) * stretch
    const column = Math.floor(u)
    const row = Math.floor(v)
    const x0 = column & (side - 1)
    const x1 = (column + 1) & (side - 1)
    const y0 = (row & (side - 1)) * side
    const y1 = ((row + 1) & (side - 1)) * side
    const topLeft = values[y0 + x0] ?? 0
    const bottomLeft = values[y1 + x0] ?? 0
    const top = topLeft + ((values[y0 + x1] ?? 0) - topLeft) * (u - column)
    const bottom = bottomLeft + ((values[y1 + x1] ?? 0) - bottomLeft) * (u - column)
    return top + (bottom - top) * (v - row)
  }
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
