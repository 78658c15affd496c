/** Separable Gaussian blur of a plane; the edge is repeated outwards. */

/** `sigma` in cells; the kernel reaches three of them. */
export function smooth(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(3 * sigma))
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const kernel = weights.map(weight => weight / total)
  const across = new Float32Array(plane.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let k = -reach; k <= reach; k++)
        sum += (kernel[k + reach] ?? 0) * (plane[y * width + Math.min(width - 1, Math.max(0, x + k))] ?? 0)
      across[y * width + x] = sum
    }
  const out = new Float32Array(plane.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let k = -reach; k <= reach; k++)
        sum += (kernel[k + reach] ?? 0) * (across[Math.min(height - 1, Math.max(0, y + k)) * width + x] ?? 0)
      out[y * width + x] = sum
    }
  return out
}
