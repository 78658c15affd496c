/** The features of a picture, from the encoder, under the names the decoder takes them by. */
import type { Raster } from '../../../imaging/index.ts'
import type { Tensor, Tensors } from '../../onnx/index.ts'
import { ProviderError } from '../../provider-error.ts'
import type { Networks } from './find-networks.ts'
import type { Frame } from './frame.ts'
import { prepareImage } from './prepare-image.ts'
import type { Pixels } from './settings.ts'
import { describeTensor, fits } from './signature.ts'

/** Throws a `provider-…` error where the encoder fails or gives what the decoder cannot take. */
export async function encode(
  { encoder, decoder, features }: Networks,
  image: Raster,
  frame: Frame,
  pixels: Pixels,
  signal?: AbortSignal,
): Promise<Tensors> {
  const { network, input } = encoder
  const given = await network.run(
    { [input.name]: prepareImage(image, frame, encoder, pixels) },
    [...new Set(features.values())],
    signal,
  )
  const found: Record<string, Tensor> = {}
  for (const wanted of decoder.features) {
    const tensor = given[features.get(wanted.name) ?? '']
    if (tensor === undefined || !fits(tensor.dims, wanted.dims))
      throw unusable(network.file, `gives no ${describeTensor(wanted)} for the decoder`)
    if (!tensor.data.every(Number.isFinite)) throw unusable(network.file, 'gave values that are not numbers')
    found[wanted.name] = tensor
  }
  return found
}

function unusable(file: string, what: string): ProviderError {
  return new ProviderError('provider-malformed', `${file} ${what}`, 'check how the encoder was exported')
}
