/**
 * The inverse DCT of an 8 × 8 block (ITU-T T.81, A.3.3) in whole numbers, by the factorisation of Loeffler, Ligtenberg
 * and Moschytz (ICASSP 1989) with 13 bits behind the point: the arithmetic of the "slow" transform of libjpeg, so that
 * samples are the same.
 */

const point = 13
const scaled = (factor: number) => Math.round(factor * (1 << point))
const c = {
  even: scaled(0.5411961),
  even2: scaled(0.765366865),
  even6: scaled(1.847759065),
  odd: scaled(1.175875602),
  odd7: scaled(0.298631336),
  odd5: scaled(2.053119869),
  odd3: scaled(3.072711026),
  odd1: scaled(1.50132111),
  pair71: scaled(0.899976223),
  pair53: scaled(2.562915447),
  pair73: scaled(1.96157056),
  pair51: scaled(0.390180644),
}

const work = new Int32Array(64)

/**
 * @param coefficients of all blocks, in natural order; the block begins at `from`
 * @param precision bits of a sample; samples are coded around half their range
 * @param plane receives the samples, its lines `stride` apart, from `to` on
 */
export function inverseDct(
  coefficients: Int16Array,
  from: number,
  quantisation: Uint16Array,
  precision: number,
  plane: Uint16Array,
  to: number,
  stride: number,
): void {
  // Bits kept between the passes: fewer for deep samples, so that sums fit in 32 bits.
  const kept = precision > 8 ? 1 : 2
  for (let i = 0; i < 64; i++) work[i] = (coefficients[from + i] ?? 0) * (quantisation[i] ?? 0)
  for (let x = 0; x < 8; x++) transform(x, 8, point - kept)
  for (let y = 0; y < 8; y++) transform(8 * y, 1, point + kept + 3)
  const [half, most] = [1 << (precision - 1), (1 << precision) - 1]
  for (let y = 0, i = 0; y < 8; y++)
    for (let x = 0, at = to + y * stride; x < 8; x++, i++, at++)
      plane[at] = Math.min(most, Math.max(0, (work[i] ?? 0) + half))
}

/** Of eight numbers `step` apart, in place; the results are divided by 2 to the `down`, and rounded. */
function transform(at: number, step: number, down: number): void {
  const input = (n: number) => work[at + n * step] ?? 0
  const [s0, s1, s2, s3, s4, s5, s6, s7] = [
    input(0),
    input(1),
    input(2),
    input(3),
    input(4),
    input(5),
    input(6),
    input(7),
  ]
  const round = 1 << (down - 1)
  const z = (s2 + s6) * c.even
  const [t2, t3] = [z - s6 * c.even6, z + s2 * c.even2]
  const [t0, t1] = [(s0 + s4) * (1 << point) + round, (s0 - s4) * (1 << point) + round]
  const [e0, e1, e2, e3] = [t0 + t3, t1 + t2, t1 - t2, t0 - t3]
  const z5 = (s7 + s3 + s5 + s1) * c.odd
  const [z1, z2] = [(s7 + s1) * c.pair71, (s5 + s3) * c.pair53]
  const [z3, z4] = [z5 - (s7 + s3) * c.pair73, z5 - (s5 + s1) * c.pair51]
  const [o0, o1] = [s1 * c.odd1 - z1 + z4, s3 * c.odd3 - z2 + z3]
  const [o2, o3] = [s5 * c.odd5 - z2 + z4, s7 * c.odd7 - z1 + z3]
  work[at] = (e0 + o0) >> down
  work[at + 7 * step] = (e0 - o0) >> down
  work[at + step] = (e1 + o1) >> down
  work[at + 6 * step] = (e1 - o1) >> down
  work[at + 2 * step] = (e2 + o2) >> down
  work[at + 5 * step] = (e2 - o2) >> down
  work[at + 3 * step] = (e3 + o3) >> down
  work[at + 4 * step] = (e3 - o3) >> down
}
