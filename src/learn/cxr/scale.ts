/** How long the built-in networks are trained, and on how many pictures they are measured. */
import type { NetworkName } from '../../models/index.ts'

export type HeldOut = {
  /** Pictures that the score of the unlike and the weights of the fabric are fitted to. */
  fit: number
  /** Pictures that only tell from which score on a picture is unlike. */
  threshold: number
  /** Pictures that only measure. */
  measure: number
}

export type Scale = { steps: Record<NetworkName, number>; heldOut: HeldOut }

/** What ships. */
export const fullScale: Scale = {
  steps: { local: 10_000, sides: 10_000, whole: 7000, anatomy: 3000 },
  heldOut: { fit: 3000, threshold: 2000, measure: 2000 },
}

/** Enough to see that all of it works, and for nothing else. */
export const trialScale: Scale = {
  steps: { local: 4, sides: 4, whole: 4, anatomy: 4 },
  heldOut: { fit: 40, threshold: 40, measure: 40 },
}
