/**
 * Segmenters given as ONNX files: SAM, MedSAM, SAM 2, MedSAM2 and their relatives, exported as an encoder that
 * sees the picture once and a decoder that turns prompts into masks. The two are found in a folder by what they
 * take (`signature.ts`); what the files do not say comes from the family or from `segmenter.json` (`settings.ts`).
 */
import { hashBytes } from '../../../cases/index.ts'
import type { Raster } from '../../../imaging/index.ts'
import type { NetworkOptions, Tensors } from '../../onnx/index.ts'
import type { Segmenter } from '../segmenter.ts'
import { boundedCache } from './bounded-cache.ts'
import { encode } from './encode.ts'
import { findNetworks } from './find-networks.ts'
import { frameOf } from './frame.ts'
import { planFor } from './plan.ts'
import { openSession } from './session.ts'
import { readSettings } from './settings.ts'

/** Bytes of features kept for pictures that are opened again: 64 of SAM, 16 of SAM 2. */
const cacheLimit = 2 ** 28

/** Throws `data-missing` or `data-malformed` where the folder holds no encoder and decoder that work together. */
export async function onnxSegmenter(folder: string, options: NetworkOptions = {}): Promise<Segmenter> {
  const settings = await readSettings(folder)
  const networks = await findNetworks(folder, settings, options)
  const { side, fit, pixels, padded } = planFor(settings, networks)
  const cache = boundedCache<Tensors>(cacheLimit, tensors =>
    Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0),
  )
  const open: Segmenter['open'] = async (image, signal) => {
    signal?.throwIfAborted()
    const frame = frameOf(image, side, fit)
    const key = keyOf(image)
    const features = cache.get(key) ?? (await encode(networks, image, frame, pixels, signal))
    cache.set(key, features)
    return openSession(networks.decoder, { features, frame, padded })
  }
  return { id: `onnx:${folder}`, locality: 'local', open }
}

function keyOf({ width, height, channels, samples }: Raster): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  return `${width}×${height}×${channels} ${samples.BYTES_PER_ELEMENT} ${hashBytes(bytes)}`
}
