/**
 * How trajectories are forged: the choices that MedSAM-Agent (arXiv 2602.03320) leaves unpublished, each with the
 * value that is taken where none is given.
 */

/** A box, then clicks; or clicks alone. Both together are the paper's hybrid prompting. */
export const families = ['box-then-points', 'points'] as const
export type Family = (typeof families)[number]

export type Recipe = {
  /** Trajectories tried for each case and family. */
  perFamily: number
  /** Most boxes and points; the stop comes on top. */
  actions: number
  /** An action is kept where it raises the IoU by more than this (τ of the paper). */
  minGain: number
  /** Times that an action which gained too little is drawn anew before the trajectory stops (T_retry). */
  retries: number
  /** A trajectory that ends below this IoU is not kept. */
  minIou: number
  /** Each side of a drawn box moves by up to this share of the box's width or height. */
  jitter: number
  seed: number
}

export const defaultRecipe: Recipe = {
  perFamily: 3,
  actions: 4,
  minGain: 0.01,
  retries: 3,
  minIou: 0.7,
  jitter: 0.1,
  seed: 0,
}
