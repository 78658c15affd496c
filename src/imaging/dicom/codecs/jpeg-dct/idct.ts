/** The inverse DCT of an 8 × 8 block (ITU-T T.81, A.3.3), in floating point and separable. */

const basis = Float64Array.from({ length: 64 }, (_, i) => {
  const [x, u] = [i >> 3, i & 7]
  return ((u === 0 ? Math.SQRT1_2 : 1) / 2) * Math.cos(((2 * x + 1) * u * Math.PI) / 16)
})

const rows = new Float64Array(64)

/**
 * @param coefficients of all blocks, in natural order; the block begins at `from`
 * @param shift half the range of samples, which are stored around 0
 */
export function inverseDct(
  coefficients: Int32Array,
  from: number,
  quantisation: Uint16Array,
  shift: number,
  most: number,
  put: (x: number, y: number, value: number) => void,
): void {
  for (let v = 0; v < 8; v++)
    for (let x = 0; x < 8; x++) {
      let sum = 0
      for (let u = 0; u < 8; u++) {
        const i = 8 * v + u
        sum += (basis[8 * x + u] ?? 0) * (coefficients[from + i] ?? 0) * (quantisation[i] ?? 0)
      }
      rows[8 * v + x] = sum
    }
  for (let y = 0; y < 8; y++)
    for (let x = 0; x < 8; x++) {
      let sum = 0
      for (let v = 0; v < 8; v++) sum += (basis[8 * y + v] ?? 0) * (rows[8 * v + x] ?? 0)
      put(x, y, Math.min(most, Math.max(0, Math.round(sum + shift))))
    }
}
