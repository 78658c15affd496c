/** The letter of lead that names a side. Present or not, mirrored or not, it tells nothing about findings. */
import type { Technique } from './patient.ts'
import { addDepth, type Scene } from './scene.ts'
import { traceStroke } from './trace.ts'

/** Strokes of the letters in a box of width 0.6 and height 1. */
const letters = {
  left: [
    [0.05, 0, 0.05, 1],
    [0.05, 0.95, 0.6, 0.95],
  ],
  right: [
    [0.05, 0, 0.05, 1],
    [0.05, 0.05, 0.5, 0.05],
    [0.5, 0.05, 0.5, 0.48],
    [0.05, 0.5, 0.5, 0.5],
    [0.25, 0.5, 0.58, 1],
  ],
} as const

export function paintMarker(scene: Scene, { marker }: Technique): void {
  if (marker === undefined) return
  const { side, x, y, height, mirrored } = marker
  const across = (u: number) => x + (mirrored ? 0.6 - u : u) * height
  for (const [x0, y0, x1, y1] of letters[side])
    traceStroke(
      scene.size,
      [
        [across(x0), y + y0 * height, height * 0.08],
        [across(x1), y + y1 * height, height * 0.08],
      ],
      (i, _radius, share) => addDepth(scene, i, 'metal', 1.5 * share),
    )
}
