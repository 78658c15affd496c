/**
 * Whether lesions are found, one by one, whatever their size. A lesion is a connected component of the
 * truth; it is found where the prediction covers at least `coverage` of its voxels, or any at all. A
 * component of the prediction that meets no lesion is a false alarm.
 */
import { type MaskGrid, refuseOtherGrid } from './grid.ts'
import { labelComponents } from './label-components.ts'

export type LesionDetection = {
  lesions: number
  found: number
  predicted: number
  falseAlarms: number
  /** found / lesions; null without a lesion. */
  sensitivity: number | null
  /** Predicted components that meet a lesion / predicted; null without a prediction. */
  precision: number | null
  /** Harmonic mean of the two; null where either is. */
  f1: number | null
}

/** `coverage` is a share, 0 for any overlap. Throws `bad-usage` for masks on different grids. */
export function detectLesions(truth: MaskGrid, prediction: MaskGrid, coverage = 0): LesionDetection {
  refuseOtherGrid(truth, prediction)
  const wanted = labelComponents(truth)
  const made = labelComponents(prediction)
  const covered = wanted.sizes.map(() => 0)
  const meets = made.sizes.map(() => false)
  for (let i = 0; i < wanted.labels.length; i++) {
    const [lesion = 0, component = 0] = [wanted.labels[i], made.labels[i]]
    if (lesion === 0 || component === 0) continue
    covered[lesion - 1] = (covered[lesion - 1] ?? 0) + 1
    meets[component - 1] = true
  }
  const found = covered.filter(
    (voxels, i) => voxels > 0 && voxels >= coverage * (wanted.sizes[i] ?? 0),
  ).length
  const hits = meets.filter(Boolean).length
  const sensitivity = covered.length === 0 ? null : found / covered.length
  const precision = meets.length === 0 ? null : hits / meets.length
  return {
    lesions: covered.length,
    found,
    predicted: meets.length,
    falseAlarms: meets.length - hits,
    sensitivity,
    precision,
    f1: harmonicMean(sensitivity, precision),
  }
}

function harmonicMean(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null
  return a + b === 0 ? 0 : (2 * a * b) / (a + b)
}
