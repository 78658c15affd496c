/**
 * A picture as windows of pixels around the places of a regular grid, which is what makes a convolution a matrix
 * product. Windows overlap and cover several scales.
 *
 * - `far`: 14 × 14 places, at each 32 × 32 pixels of both planes, averaged to 16 × 16.
 * - `near`: 56 × 56 places, at each 8 × 8 pixels of the local plane, 16 × 16 of it averaged to 8 × 8, and 32 × 32 of the
 *   global plane averaged to 8 × 8; then how the picture bends there, and where the place lies, from −1 to 1. The places
 *   come token by token: 16 of them for each place of `far`.
 * - `sides`: `near`, and at each place the two coarser windows of the other side of the chest, mirrored.
 */
import { curvature, curvatureSide, curvatureValues } from './curvature.ts'
import { midlineOf, mirrored } from './mirror.ts'
import { type Prepared, side } from './prepare.ts'

export const gridSide = 14
export const tokens = gridSide * gridSide

/** Pixels from one token to the next. */
export const stride = side / gridSide

/** Near places of a token, along each axis. */
export const nearPerToken = 4

export type View = 'near' | 'sides' | 'far'

/** Places, and values of each. */
export const windowShape: Record<View, readonly [places: number, values: number]> = {
  near: [tokens * nearPerToken ** 2, 3 * 8 * 8 + curvatureValues + 2],
  sides: [tokens * nearPerToken ** 2, 5 * 8 * 8 + curvatureValues + 2],
  far: [tokens, 2 * 16 * 16],
}

export function windowsOf(prepared: Prepared, view: View): Float32Array {
  const [places, values] = windowShape[view]
  const out = new Float32Array(places * values)
  const scales = scalesOf(prepared, view)
  const bends = view === 'far' ? undefined : curvature(prepared.global, averaged)
  let at = 0
  for (const [x, y] of centresOf(view)) {
    for (const { plane, shrink, length } of scales) at = copyWindow(out, at, plane, shrink, length, x, y)
    if (bends === undefined) continue
    const cell = curvatureSide / side
    const bend = (Math.floor(y * cell) * curvatureSide + Math.floor(x * cell)) * curvatureValues
    out.set(bends.subarray(bend, bend + curvatureValues), at)
    out.set([(2 * x) / side - 1, (2 * y) / side - 1], at + curvatureValues)
    at += curvatureValues + 2
  }
  return out
}

type Scale = { plane: Float32Array; shrink: number; length: number }

function scalesOf({ local, global }: Prepared, view: View): Scale[] {
  const half = { local: averaged(local, side), global: averaged(global, side) }
  if (view === 'far')
    return [
      { plane: half.local, shrink: 2, length: 16 },
      { plane: half.global, shrink: 2, length: 16 },
    ]
  const near = [
    { plane: local, shrink: 1, length: 8 },
    { plane: half.local, shrink: 2, length: 8 },
    { plane: averaged(half.global, side / 2), shrink: 4, length: 8 },
  ]
  if (view === 'near') return near
  const midline = midlineOf(local)
  const across = averaged(mirrored(global, midline), side)
  return [
    ...near,
    { plane: averaged(mirrored(local, midline), side), shrink: 2, length: 8 },
    { plane: averaged(across, side / 2), shrink: 4, length: 8 },
  ]
}

/** The middles of the windows in their order, in pixels. */
function centresOf(view: View): [x: number, y: number][] {
  const parts = view === 'far' ? 1 : nearPerToken
  const step = stride / parts
  return Array.from({ length: tokens * parts * parts }, (_, i) => {
    const token = Math.floor(i / (parts * parts))
    const part = i % (parts * parts)
    const column = (token % gridSide) * parts + (part % parts)
    const row = Math.floor(token / gridSide) * parts + Math.floor(part / parts)
    return [(column + 0.5) * step, (row + 0.5) * step]
  })
}

function copyWindow(
  out: Float32Array,
  at: number,
  plane: Float32Array,
  shrink: number,
  length: number,
  x: number,
  y: number,
): number {
  const width = side / shrink
  const x0 = Math.round(x / shrink - length / 2)
  const y0 = Math.round(y / shrink - length / 2)
  let to = at
  for (let row = y0; row < y0 + length; row++) {
    const line = clamp(row, width) * width
    for (let column = x0; column < x0 + length; column++) out[to++] = plane[line + clamp(column, width)] ?? 0
  }
  return to
}

function clamp(i: number, length: number): number {
  return i < 0 ? 0 : i >= length ? length - 1 : i
}

/** Half as wide and high: the mean of each four. */
function averaged(plane: Float32Array, width: number): Float32Array {
  const half = width / 2
  const out = new Float32Array(half * half)
  for (let y = 0; y < half; y++)
    for (let x = 0; x < half; x++) {
      const i = 2 * y * width + 2 * x
      out[y * half + x] =
        ((plane[i] ?? 0) + (plane[i + 1] ?? 0) + (plane[i + width] ?? 0) + (plane[i + width + 1] ?? 0)) / 4
    }
  return out
}
