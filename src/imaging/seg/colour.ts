/**
 * Colours of segments: sRGB on the screen, CIELab under illuminant D50 in the file (PS3.3, C.10.7.1.1), each of
 * L*, a* and b* as a number of 16 bits: L* 0..100 and a*, b* -128..127 spread over 0..65535.
 */

/** Red, green and blue in sRGB, 0..255. */
export type Rgb = [number, number, number]

// sRGB primaries with the white point adapted to D50 (Bradford), as ICC profiles have it.
const toXyz = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
] as const
const fromXyz = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const
const white = [0.9642119, 1, 0.8252101] as const

export function labOf(rgb: Rgb): [number, number, number] {
  const linear = rgb.map(value => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const [x = 0, y = 0, z = 0] = times(toXyz, linear).map((value, i) => curve(value / (white[i] ?? 1)))
  return [
    sixteenBits((116 * y - 16) / 100),
    sixteenBits((500 * (x - y) + 128) / 255),
    sixteenBits((200 * (y - z) + 128) / 255),
  ]
}

/** The nearest colour that a screen shows. */
export function rgbOf([l = 0, a = 0, b = 0]: readonly number[]): Rgb {
  const y = ((l / 65535) * 100 + 16) / 116
  const x = y + ((a / 65535) * 255 - 128) / 500
  const z = y - ((b / 65535) * 255 - 128) / 200
  const xyz = [x, y, z].map((value, i) => uncurve(value) * (white[i] ?? 1))
  const [red = 0, green = 0, blue = 0] = times(fromXyz, xyz).map(linear => {
    const share = linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055
    return Math.round(255 * Math.min(1, Math.max(0, share)))
  })
  return [red, green, blue]
}

const knee = 6 / 29

function curve(t: number): number {
  return t > knee ** 3 ? Math.cbrt(t) : t / (3 * knee ** 2) + 4 / 29
}

function uncurve(t: number): number {
  return t > knee ? t ** 3 : 3 * knee ** 2 * (t - 4 / 29)
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map(row => row.reduce((sum, factor, i) => sum + factor * (vector[i] ?? 0), 0))
}

function sixteenBits(share: number): number {
  return Math.round(65535 * Math.min(1, Math.max(0, share)))
}
