/**
 * Writes NIfTI-1 (`.nii`): samples as they are, little endian, the place both as matrix and as turn. A slope, an
 * intercept and an affine are kept to 32 bits, all that the format has room for.
 */
import { PraxisError } from '../../cases/index.ts'
import { sizeText, type Volume } from '../volume.ts'
import { toLps } from './affine.ts'
import { codeOf } from './datatypes.ts'
import { labelIntent } from './read-nifti.ts'

const offset = 352

/** The bytes of a `.nii` file; `gzipped` makes those of a `.nii.gz`. Throws `bad-usage` for what does not fit. */
export function writeNifti(volume: Volume): Uint8Array {
  const { size, channels, samples, rescale, affine, spacing } = volume
  const code = codeOf(samples, channels)
  if (code === undefined)
    throw unfit('NIfTI has no colours of more than 8 bits', 'convert it to grey or to 8 bits')
  if (Object.values(size).some(side => side > 32767))
    throw unfit(`${sizeText(size)} voxels are too many along one axis`, 'cut it to 32767 along each')
  const file = new Uint8Array(offset + samples.byteLength)
  file.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), offset)
  const { int16, float32, text } = writerOf(file)
  new DataView(file.buffer).setInt32(0, 348, true)
  int16(40, size.t > 1 ? 4 : 3, size.x, size.y, size.z, size.t, 1, 1, 1)
  int16(
    68,
    volume.unit === 'label' ? labelIntent : 0,
    code,
    channels === 3 ? 24 : 8 * samples.BYTES_PER_ELEMENT,
  )
  const turn = affine && turnOf(affine)
  const steps = affine ? stepsOf(affine) : [spacing?.x ?? 1, spacing?.y ?? 1, spacing?.z ?? 1]
  float32(76, turn?.sign ?? 1, ...steps)
  float32(108, offset, channels === 3 ? 0 : rescale.slope, channels === 3 ? 0 : rescale.intercept)
  file[123] = spacing || affine ? 2 : 0
  const { low, high } = shownOf(volume.window)
  float32(124, high, low)
  if (affine) {
    int16(252, turn ? 1 : 0, 1)
    float32(256, ...(turn?.quaternion ?? [0, 0, 0]), ...[3, 7, 11].map(i => toLps(affine)[i] ?? 0))
    float32(280, ...toLps(affine).slice(0, 12))
  }
  text(344, 'n+1\0')
  return file
}

function writerOf(file: Uint8Array) {
  const view = new DataView(file.buffer)
  return {
    int16: (at: number, ...values: number[]) => {
      for (const [i, value] of values.entries()) view.setInt16(at + 2 * i, value, true)
    },
    float32: (at: number, ...values: number[]) => {
      for (const [i, value] of values.entries()) view.setFloat32(at + 4 * i, value, true)
    },
    text: (at: number, value: string) => file.set(Buffer.from(value, 'latin1'), at),
  }
}

function stepsOf(affine: readonly number[]): number[] {
  return [0, 1, 2].map(axis => Math.hypot(...[0, 4, 8].map(row => affine[row + axis] ?? 0)))
}

/** The values that a window shows as black and white; of a sigmoid, which has none, those at its width. */
function shownOf(window: Volume['window']): { low: number; high: number } {
  if (window === undefined) return { low: 0, high: 0 }
  const { centre, width, shape } = window
  const [middle, reach] = shape === undefined ? [centre - 0.5, width - 1] : [centre, width]
  return { low: middle - reach / 2, high: middle + reach / 2 }
}

/** As a quaternion (nifti1.h, method 2); undefined for a sheared grid, which no turn can say. */
function turnOf(lps: readonly number[]): { quaternion: number[]; sign: 1 | -1 } | undefined {
  const affine = toLps(lps)
  const steps = stepsOf(affine)
  const axis = (n: number) => [0, 4, 8].map(row => (affine[row + n] ?? 0) / (steps[n] || 1))
  const [i, j, k] = [axis(0), axis(1), axis(2)]
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0)
  if (Math.max(...[dot(i, j), dot(i, k), dot(j, k)].map(Math.abs)) > 1e-4) return undefined
  const [ix = 0, iy = 0, iz = 0] = i
  const [jx = 0, jy = 0, jz = 0] = j
  const normal = [iy * jz - iz * jy, iz * jx - ix * jz, ix * jy - iy * jx]
  const sign = dot(normal, k) < 0 ? -1 : 1
  const [kx = 0, ky = 0, kz = 0] = k.map(value => value * sign)
  return { sign, quaternion: quaternionOf([ix, jx, kx, iy, jy, ky, iz, jz, kz]) }
}

/** b, c and d of a rotation, row by row, with a ≥ 0; found from the largest of the four, which is exact there. */
function quaternionOf(r: readonly number[]): number[] {
  const [xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0] = r
  const squares = [1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz]
  const largest = squares.indexOf(Math.max(...squares))
  const root = 2 * Math.sqrt(squares[largest] ?? 1)
  const candidates = [
    [root / 4, (zy - yz) / root, (xz - zx) / root, (yx - xy) / root],
    [(zy - yz) / root, root / 4, (xy + yx) / root, (xz + zx) / root],
    [(xz - zx) / root, (xy + yx) / root, root / 4, (yz + zy) / root],
    [(yx - xy) / root, (xz + zx) / root, (yz + zy) / root, root / 4],
  ]
  const [a = 1, b = 0, c = 0, d = 0] = candidates[largest] ?? []
  return [b, c, d].map(value => (a < 0 ? -value : value))
}

function unfit(what: string, next: string): PraxisError {
  return new PraxisError('bad-usage', what, next)
}
