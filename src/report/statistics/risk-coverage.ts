/**
 * Selective answering (El-Yaniv & Wiener, JMLR 11, 2010; Geifman & El-Yaniv, arXiv 1705.08500): what the
 * risk would be, had only the answers of highest confidence been given.
 *
 *     coverage(t) = answers with confidence ≥ t / all cases      risk(t) = their mean of 1 − score
 *
 * A case without an answer (abstained, refused, unreadable) is never covered, so a curve ends where the
 * answers end. An answer that states no confidence comes last. Answers of equal confidence cannot be told
 * apart: within such a tie the risk is the expectation over all its orders, which is exact and depends on
 * no order of the cases; a threshold falls only between ties.
 *
 * AURC is the mean risk over the coverages k/n, k = 1 … answers (Geifman et al., arXiv 1805.08206). Of a
 * tie of m answers with mean loss r after k answers with total loss L it holds Σ (L + (j − k) r) / j over
 * j = k+1 … k+m, which is r m + (L − k r)(H(k+m) − H(k)) with the harmonic numbers H. Excess AURC is what
 * an oracle that knows the losses would take off it.
 */

/** Answers of one confidence (or one loss), in the order in which they are given. */
export type Ties = {
  /** Index into the losses, tie by tie. */
  order: Int32Array
  /** Where in `order` each tie ends. */
  ends: Int32Array
}

/** The indices sorted by key, largest first, with their ties. */
export function tiesOf(keys: ArrayLike<number>): Ties {
  const order = Int32Array.from({ length: keys.length }, (_, i) => i).sort(
    (a, b) => (keys[b] ?? 0) - (keys[a] ?? 0),
  )
  const ends: number[] = []
  for (let i = 1; i <= order.length; i++)
    if (i === order.length || keys[order[i] ?? 0] !== keys[order[i - 1] ?? 0]) ends.push(i)
  return { order, ends: Int32Array.from(ends) }
}

/** Count and loss of each tie, where every answer counts as often as `weights` says. */
export type Steps = { count: Float64Array; loss: Float64Array }

export function stepsOf({ order, ends }: Ties, losses: Float64Array, weights?: ArrayLike<number>): Steps {
  const count = new Float64Array(ends.length)
  const loss = new Float64Array(ends.length)
  let at = 0
  for (let tie = 0; tie < ends.length; tie++) {
    const end = ends[tie] ?? 0
    let n = 0
    let sum = 0
    for (; at < end; at++) {
      const i = order[at] ?? 0
      const weight = weights === undefined ? 1 : (weights[i] ?? 0)
      n += weight
      sum += weight * (losses[i] ?? 0)
    }
    count[tie] = n
    loss[tie] = sum
  }
  return { count, loss }
}

/** The mean risk over all coverages; NaN without answers. */
export function areaUnderRisk({ count, loss }: Steps): number {
  let area = 0
  let k = 0
  let total = 0
  for (let tie = 0; tie < count.length; tie++) {
    const m = count[tie] ?? 0
    if (m === 0) continue
    const r = (loss[tie] ?? 0) / m
    area += r * m
    if (k > 0) area += (total - k * r) * (harmonic(k + m) - harmonic(k))
    k += m
    total += loss[tie] ?? 0
  }
  return area / k
}

/** Largest share of `all` cases that can be answered at no more than this risk; 0 where none can. */
export function coverageAtRisk({ count, loss }: Steps, all: number, risk: number): number {
  let best = 0
  let k = 0
  let total = 0
  for (let tie = 0; tie < count.length; tie++) {
    k += count[tie] ?? 0
    total += loss[tie] ?? 0
    // Sums of shares carry rounding; a risk that is the target on paper must meet it.
    if (k > 0 && total <= k * risk + 1e-9) best = k
  }
  return best / all
}

/** Mean risk of the most confident answers to this share of `all` cases; NaN where there are fewer answers. */
export function riskAtCoverage({ count, loss }: Steps, all: number, coverage: number): number {
  const wanted = coverage * all
  let k = 0
  let total = 0
  for (let tie = 0; tie < count.length && k < wanted; tie++) {
    const m = count[tie] ?? 0
    const taken = Math.min(m, wanted - k)
    if (m > 0) total += ((loss[tie] ?? 0) * taken) / m
    k += taken
  }
  return k < wanted - 1e-9 || k === 0 ? Number.NaN : total / k
}

export type CurvePoint = {
  /** Share of all cases that are answered. */
  coverage: number
  risk: number
  /** The threshold that gives this point: the least confidence answered; null where none is stated. */
  confidence: number | null
}

/** At most one point in a hundredth of coverage, from 0, where the risk is that of the first tie. */
export function riskCoverageCurve(
  { order, ends }: Ties,
  { count, loss }: Steps,
  keys: ArrayLike<number>,
  all: number,
): CurvePoint[] {
  const points: CurvePoint[] = []
  let k = 0
  let total = 0
  for (let tie = 0; tie < ends.length; tie++) {
    k += count[tie] ?? 0
    total += loss[tie] ?? 0
    const key = keys[order[(ends[tie] ?? 1) - 1] ?? 0] ?? -1
    const point = { coverage: k / all, risk: total / k, confidence: key < 0 ? null : key }
    if (tie === 0) points.push({ ...point, coverage: 0 })
    const before = points.at(-1)
    if (before !== undefined && points.length > 1 && sameHundredth(before.coverage, point.coverage))
      points.pop()
    points.push(point)
  }
  return points
}

function sameHundredth(a: number, b: number): boolean {
  return Math.ceil(100 * a) === Math.ceil(100 * b)
}

const exact = new Float64Array(257)
for (let k = 1; k < exact.length; k++) exact[k] = (exact[k - 1] ?? 0) + 1 / k
const gamma = 0.5772156649015329

/** 1 + 1/2 + … + 1/k; past 256 by Euler and Maclaurin, right to twelve digits. */
function harmonic(k: number): number {
  return exact[k] ?? Math.log(k) + gamma + 1 / (2 * k) - 1 / (12 * k * k)
}
