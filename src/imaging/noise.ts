/**
 * A picture without content that is otherwise like another: the pixels of the original in random
 * order. Compared with Gaussian noise of the same mean and deviation, nothing has to be clipped to the
 * range of the samples, so mean and standard deviation of every channel agree exactly, as does the
 * whole histogram; pixels move with all their channels, so a grey picture stays grey. What remains
 * readable is the histogram (how dark, how contrasted); every shape is gone.
 */
import { random } from '../cases/index.ts'
import { decode, encodePng } from './decode.ts'

/**
 * White noise with the size, channels, bit depth and histogram of the picture, as PNG. The same bytes
 * and seed name give the same noise. Noise does not compress: expect width × height × channels bytes.
 * Throws `media-undecodable`.
 */
export async function noiseLike(bytes: Uint8Array, seedName: string): Promise<Uint8Array> {
  const raster = await decode(bytes)
  const { below } = random(seedName)
  const { channels, samples } = raster
  for (let i = raster.width * raster.height - 1; i > 0; i--) {
    const j = below(i + 1)
    for (let channel = 0; channel < channels; channel++) {
      const a = i * channels + channel
      const b = j * channels + channel
      const held = samples[a] ?? 0
      samples[a] = samples[b] ?? 0
      samples[b] = held
    }
  }
  return encodePng(raster)
}
