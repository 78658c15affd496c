/**
 * A picture as an encoder takes it. Eight-bit values pass as they are. Sixteen-bit values are brought to the
 * same scale as MedSAM does it for its training data: what lies between the 0.5th and the 99.5th percentile of
 * the values above 0 is spread over 0..255, the rest cut. Grey becomes three equal colours; transparency is
 * left out.
 */
import type { Raster } from '../../../imaging/index.ts'
import type { Tensor } from '../../onnx/index.ts'
import type { Frame } from './frame.ts'
import { linearTaps, resample } from './resample.ts'
import type { Pixels } from './settings.ts'
import type { Encoder } from './signature.ts'

// On the scale 0..255, as in SAM's and torchvision's code.
const imagenet = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] }

/** The input of the encoder: the picture in the upper left of the square, scaled as `pixels` says. */
export function prepareImage(
  image: Raster,
  frame: Frame,
  { input, layout }: Pick<Encoder, 'input' | 'layout'>,
  pixels: Pixels,
): Tensor {
  const planes = colours(image, frame)
  const scaling = scalingOf(planes, pixels)
  const { content, side } = frame
  // An encoder of single pictures of any size fills up the square itself.
  const open = input.dims.length === 3 && input.dims.includes(null)
  const size = { n: 1, c: 3, h: open ? content.height : side, w: open ? content.width : side }
  const interleaved = layout.endsWith('c')
  const step = interleaved ? 3 : 1
  const data = new Float32Array(3 * size.h * size.w)
  for (const [c, plane] of planes.entries()) {
    const { low, range, empty } = scaling(c)
    const start = interleaved ? c : c * size.h * size.w
    for (let y = 0, at = start; y < size.h; y++)
      for (let x = 0; x < size.w; x++, at += step) {
        const inside = y < content.height && x < content.width
        data[at] = inside ? ((plane[y * content.width + x] ?? 0) - low) / range : empty
      }
  }
  const axes =
    layout === 'nchw' ? [1, 3, size.h, size.w] : layout === 'nhwc' ? [1, size.h, size.w, 3] : undefined
  return { dims: axes ?? (interleaved ? [size.h, size.w, 3] : [3, size.h, size.w]), data }
}

/** Red, green and blue at the size of the frame's content, 0..255. */
function colours(image: Raster, { content }: Frame): Float32Array[] {
  const { width, height, channels, samples } = image
  const scale = scaleOf(image)
  const across = linearTaps(width, content.width, true)
  const down = linearTaps(height, content.height, true)
  const planes = (channels === 1 ? [0] : [0, 1, 2]).map(channel => {
    const plane = new Float32Array(content.width * content.height)
    const row = new Float32Array(width)
    const rowAt = (y: number) => {
      for (let x = 0, at = y * width * channels + channel; x < width; x++, at += channels)
        row[x] = scale[samples[at] ?? 0] ?? 0
      return row
    }
    resample(rowAt, across, down, (values, y) => plane.set(values, y * content.width))
    return plane
  })
  const [grey] = planes
  return channels === 1 && grey !== undefined ? [grey, grey, grey] : planes
}

/** For each value a sample can have, where it lies on 0..255. */
function scaleOf({ samples, channels }: Raster): Float32Array {
  if (samples instanceof Uint8Array) return Float32Array.from({ length: 256 }, (_, value) => value)
  const counts = new Uint32Array(65536)
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] ?? 0
    if (channels !== 4 || i % 4 !== 3) counts[value] = (counts[value] ?? 0) + 1
  }
  counts[0] = 0
  const total = counts.reduce((sum, count) => sum + count, 0)
  const low = valueAt(counts, 0.005 * total)
  const range = Math.max(1, valueAt(counts, 0.995 * total) - low)
  return Float32Array.from(counts, (_, value) => Math.min(255, Math.max(0, (255 * (value - low)) / range)))
}

/** The smallest value that so many samples do not exceed. */
function valueAt(counts: Uint32Array, rank: number): number {
  let seen = 0
  for (const [value, count] of counts.entries()) {
    seen += count
    if (seen > 0 && seen >= rank) return value
  }
  return 0
}

type Scaling = (colour: number) => { low: number; range: number; empty: number }

/** `empty` is what the rest of the square holds: 0 after scaling, or what becomes 0 inside the network. */
function scalingOf(planes: readonly Float32Array[], pixels: Pixels): Scaling {
  if (pixels === 'bytes') return c => ({ low: 0, range: 1, empty: imagenet.mean[c] ?? 0 })
  if (pixels === 'min-max') {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const plane of planes)
      for (const value of plane) {
        if (value < low) low = value
        if (value > high) high = value
      }
    return () => ({ low, range: Math.max(1e-8, high - low), empty: 0 })
  }
  const { mean, std } = pixels === 'imagenet' ? imagenet : pixels
  return c => ({ low: mean[c] ?? 0, range: std[c] ?? 1, empty: 0 })
}
