/**
 * Calibration of a score by a logistic curve (J. Platt, 1999), fitted by Newton's method with halved steps (H.-T. Lin et
 * al., Machine Learning 68, 2007). Platt's smoothed targets keep it finite where the score separates the cases.
 */

/** Probabilities nearer to 0 or 1 than this count as this near: float32 networks say 0 and 1. */
const nearest = 1e-6

export function logit(probability: number): number {
  const p = Math.min(1 - nearest, Math.max(nearest, probability))
  return Math.log(p / (1 - p))
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}

export type Scored = { score: number; truth: boolean }

/** Whether both outcomes occur, without which there is nothing to fit. */
export function hasBoth(cases: readonly Scored[]): boolean {
  return cases.some(({ truth }) => truth) && cases.some(({ truth }) => !truth)
}

/** The curve sigmoid(slope · score + intercept). Needs both outcomes. */
export function fitPlatt(cases: readonly Scored[]): { slope: number; intercept: number } {
  const { mean, deviation } = spread(cases.map(({ score }) => score))
  // A score that is the same everywhere tells nothing but how frequent the outcome is.
  const x = cases.map(({ score }) => (deviation > 0 ? (score - mean) / deviation : 0))
  const positives = cases.filter(({ truth }) => truth).length
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (cases.length - positives + 2)
  const t = cases.map(({ truth }) => (truth ? high : low))
  let [a, b] = [0, Math.log((positives + 1) / (cases.length - positives + 1))]
  let loss = lossAt(a, b, x, t)
  for (let step = 0; step < 100; step++) {
    const [da, db] = newtonStep(a, b, x, t)
    let size = 1
    let next = lossAt(a - da, b - db, x, t)
    while (next > loss && size > 1e-10) {
      size /= 2
      next = lossAt(a - size * da, b - size * db, x, t)
    }
    if (!(next < loss)) break
    const gained = loss - next
    ;[a, b, loss] = [a - size * da, b - size * db, next]
    if (gained < 1e-12 * (1 + Math.abs(loss))) break
  }
  const slope = deviation > 0 ? a / deviation : 0
  return { slope, intercept: b - slope * mean }
}

function newtonStep(a: number, b: number, x: readonly number[], t: readonly number[]): [number, number] {
  let [ga, gb, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12]
  x.forEach((xi, i) => {
    const p = sigmoid(a * xi + b)
    const [error, weight] = [p - (t[i] ?? 0), p * (1 - p)]
    ga += error * xi
    gb += error
    haa += weight * xi * xi
    hab += weight * xi
    hbb += weight
  })
  const determinant = haa * hbb - hab * hab
  return [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant]
}

/** Cross-entropy. */
function lossAt(a: number, b: number, x: readonly number[], t: readonly number[]): number {
  return x.reduce((sum, xi, i) => {
    const z = a * xi + b
    return sum + Math.max(z, 0) - (t[i] ?? 0) * z + Math.log1p(Math.exp(-Math.abs(z)))
  }, 0)
}

function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

/** Area under the ROC curve: how often a true case scores above a false one, ties counting half. */
export function areaUnderRoc(cases: readonly Scored[]): number {
  const sorted = [...cases].sort((a, b) => a.score - b.score)
  const positives = cases.filter(({ truth }) => truth).length
  const negatives = cases.length - positives
  let [wins, below] = [0, 0]
  for (let from = 0; from < sorted.length; ) {
    const score = sorted[from]?.score
    let to = from
    while (to < sorted.length && sorted[to]?.score === score) to++
    const tied = sorted.slice(from, to)
    const tiedPositives = tied.filter(({ truth }) => truth).length
    const tiedNegatives = tied.length - tiedPositives
    wins += tiedPositives * (below + tiedNegatives / 2)
    below += tiedNegatives
    from = to
  }
  return wins / (positives * negatives)
}
