/**
 * How unlike its training data a network finds a picture: the Mahalanobis distance of what it sees from what it saw
 * (K. Lee et al., NeurIPS 2018), here of one Gaussian for all pictures, divided by the root of the dimensions, so that 1
 * is usual. The covariance is drawn a little to its diagonal, since some features hardly vary.
 */
import { PraxisError } from '../../../cases/index.ts'
import type { NamedTensor } from '../../../nn/index.ts'

/** `whitening` is [dimensions, dimensions], lower triangular: it turns deviations from the mean into unit noise. */
export type Gaussian = { mean: Float32Array; whitening: Float32Array }

const shrinkage = 0.02
/** Added to each variance, so that a feature that never varied does not decide alone. */
const leastVariance = 1e-4

export function distance({ mean, whitening }: Gaussian, x: ArrayLike<number>): number {
  const size = mean.length
  let squares = 0
  for (let row = 0; row < size; row++) {
    let sum = 0
    for (let column = 0; column <= row; column++)
      sum += (whitening[row * size + column] ?? 0) * ((x[column] ?? 0) - (mean[column] ?? 0))
    squares += sum * sum
  }
  return Math.sqrt(squares / size)
}

/** Of at least two vectors of the same length. */
export function fitGaussian(vectors: readonly ArrayLike<number>[]): Gaussian {
  const size = vectors[0]?.length ?? 0
  const mean = new Float64Array(size)
  for (const vector of vectors)
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / vectors.length
  const covariance = new Float64Array(size * size)
  for (const vector of vectors)
    for (let i = 0; i < size; i++) {
      const deviation = ((vector[i] ?? 0) - (mean[i] ?? 0)) / (vectors.length - 1)
      for (let j = 0; j <= i; j++)
        covariance[i * size + j] =
          (covariance[i * size + j] ?? 0) + deviation * ((vector[j] ?? 0) - (mean[j] ?? 0))
    }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) covariance[i * size + j] = (covariance[i * size + j] ?? 0) * (1 - shrinkage)
    covariance[i * size + i] = (covariance[i * size + i] ?? 0) + leastVariance
  }
  return {
    mean: Float32Array.from(mean),
    whitening: Float32Array.from(inverse(cholesky(covariance, size), size)),
  }
}

/** L of a positive definite matrix L Lᵀ, of which the lower triangle is read. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (lower[i * size + k] ?? 0) * (lower[j * size + k] ?? 0)
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / (lower[j * size + j] ?? 1)
    }
  return lower
}

/** Of a lower triangular matrix. */
function inverse(lower: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size)
  for (let j = 0; j < size; j++) {
    out[j * size + j] = 1 / (lower[j * size + j] ?? 1)
    for (let i = j + 1; i < size; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum -= (lower[i * size + k] ?? 0) * (out[k * size + j] ?? 0)
      out[i * size + j] = sum / (lower[i * size + i] ?? 1)
    }
  }
  return out
}

const names = { mean: 'seen.mean', whitening: 'seen.whitening' }

export function gaussianToNamed({ mean, whitening }: Gaussian): [string, NamedTensor][] {
  return [
    [names.mean, { shape: [mean.length], values: mean }],
    [names.whitening, { shape: [mean.length, mean.length], values: whitening }],
  ]
}

/** Throws `data-malformed` where there is none. */
export function gaussianFrom(named: ReadonlyMap<string, NamedTensor>): Gaussian {
  const mean = named.get(names.mean)?.values
  const whitening = named.get(names.whitening)?.values
  if (mean !== undefined && whitening !== undefined && whitening.length === mean.length ** 2)
    return { mean, whitening }
  throw new PraxisError(
    'data-malformed',
    `the weights do not say what their network saw (${names.mean}, ${names.whitening})`,
    'train it again',
  )
}
