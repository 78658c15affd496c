/**
 * A segmenter of the signature of TorchXRayVision's PSPNet for ChestX-Det as an anatomy model: 512 × 512 in, one channel
 * of logits for each of the 14 structures out. Masks are brought back to the picture by interpolating the logits, which
 * leaves smoother borders than enlarging the published masks of 512 pixels, and cut where the probability passes 0.5.
 * What the square in the middle leaves out is in no mask.
 */
import { PraxisError, type Structure, structures } from '../../../cases/index.ts'
import { emptyMask, type Mask, type Raster } from '../../../imaging/index.ts'
import type { NetworkOptions, Tensor } from '../../onnx/index.ts'
import { linearTaps, resample } from '../../segmenters/onnx/resample.ts'
import type { AnatomyModel } from '../chest-models.ts'
import { type ChestNetwork, findChestNetworks, malformed } from './find-chest-networks.ts'
import { centreCrop, prepareRadiograph } from './prepare-radiograph.ts'

/** Throws `data-missing` or `data-malformed`. */
export async function onnxAnatomy(folder: string, options: NetworkOptions): Promise<AnatomyModel> {
  const found = await findChestNetworks(folder, 'anatomy', options)
  const [first, ...more] = found
  if (first !== undefined && more.length === 0) return anatomyModel(first)
  for (const network of found) network.close()
  throw new PraxisError(
    'data-malformed',
    `there are ${found.length} segmenters (${found.map(({ name }) => name).join(', ')})`,
    'keep one of them in the folder',
    { file: folder },
  )
}

function anatomyModel({ name, version, size, sidecar, run, close }: ChestNetwork): AnatomyModel {
  const outputs: readonly (Structure | '')[] = sidecar.structures ?? structures
  const threshold = sidecar.outputs === 'probabilities' ? 0.5 : 0
  return {
    name,
    version,
    about: sidecar.about ?? `${name}, an ONNX file of the user`,
    structures: outputs.filter(structure => structure !== ''),
    segment: async (image, signal) => {
      const given = await run(prepareRadiograph(image, size), signal)
      refuseUnfit(name, given, outputs.length)
      const masks = new Map<Structure, Mask>()
      for (const [channel, structure] of outputs.entries())
        if (structure !== '') masks.set(structure, maskOf(given, channel, threshold, image))
      return { masks }
    },
    close,
  }
}

function refuseUnfit(name: string, { dims, data }: Tensor, channels: number): void {
  const [batch, given, height, width] = dims
  if (dims.length !== 4 || batch !== 1 || given !== channels || height !== width || height === 0)
    throw malformed(name, `it gave [${dims.join(', ')}] for ${channels} structures`)
  if (!data.every(Number.isFinite)) throw malformed(name, 'it gave values that are no numbers')
}

function maskOf({ dims, data }: Tensor, channel: number, threshold: number, image: Raster): Mask {
  const size = dims[2] ?? 0
  const start = channel * size * size
  const { left, top, side } = centreCrop(image)
  const taps = linearTaps(size, side)
  const mask = emptyMask(image.width, image.height)
  const rowAt = (y: number) => data.subarray(start + y * size, start + (y + 1) * size)
  resample(rowAt, taps, taps, (values, y) => {
    const at = (top + y) * image.width + left
    for (let x = 0; x < side; x++) if ((values[x] ?? 0) > threshold) mask.data[at + x] = 1
  })
  return mask
}
