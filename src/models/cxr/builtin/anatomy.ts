/** The built-in anatomy model: the fourteen structures, outlined on a grid half as fine as what the network sees. */
import { type Structure, structures } from '../../../cases/index.ts'
import { emptyMask, type Mask, type Raster } from '../../../imaging/index.ts'
import { resample, type Taps } from '../../segmenters/onnx/resample.ts'
import type { AnatomyModel } from '../chest-models.ts'
import { lookWith } from './look.ts'
import { maskPoints } from './network.ts'
import { type NetworkFile, readNetworkFile } from './network-file.ts'
import { distance } from './out-of-distribution.ts'
import { type Placement, side } from './prepare.ts'
import { gridSide } from './windows.ts'

/** Throws `data-missing` or `data-malformed` where the weights are not as they shipped. */
export async function builtinAnatomy(): Promise<AnatomyModel> {
  return builtinAnatomyModel(await readNetworkFile('anatomy'))
}

export async function builtinAnatomyModel({
  network,
  seen,
  threshold,
  version,
}: NetworkFile): Promise<AnatomyModel> {
  const { look, close } = await lookWith('anatomy', network)
  return {
    name: 'anatomy',
    version,
    about: 'built in; trained on drawn phantoms and the lungs of four radiographs, Apache-2.0',
    structures,
    segment: async (image, signal) => {
      signal?.throwIfAborted()
      const { masks: logits = new Float32Array(), placement, summary } = await look(image)
      const masks = new Map<Structure, Mask>(
        structures.map((structure, s) => [structure, maskOf(logits, s, placement, image)]),
      )
      return { masks, outOfDistribution: { score: distance(seen, summary), threshold } }
    },
    close,
  }
}

const points = gridSide * maskPoints

/** Cut where the interpolated logit passes 0. */
function maskOf(
  logits: Float32Array,
  structure: number,
  { scale, left, top }: Placement,
  image: Raster,
): Mask {
  const rows = rowsOf(logits, structure)
  const mask = emptyMask(image.width, image.height)
  const across = tapsOf(image.width, left, scale)
  const down = tapsOf(image.height, top, scale)
  resample(
    y => rows.subarray(y * points, (y + 1) * points),
    across,
    down,
    (values, y) => {
      for (let x = 0; x < image.width; x++) if ((values[x] ?? 0) > 0) mask.data[y * image.width + x] = 1
    },
  )
  return mask
}

/** The logits of a structure, point by point in rows, out of those of all tokens. */
function rowsOf(logits: Float32Array, structure: number): Float32Array {
  const rows = new Float32Array(points * points)
  for (let y = 0; y < points; y++)
    for (let x = 0; x < points; x++) {
      const token = Math.floor(y / maskPoints) * gridSide + Math.floor(x / maskPoints)
      const start = (token * structures.length + structure) * maskPoints * maskPoints
      rows[y * points + x] = logits[start + (y % maskPoints) * maskPoints + (x % maskPoints)] ?? 0
    }
  return rows
}

/** For each pixel of the picture the points around it. `before`: pixels of the square before the picture. */
function tapsOf(length: number, before: number, scale: number): Taps {
  return Array.from({ length }, (_, i) => {
    const at = ((i + 0.5 + before) * scale * points) / side - 0.5
    const first = Math.min(points - 2, Math.max(0, Math.floor(at)))
    const share = Math.min(1, Math.max(0, at - first))
    return { first, weights: Float32Array.of(1 - share, share) }
  })
}
