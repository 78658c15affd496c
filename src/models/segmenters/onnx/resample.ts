/**
 * Linear resampling, one direction after the other, a row at a time, so that large pictures need no large
 * buffers. Pixels are squares: pixel i covers i to i + 1 and stands for its centre. Where a picture is made
 * smaller, `smooth` widens the filter so that every pixel counts (as Pillow and torchvision do for SAM);
 * without it, this is what torch.nn.functional.interpolate does to masks (bilinear, corners not aligned).
 */

/** For each pixel of a new row: the first of the old pixels it is made of, and how much of each. */
export type Taps = { first: number; weights: Float32Array }[]

/** From `count` pixels to `size`. */
export function linearTaps(count: number, size: number, smooth = false): Taps {
  const step = count / size
  const reach = smooth ? Math.max(1, step) : 1
  return Array.from({ length: size }, (_, i) => {
    const centre = (i + 0.5) * step
    const first = Math.min(count - 1, Math.max(0, Math.ceil(centre - reach - 0.5)))
    const last = Math.min(count - 1, Math.max(first, Math.floor(centre + reach - 0.5)))
    const weights = Float32Array.from({ length: last - first + 1 }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach),
    )
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return {
      first,
      weights: sum > 0 ? weights.map(weight => weight / sum) : weights.fill(1 / weights.length),
    }
  })
}

/** The two steps in one: first those of `inner`, then those of `outer` on what they give. */
export function chained(inner: Taps, outer: Taps): Taps {
  return outer.map(({ first, weights }) => {
    const parts = inner.slice(first, first + weights.length)
    const start = Math.min(...parts.map(part => part.first))
    const end = Math.max(...parts.map(part => part.first + part.weights.length))
    const sum = new Float32Array(end - start)
    for (const [k, part] of parts.entries())
      for (const [i, weight] of part.weights.entries()) {
        const at = part.first - start + i
        sum[at] = (sum[at] ?? 0) + weight * (weights[k] ?? 0)
      }
    return { first: start, weights: sum }
  })
}

/** Gives the new rows, top to bottom, to `emit`. The row it gets is written over by the next. */
export function resample(
  rowAt: (y: number) => ArrayLike<number>,
  across: Taps,
  down: Taps,
  emit: (row: Float32Array, y: number) => void,
): void {
  const narrowed = new Map<number, Float32Array>()
  const result = new Float32Array(across.length)
  for (const [y, { first, weights }] of down.entries()) {
    for (const row of narrowed.keys()) if (row < first) narrowed.delete(row)
    result.fill(0)
    for (const [k, weight] of weights.entries()) {
      const row = narrowed.get(first + k) ?? resampleRow(rowAt(first + k), across)
      narrowed.set(first + k, row)
      for (let x = 0; x < result.length; x++) result[x] = (result[x] ?? 0) + weight * (row[x] ?? 0)
    }
    emit(result, y)
  }
}

function resampleRow(row: ArrayLike<number>, across: Taps): Float32Array {
  const result = new Float32Array(across.length)
  for (const [x, { first, weights }] of across.entries()) {
    let sum = 0
    for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (row[first + k] ?? 0)
    result[x] = sum
  }
  return result
}
