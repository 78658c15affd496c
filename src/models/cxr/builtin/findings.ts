/**
 * The built-in findings models: `whole` sees the chest coarsely and at once, `local` each place of it closely, and
 * `sides` each place beside the same place across the midline.
 */
import { type FindingLabel, findingLabels } from '../../../cases/index.ts'
import type { Raster } from '../../../imaging/index.ts'
import type { Evidence, FindingsModel } from '../chest-models.ts'
import { type Looked, lookWith } from './look.ts'
import { type NetworkFile, readNetworkFile } from './network-file.ts'
import { distance } from './out-of-distribution.ts'
import type { Placement } from './prepare.ts'
import { gridSide, stride } from './windows.ts'

export const builtinFindingsNames = ['whole', 'local', 'sides'] as const
export type BuiltinFindingsName = (typeof builtinFindingsNames)[number]

/** Throws `data-missing` or `data-malformed` where the weights are not as they shipped. */
export async function builtinFindings(): Promise<FindingsModel[]> {
  return Promise.all(
    builtinFindingsNames.map(async name => builtinFindingsModel(name, await readNetworkFile(name))),
  )
}

export async function builtinFindingsModel(
  name: BuiltinFindingsName,
  { network, seen, threshold, version }: NetworkFile,
): Promise<FindingsModel> {
  const { look, close } = await lookWith(name, network)
  return {
    name,
    version,
    about: 'built in; trained on drawn phantoms alone, Apache-2.0',
    labels: findingLabels,
    read: async (image, signal) => {
      signal?.throwIfAborted()
      const { labels, summary } = await look(image)
      const probabilities = findingLabels.map((label, k) => [label, sigmoid(labels?.[k])] as const)
      return {
        probabilities: new Map(probabilities),
        outOfDistribution: { score: distance(seen, summary), threshold },
      }
    },
    explain: async (image, labels, signal) => {
      signal?.throwIfAborted()
      const looked = await look(image)
      return new Map(labels.map(label => [label, evidenceOf(label, looked, image)]))
    },
    close,
  }
}

/** Evidence is given on this many cells along the longer side. */
const cells = 28

/** What the network says of each place, interpolated between the middles of the tokens. */
function evidenceOf(label: FindingLabel, { places, placement }: Looked, image: Raster): Evidence {
  const k = findingLabels.indexOf(label)
  const longer = Math.max(image.width, image.height)
  const [width, height] = [image.width, image.height].map(length =>
    Math.max(1, Math.round((cells * length) / longer)),
  ) as [number, number]
  const at = (column: number, row: number) =>
    sigmoid(places?.[(row * gridSide + column) * findingLabels.length + k])
  const values = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = tokenAt(
        ((x + 0.5) * image.width) / width,
        ((y + 0.5) * image.height) / height,
        placement,
      )
      values[y * width + x] = bilinear(at, u, v)
    }
  return { width, height, values }
}

/** From pixels of the picture to the grid of tokens, on which 0 is the middle of the first. */
function tokenAt(x: number, y: number, { scale, left, top }: Placement): [number, number] {
  const inside = (value: number) => Math.min(gridSide - 1, Math.max(0, value / stride - 0.5))
  return [inside((x + left) * scale), inside((y + top) * scale)]
}

function bilinear(at: (column: number, row: number) => number, u: number, v: number): number {
  const [x0, y0] = [Math.min(gridSide - 2, Math.floor(u)), Math.min(gridSide - 2, Math.floor(v))]
  const [fx, fy] = [u - x0, v - y0]
  const upper = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx
  const lower = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx
  return upper * (1 - fy) + lower * fy
}

function sigmoid(logit = Number.NaN): number {
  return 1 / (1 + Math.exp(-logit))
}
