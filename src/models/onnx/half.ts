/**
 * Half precision (IEEE 754 binary16) to and from single. `Float16Array` would do it, but came only with
 * Node 24, and half-precision exports are common.
 */
const single = new Float32Array(1)
const bits = new Uint32Array(single.buffer)

/** The bits of each value, rounded to the nearest half, ties to even; what is too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, value => {
    const size = Math.abs(value)
    single[0] = size
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
    if (Number.isNaN(size)) return 0x7e00
    if (size >= 65520) return sign | 0x7c00
    if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24)
    const exponent = ((bits[0] ?? 0) >>> 23) - 127
    // A fraction that rounds up to 2048 carries into the exponent, as it should.
    return sign | (((exponent + 15) << 10) + roundToEven(size * 2 ** (10 - exponent)) - 1024)
  })
}

export function fromHalf(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, half => {
    const sign = half & 0x8000 ? -1 : 1
    const exponent = (half >> 10) & 31
    const fraction = half & 1023
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
  })
}

function roundToEven(value: number): number {
  const rounded = Math.round(value)
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded
}
