/**
 * Local appearance as one of a few words: k-means over the features of the cells. A word is a bin of a histogram
 * that fits the picture, so that grey and colour are treated alike. `kernel` spreads counts to words that look
 * nearly the same.
 */

export type Words = {
  /** The word of each cell. */
  of: Uint8Array
  count: number
  /** count × count; each row adds up to 1. */
  kernel: Float32Array
}

const wordCount = 64
const rounds = 6
/** Features this far apart are different things; brightness runs from 0 to 1. */
const bandwidth = 0.05

/** `planes`: one value per cell each; the first one orders the start, so that there is no chance in it. */
export function clusterWords(planes: readonly Float32Array[]): Words {
  const dims = planes.length
  const cells = planes[0]?.length ?? 0
  const features = new Float32Array(cells * dims)
  for (const [d, plane] of planes.entries())
    for (let i = 0; i < cells; i++) features[i * dims + d] = plane[i] ?? 0
  const count = Math.min(wordCount, cells)
  const sample = sampleCells(features, dims, cells)
  const centres = startCentres(features, dims, sample, count)
  for (let round = 0; round < rounds; round++) moveCentres(features, dims, sample, centres)
  const of = new Uint8Array(cells)
  for (let i = 0; i < cells; i++) of[i] = nearest(features, i * dims, dims, centres)
  return { of, count, kernel: kernelOf(centres, dims, count) }
}

/** At most about 4,000 cells, by their first feature. */
function sampleCells(features: Float32Array, dims: number, cells: number): number[] {
  const step = Math.max(1, Math.floor(cells / 4000))
  const sample: number[] = []
  for (let i = 0; i < cells; i += step) sample.push(i)
  return sample.sort((a, b) => (features[a * dims] ?? 0) - (features[b * dims] ?? 0) || a - b)
}

function startCentres(features: Float32Array, dims: number, sample: number[], count: number): Float32Array {
  const centres = new Float32Array(count * dims)
  for (let k = 0; k < count; k++) {
    const cell = sample[Math.floor(((k + 0.5) * sample.length) / count)] ?? 0
    for (let d = 0; d < dims; d++) centres[k * dims + d] = features[cell * dims + d] ?? 0
  }
  return centres
}

function moveCentres(features: Float32Array, dims: number, sample: number[], centres: Float32Array): void {
  const sums = new Float64Array(centres.length)
  const members = new Float64Array(centres.length / dims)
  for (const cell of sample) {
    const k = nearest(features, cell * dims, dims, centres)
    members[k] = (members[k] ?? 0) + 1
    for (let d = 0; d < dims; d++)
      sums[k * dims + d] = (sums[k * dims + d] ?? 0) + (features[cell * dims + d] ?? 0)
  }
  for (let k = 0; k < members.length; k++) {
    const n = members[k] ?? 0
    if (n > 0) for (let d = 0; d < dims; d++) centres[k * dims + d] = (sums[k * dims + d] ?? 0) / n
  }
}

function nearest(features: Float32Array, at: number, dims: number, centres: Float32Array): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (let c = 0, k = 0; c < centres.length; c += dims, k++) {
    let distance = 0
    for (let d = 0; d < dims; d++) distance += ((features[at + d] ?? 0) - (centres[c + d] ?? 0)) ** 2
    if (distance < least) {
      least = distance
      best = k
    }
  }
  return best
}

function kernelOf(centres: Float32Array, dims: number, count: number): Float32Array {
  const kernel = new Float32Array(count * count)
  for (let a = 0; a < count; a++) {
    let total = 0
    for (let b = 0; b < count; b++) {
      let distance = 0
      for (let d = 0; d < dims; d++)
        distance += ((centres[a * dims + d] ?? 0) - (centres[b * dims + d] ?? 0)) ** 2
      const near = Math.exp(-distance / (2 * bandwidth * bandwidth))
      kernel[a * count + b] = near
      total += near
    }
    for (let b = 0; b < count; b++) kernel[a * count + b] = (kernel[a * count + b] ?? 0) / total
  }
  return kernel
}
